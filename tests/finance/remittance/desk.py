"""The people of a remittance, what the bank's statement has, and remittances by real steps."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from documents import drafts, engine
from documents.models import Document
from finance.cash.models import AccountKind, CashAccount
from finance.opening_balance.flow import OPENING_BALANCE
from finance.parties.models import OpenItem, Side
from finance.remittance.flow import REMITTANCE
from finance.remittance.models import BankLine, Kind
from masterdata.models import Party, User
from masterdata.roles import Role
from tests import factories

CUSTOMER = "红星商场"
_running = count(1)
Parts = Sequence[tuple[Document | OpenItem, str | Decimal]]


def person(role: Role, number: int = 1) -> User:
    name = f"remit-{role.value}-{number}"
    return User.objects.filter(username=name).first() or factories.user(role, username=name)


def bank(code: str = "中行") -> CashAccount:
    given = {"name": code, "kind": AccountKind.BANK}
    return CashAccount.objects.get_or_create(code=code, defaults=given)[0]


def bank_line(amount: str | Decimal, *, payer: str = "王老板", **more: Any) -> BankLine:
    given = {
        "account": bank(),
        "on_date": timezone.localdate(),
        "reference": f"流水{next(_running)}",
        "entered_by": person(Role.CASHIER),
        "entered_at": timezone.now(),
    }
    return BankLine.objects.create(amount=Decimal(amount), payer=payer, **(given | more))


def owes(*amounts: str, customer: str | Party = CUSTOMER) -> list[OpenItem]:
    """What a customer owed (−: had paid in advance) when the books were opened; one paper."""
    rows = [
        {"side": Side.RECEIVABLE, "party": _party(customer), "amount": Decimal(amount)}
        for amount in amounts
    ]
    rows = [row | {"reference": f"旧账{number}"} for number, row in enumerate(rows, start=1)]
    paper = drafts.create(OPENING_BALANCE, actor=person(Role.ADMINISTRATOR), body={}, lines=rows)
    engine.perform(paper.pk, "approve", actor=person(Role.ACCOUNTANT))
    return list(OpenItem.objects.filter(document=paper).order_by("line_no"))


def claim(
    money: str | Decimal, *lines: tuple[Document | OpenItem, str | Decimal], **more: Any
) -> Document:
    """The clerk's draft: so much money for these orders and old debts, the rest for nothing yet."""
    customer = _party(more.pop("customer", CUSTOMER))
    maker = more.pop("maker", None) or person(Role.ORDER_CLERK)
    at: datetime | None = more.pop("at", None)
    kind = more.get("kind", Kind.RECEIPT)
    body = {"kind": kind, "money": Decimal(money)}
    if kind == Kind.RECEIPT:
        body |= {"payer": "王老板", "bank": "建行", "reported_at": at or timezone.now()}
        body["no_slip_reason"] = "客户电话告知"
    return drafts.create(
        REMITTANCE,
        actor=maker,
        at=at,
        head={"party": customer, **({"date": timezone.localdate(at)} if at else {})},
        body=body | more,
        lines=[_row(thing, Decimal(amount)) for thing, amount in lines],
    )


def _row(thing: Document | OpenItem, amount: Decimal) -> dict[str, Any]:
    name = "open_item" if isinstance(thing, OpenItem) else "order"
    return {name: thing, "amount": amount}


def _party(customer: str | Party) -> Party:
    return customer if isinstance(customer, Party) else factories.customer(customer)


def step(document: Document, code: str, actor: User, **options: Any) -> Document:
    return engine.perform(document.pk, code, actor=actor, **options).document


def file(document: Document, actor: User | None = None, **options: Any) -> Document:
    return step(document, "file", actor or document.maker, **options)


def confirm(document: Document, line: BankLine | None = None, **options: Any) -> Document:
    """Found at the bank by the accountant; money of the same amount arrived where none is named."""
    line = line or bank_line(document.remittance.money)
    actor = options.pop("actor", None) or person(Role.ACCOUNTANT)
    return step(document, "confirm", actor, data={"bank_line": line}, **options)


def approve(document: Document, **options: Any) -> Document:
    """An allotment by the accountant, a refund by the deputy general manager."""
    if document.remittance.kind == Kind.ALLOTMENT:
        return step(document, "allot_funds", person(Role.ACCOUNTANT), **options)
    data = {"account": bank()}
    actor = person(Role.DEPUTY_GENERAL_MANAGER)
    return step(document, "approve_refund", actor, data=data, **options)


def remit(
    money: str | Decimal, *lines: tuple[Document | OpenItem, str | Decimal], **more: Any
) -> Document:
    """Claimed, filed and confirmed: `remit("100.00", (order, "80.00"), customer=party)`."""
    at: datetime | None = more.get("at")
    options = {"at": at} if at else {}
    return confirm(file(claim(money, *lines, **more), **options), **options)


def allot(*lines: tuple[Document | OpenItem, str | Decimal], **more: Any) -> Document:
    return approve(file(claim("0", *lines, kind=Kind.ALLOTMENT, **more)))


def refund(money: str | Decimal, **more: Any) -> Document:
    return approve(file(claim(money, kind=Kind.REFUND, **more)))


def reverse(document: Document, role: Role = Role.ACCOUNTANT) -> Document:
    return step(document, "reverse", person(role), reason="录错")
