"""Cash vouchers brought into each of their states by real steps."""

from decimal import Decimal
from typing import Any

from documents import drafts, engine
from documents.models import Document
from finance.cash_voucher.flow import CASH_VOUCHER
from finance.cash_voucher.models import Kind
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.finance.cash.papers import account

KINDS = {
    "收": Kind.INCOME,
    "付": Kind.EXPENSE,
    "转": Kind.TRANSFER,
    "期初": Kind.OPENING,
}


def person(role: Role) -> User:
    name = f"voucher-{role.value}"
    return User.objects.filter(username=name).first() or factories.user(role, username=name)


def draft(text: str = "收 钱箱 100.00", **head: Any) -> Document:
    """`kind account[→account] amount`, several amounts with + between."""
    kind, place, amounts = text.split()
    source, _arrow, target = place.partition("→")
    body = {
        "kind": KINDS[kind],
        "account": account(source),
        "to_account": account(target) if target else None,
        "other_side": "张三",
    }
    lines = [
        {"purpose": f"用途{number}", "amount": Decimal(amount)}
        for number, amount in enumerate(amounts.split("+"), start=1)
    ]
    cashier = person(Role.CASHIER)
    return drafts.create(CASH_VOUCHER, actor=cashier, head=head, body=body, lines=lines)


def step(document: Document, code: str, role: Role, **options: Any) -> Document:
    return engine.perform(document.pk, code, actor=person(role), **options).document


def submitted(text: str = "收 钱箱 100.00", **head: Any) -> Document:
    return step(draft(text, **head), "submit", Role.CASHIER)


def approved(text: str = "收 钱箱 100.00", **head: Any) -> Document:
    return step(submitted(text, **head), "approve", Role.ACCOUNTANT)


def make(state: str) -> Document:
    if state == "draft":
        return draft()
    if state == "void":
        return step(draft(), "void", Role.CASHIER, reason="录错")
    if state == "submitted":
        return submitted()
    document = approved()
    if state == "reversed":
        return step(document, "reverse", Role.ACCOUNTANT, reason="录错")
    return document
