"""The people who settle, what their suppliers are owed, and settlements by their real steps."""

from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from documents import drafts, engine
from documents.models import Document
from finance.cash.models import AccountKind, CashAccount
from finance.opening_balance.flow import OPENING_BALANCE
from finance.parties.models import OpenItem, Side
from finance.settlement.flow import SETTLEMENT
from finance.settlement.models import Kind
from masterdata.models import Party, User
from masterdata.roles import Role
from tests import factories

_running = count(1)
CONSENT = {
    "their_consent_by": "吴经理",
    "their_consent_on": timezone.localdate(),
    "consent_note": "对方来函 2026-11",
}


def person(role: Role, number: int = 1) -> User:
    name = f"settle-{role.value}-{number}"
    return User.objects.filter(username=name).first() or factories.user(role, username=name)


def bank(code: str = "工行", *, overdraft: str = "1000000") -> CashAccount:
    """A bank account that lends enough for every test, whoever opened it."""
    given = {"name": code, "kind": AccountKind.BANK, "overdraft": Decimal(overdraft)}
    account, _made = CashAccount.objects.get_or_create(code=code, defaults=given)
    if account.overdraft < Decimal(overdraft):
        account.overdraft = Decimal(overdraft)
        account.save()
    return account


def party(code: str = "甲厂") -> Party:
    return factories.supplier(code)


def owe(
    *amounts: str, supplier: str = "甲厂", side: Side = Side.PAYABLE, customer: bool = False
) -> list[OpenItem]:
    """What was owed when the books were opened: − is paid in advance. One paper, in order."""
    owner = factories.supplier(supplier)
    if customer:
        type(owner).objects.filter(pk=owner.pk).update(is_customer=True)
        owner.refresh_from_db()
    rows = [
        {"side": side, "party": owner, "amount": Decimal(amount), "reference": f"旧账{number}"}
        for number, amount in enumerate(amounts, start=1)
    ]
    paper = drafts.create(OPENING_BALANCE, actor=person(Role.ADMINISTRATOR), body={}, lines=rows)
    engine.perform(paper.pk, "approve", actor=person(Role.ACCOUNTANT))
    return list(OpenItem.objects.filter(document=paper).order_by("line_no"))


def draft(
    *lines: tuple[OpenItem, str], money: str = "0", supplier: str = "甲厂", **more: Any
) -> Document:
    """A settlement of these items, made by the cashier unless `maker` says otherwise."""
    kind = more.pop("kind", Kind.PAYMENT)
    maker = more.pop("maker", None) or person(Role.CASHIER)
    body = {"kind": kind, "money": Decimal(money), "account": bank() if Decimal(money) else None}
    return drafts.create(
        SETTLEMENT,
        actor=maker,
        head={"party": factories.supplier(supplier)},
        body=body | more,
        lines=[{"open_item": item, "amount": Decimal(amount)} for item, amount in lines],
    )


def step(document: Document, code: str, actor: User, **options: Any) -> Document:
    return engine.perform(document.pk, code, actor=actor, **options).document


def submit(document: Document) -> Document:
    return step(document, "submit", document.maker)


def post(document: Document) -> Document:
    """Submitted and posted by the accountant; a refund by the deputy general manager."""
    document = submit(document)
    if document.settlement.kind == Kind.REFUND:
        return step(document, "approve_refund", person(Role.DEPUTY_GENERAL_MANAGER))
    return step(document, "post", person(Role.ACCOUNTANT))


def settle(*lines: tuple[OpenItem, str], **more: Any) -> Document:
    return post(draft(*lines, **more))


def reverse(document: Document, role: Role = Role.ACCOUNTANT) -> Document:
    return step(document, "reverse", person(role), reason="录错")


def surplus(document: Document) -> OpenItem:
    """The prepayment that a settlement left."""
    return OpenItem.objects.get(document=document, line_no=9001, reverses=None)


def left(item: OpenItem) -> Decimal:
    item.refresh_from_db()
    return item.amount - item.allocated
