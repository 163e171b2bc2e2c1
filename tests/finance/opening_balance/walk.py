"""Opening balances brought into each of their states by real steps."""

from decimal import Decimal
from typing import Any

from documents import drafts, engine
from documents.models import Document
from finance.opening_balance.flow import OPENING_BALANCE
from masterdata.models import User
from masterdata.roles import Role
from tests import factories


def person(role: Role) -> User:
    name = f"opening-{role.value}"
    return User.objects.filter(username=name).first() or factories.user(role, username=name)


def rows(text: str) -> list[dict[str, Any]]:
    """`side party amount[, …]`, with side 应付 or 应收."""
    found = []
    for part in text.split(","):
        side, code, amount = part.split()
        payable = side == "应付"
        found.append(
            {
                "side": "payable" if payable else "receivable",
                "party": factories.supplier(code) if payable else factories.customer(code),
                "amount": Decimal(amount),
                "reference": "旧账",
            }
        )
    return found


def draft(text: str = "应付 甲厂 100.00") -> Document:
    maker = person(Role.ADMINISTRATOR)
    return drafts.create(OPENING_BALANCE, actor=maker, body={}, lines=rows(text))


def approve(document: Document) -> Document:
    return engine.perform(document.pk, "approve", actor=person(Role.ACCOUNTANT)).document


def make(state: str) -> Document:
    document = draft()
    if state == "void":
        maker = person(Role.ADMINISTRATOR)
        return engine.perform(document.pk, "void", actor=maker, reason="录错").document
    if state in {"approved", "reversed"}:
        document = approve(document)
    if state == "reversed":
        approver = person(Role.ACCOUNTANT)
        return engine.perform(document.pk, "reverse", actor=approver, reason="录错").document
    return document
