"""The demo firm pays: accounts verified, goods sent back, requests, payments and settlements.

Every paper has a key of its own and goes by its people's own steps: loading twice is loading once.
"""

import uuid
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents import drafts
from documents.demo_firm import Firm
from documents.models import Document
from finance.bank_accounts import rules
from finance.demo_cash import BANK, BOX, account_of
from finance.parties import queries as debts_of
from finance.payment_request.flow import PAYMENT_REQUEST
from finance.settlement.flow import SETTLEMENT
from masterdata.models import BankAccount, Party, User
from purchasing import demo_handovers, demo_invoices, demo_reports
from purchasing.demo_money_plan import (
    ACCOUNTS,
    ALL,
    MONEY,
    RETURNS,
    Asked,
    Changed,
    Ref,
    Returned,
    Settled,
)
from purchasing.payment_sources import prepayment_rows
from purchasing.purchase_return.actions import receipts_in, rows_of
from purchasing.purchase_return.flow import PURCHASE_RETURN
from purchasing.purchase_return.forms import give_amounts

KEY = uuid.UUID("52b8f0d6-1c7e-4d0b-9b1f-84e2a6c7d911")
VERIFIED, FURTHER, REPLACED = 45, 40, 4
DESKS = (
    "caigou", "caigou2", "caigoujl", "fuzong", "zongjingli", "caiwu", "chuna", "cangku", "gendan",
)  # fmt: skip


def load() -> None:
    people = {u.username: u for u in User.objects.filter(username__in=DESKS)}
    opened = Document.objects.filter(type="opening_balance", state="approved").exists()
    if len(people) < len(DESKS) or not (opened and account_of(BANK)):
        return
    firm = Firm(people, timezone.localdate())
    for changed in ACCOUNTS:
        _vouch(firm, changed)
    for returned in RETURNS:
        _return(firm, returned)
    demo_invoices.load(firm)
    demo_handovers.load(firm)
    sheets = demo_reports.sheets(firm)
    for each in MONEY:
        while sheets and sheets[0].monday <= firm.day(each.ago):
            demo_reports.meet(firm, sheets.pop(0))
        if isinstance(each, Asked):
            _ask(firm, each)
        else:
            _settle(firm, each)
    for changed in ACCOUNTS:
        _replace(firm, changed)
    for sheet in sheets:
        demo_reports.meet(firm, sheet)
    demo_reports.load(firm)
    demo_invoices.ask(firm)


# --- Bank accounts ----------------------------------------------------------------------------


def _vouch(firm: Firm, changed: Changed) -> None:
    """The first account by one of finance, a further one by two."""
    party = Party.objects.get(code=changed.supplier)
    first = party.bank_accounts.order_by("pk")[0]
    if not first.verifications.exists():  # type: ignore[attr-defined]
        rules.verify(first.pk, by=firm.people["caiwu"], at=firm.at(VERIFIED, 10))
    if changed.further is None or party.bank_accounts.count() > 1:
        return
    bank, number = changed.further
    account = BankAccount(
        party=party, bank_name=bank, account_number=number, account_name=party.name
    )
    _write(account, by=firm.people["caigou"], at=firm.at(FURTHER, 9))
    for who, hour in (("caiwu", 11), ("fuzong", 16)):
        rules.verify(account.pk, by=firm.people[who], at=firm.at(FURTHER, hour))


def _replace(firm: Firm, changed: Changed) -> None:
    """A letter names other details; the accountant looked at them, the second pair of eyes not."""
    if changed.instead is None:
        return
    bank, number = changed.instead
    account = BankAccount.objects.get(party__code=changed.supplier)
    if account.account_number == number:
        return
    account.bank_name, account.account_number = bank, number
    account.verified_by = account.verified_at = None
    _write(account, by=firm.people["caigou"], at=firm.at(REPLACED, 9))
    rules.verify(account.pk, by=firm.people["caiwu"], at=firm.at(REPLACED - 1, 10))


def _write(account: Any, *, by: User, at: Any) -> None:
    """As the supplier's page does, with who wrote it and when in its history."""
    account._history_user, account._history_date = by, at
    account.save()
    del account._history_user, account._history_date


# --- Goods that go back -----------------------------------------------------------------------


def _key(kind: str, name: str) -> uuid.UUID:
    return uuid.uuid5(KEY, f"{kind} {name}")


def _made(key: uuid.UUID) -> bool:
    return Document.objects.filter(key=key).exists()


def _receipt(firm: Firm, supplier: str, ago: int) -> Document | None:
    papers = Document.objects.filter(type="receipt", party__code=supplier, state="approved")
    return papers.filter(date=firm.day(ago)).select_related("party").first()


def _return(firm: Firm, plan: Returned) -> None:
    key = _key("return", plan.name)
    receipt = None if _made(key) else _receipt(firm, plan.supplier, plan.received)
    if receipt is None:
        return
    found = receipts_in([receipt])
    document = drafts.create(
        PURCHASE_RETURN,
        actor=receipt.maker,
        key=key,
        head={"date": firm.day(plan.ago), "party": receipt.party},
        body={"warehouse": found[0].warehouse, "reason": plan.reason},
        lines=_return_rows(rows_of(found), plan),
        sources=[receipt],
        at=firm.at(plan.ago, 9),
        history=True,
    )
    _walk_return(firm, plan, document)


def _return_rows(rows: list[dict[str, Any]], plan: Returned) -> list[dict[str, Any]]:
    for row in rows:
        ratio = Decimal(row["ratio_numerator"]) / row["ratio_denominator"]
        row["quantity"] = min(Decimal(plan.pieces), row["quantity"])
        row["base_quantity"] = row["quantity"] * ratio
        row["outcome"] = plan.outcome
    give_amounts(rows)
    names = {each.name for each in PURCHASE_RETURN.line._meta.concrete_fields}
    return [{name: value for name, value in row.items() if name in names} for row in rows]


def _walk_return(firm: Firm, plan: Returned, document: Document) -> None:
    buyer, ago = document.maker.username, plan.ago
    if plan.fate == "void":
        firm.step(document, "void", buyer, ago=ago, hour=10, reason="供方同意补货，不退")
        return
    handed = {"carrier": "供方来车", "waybill": f"TH{document.pk:05}", "packages": 1}
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("submit", buyer, {}),
        ("approve", "caigoujl", {}),
        ("ship", "cangku", {"data": handed}),
        ("reverse", "caigoujl", {"reason": "退货数量点错，供方已送回"}),
    ]
    reached = ("draft", "submitted", "approved", "posted", "reversed").index(plan.fate)
    _take(firm, document, steps[:reached], ago=ago)


def _take(
    firm: Firm, document: Document, steps: list[tuple[str, str, dict[str, Any]]], *, ago: int
) -> None:
    """One after the other in the course of a day."""
    for hour, (code, who, options) in enumerate(steps, start=10):
        firm.step(document, code, who, ago=ago, hour=hour, **options)


# --- What is open -----------------------------------------------------------------------------


def _open(firm: Firm, supplier: str, refs: tuple[Ref, ...], *, credit: bool = False) -> list[Any]:
    """The open items so named; what the firm never bought or was never owed is left out."""
    found = [_item(firm, supplier, ref, credit=credit) for ref in refs]
    return [item for item in found if item is not None]


def _item(firm: Firm, supplier: str, ref: Ref, *, credit: bool) -> Any:
    items = debts_of.unsettled("payable").filter(party__code=supplier, reverses=None)
    items = items.filter(amount__lt=0) if credit else items.filter(amount__gt=0)
    if isinstance(ref, int):
        items = items.filter(document__type="receipt", on_date=firm.day(ref))
    else:
        items = items.filter(document__type=ref)
    return items.select_related("document").order_by("pk").first()


def _left(item: Any) -> Decimal:
    left: Decimal = abs(item.amount - item.allocated)
    return left


# --- Payment requests -------------------------------------------------------------------------


def _ask(firm: Firm, plan: Asked) -> None:
    key = _key("request", plan.name)
    lines = [] if _made(key) else _asked_lines(firm, plan)
    if not lines:
        return
    party = Party.objects.get(code=plan.supplier)
    document = drafts.create(
        PAYMENT_REQUEST,
        actor=firm.people[plan.buyer],
        key=key,
        head={"date": firm.day(plan.ago), "party": party},
        body={
            "bank_account": party.bank_accounts.get(is_default=True),
            "purpose": plan.purpose,
            "wanted_on": firm.day(plan.ago - 2),
        },
        lines=lines,
        sources={line["source"].pk: line["source"] for line in lines}.values(),
        at=firm.at(plan.ago, 9),
        history=True,
    )
    _walk_request(firm, plan, document)


def _asked_lines(firm: Firm, plan: Asked) -> list[dict[str, Any]]:
    if plan.order is not None:
        orders = Document.objects.filter(type="purchase_order", party__code=plan.supplier)
        return prepayment_rows(list(orders.filter(date=firm.day(plan.order))))
    items = _open(firm, plan.supplier, plan.debts)
    return [{"open_item": i, "source": i.document, "amount": _left(i)} for i in items]


def _walk_request(firm: Firm, plan: Asked, document: Document) -> None:
    """Asked and reviewed on one day, agreed to on the next, paid on the third."""
    ago, buyer, given = plan.ago, plan.buyer, {"reason": plan.reason}
    if plan.fate == "void":
        firm.step(document, "void", buyer, ago=ago, hour=10, **given)
    if plan.fate in ("draft", "void"):
        return
    firm.step(document, "submit", buyer, ago=ago, hour=9)
    if plan.fate == "returned":
        firm.step(document, "return", "caigoujl", ago=ago, hour=15, **given)
    if plan.fate in ("submitted", "returned"):
        return
    firm.step(document, "approve", "caigoujl", ago=ago, hour=14)
    if plan.fate == "reviewed":
        return
    firm.step(document, "approve", "fuzong", ago=ago - 1, hour=10)
    if plan.fate == "approved":
        return
    paid: dict[str, Any] = {
        "account": account_of(BANK),
        "amount": Decimal(plan.part) if plan.part else document.total,
        "slip_number": f"HD{firm.day(ago - 2):%m%d}{document.pk:04}",
    }
    firm.step(document, "pay", "chuna", ago=ago - 2, hour=15, data=paid)


# --- Settlements ------------------------------------------------------------------------------


def _settle(firm: Firm, plan: Settled) -> None:
    key = _key("settlement", plan.name)
    if _made(key):
        return
    debts, credits = (_settled_lines(firm, plan, side) for side in ("debts", "credits"))
    if len(debts) < len(plan.debts) or len(credits) < len(plan.credits):
        return
    party = Party.objects.get(code=plan.supplier)
    receivable = _receivable(plan, party)
    document = drafts.create(
        SETTLEMENT,
        actor=firm.people[plan.maker],
        key=key,
        head={"date": firm.day(plan.ago), "party": party},
        body=_settled_body(plan, debts, credits),
        lines=[*debts, *credits, *receivable],
        sources={line["open_item"].document for line in [*debts, *credits]},
        at=firm.at(plan.ago, 9),
        history=True,
    )
    _walk_settlement(firm, plan, document)


def _settled_lines(firm: Firm, plan: Settled, side: str) -> list[dict[str, Any]]:
    lines = []
    for ref, amount in getattr(plan, side):
        for item in _open(firm, plan.supplier, (ref,), credit=side == "credits"):
            asked = Decimal(amount) if amount != ALL else _left(item)
            lines.append({"open_item": item, "amount": min(asked, _left(item))})
    return lines


def _receivable(plan: Settled, party: Party) -> list[dict[str, Any]]:
    """What the same firm owes us is the other side of a set-off."""
    if plan.kind != "set_off":
        return []
    item = debts_of.unsettled("receivable").filter(party=party).order_by("pk")[0]
    return [{"open_item": item, "amount": item.amount}]


def _settled_body(
    plan: Settled, debts: list[dict[str, Any]], credits: list[dict[str, Any]]
) -> dict[str, Any]:
    sums = [sum((line["amount"] for line in each), Decimal(0)) for each in (debts, credits)]
    money = sums[0] - sums[1] - Decimal(plan.discount) + Decimal(plan.surplus)
    if plan.kind in ("offset", "set_off"):
        money = Decimal(0)
    small = plan.kind == "payment" and money < Decimal(500)
    account = account_of(BOX if small else BANK) if money else None
    party = Party.objects.get(code=plan.supplier)
    pays = money > 0 and plan.kind == "payment" and not small
    return {
        "kind": plan.kind,
        "money": money,
        "discount": Decimal(plan.discount),
        "account": account,
        "bank_account": party.bank_accounts.get(is_default=True) if pays else None,
    }


def _walk_settlement(firm: Firm, plan: Settled, document: Document) -> None:
    ago = plan.ago
    if plan.fate == "void":
        firm.step(document, "void", plan.maker, ago=ago, hour=10, reason=plan.reason)
    if plan.fate in ("draft", "void"):
        return
    document = firm.step(document, "submit", plan.maker, ago=ago, hour=10)
    if plan.kind == "prepayment":
        firm.step(document, "give_reason", "caigoujl", ago=ago, hour=11, reason=plan.reason)
    if plan.kind == "set_off":
        consent = {
            "their_consent_by": document.party.head_person if document.party else "",
            "their_consent_on": firm.day(ago),
            "consent_note": "对冲协议已盖章",
        }
        firm.step(document, "consent", "fuzong", ago=ago, hour=11, data=consent)
    if plan.fate == "submitted":
        return
    code, who = ("approve_refund", "fuzong") if plan.kind == "refund" else ("post", "caiwu")
    document = firm.step(document, code, who, ago=ago, hour=14)
    if plan.fate == "reversed":
        firm.step(document, "reverse", "caiwu", ago=ago - 1, hour=10, reason=plan.reason)
