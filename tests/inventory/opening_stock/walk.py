"""Opening stock brought into each of its states by real steps; each opens an item of its own."""

from decimal import Decimal
from itertools import count
from typing import Any

from documents import drafts, engine
from documents.models import Document
from inventory.opening_stock.flow import OPENING_STOCK
from masterdata.models import User
from masterdata.money import round_money
from masterdata.roles import Role
from tests import factories

_running = count(1)


def person(role: Role) -> User:
    name = f"opening-{role.value}"
    return User.objects.filter(username=name).first() or factories.user(role, username=name)


def rows(text: str, warehouse: str = "main") -> list[dict[str, Any]]:
    """`item quantity x unit cost[, …]`, all in the warehouse's storage bin."""
    found = []
    for part in text.split(","):
        code, quantity, _x, cost = part.split()
        amount = round_money(Decimal(quantity) * Decimal(cost))
        found.append(
            {
                "item": factories.item(code),
                "bin": factories.warehouse(warehouse).bins.get(code="ZC"),
                "quantity": Decimal(quantity),
                "unit_cost": Decimal(cost),
                "amount": amount,
            }
        )
    return found


def draft(text: str = "螺丝 10 x 2.50", warehouse: str = "main") -> Document:
    return drafts.create(
        OPENING_STOCK,
        actor=person(Role.ADMINISTRATOR),
        body={"warehouse": factories.warehouse(warehouse)},
        lines=rows(text, warehouse),
    )


def approve(document: Document) -> Document:
    return engine.perform(document.pk, "approve", actor=person(Role.ACCOUNTANT)).document


def make(state: str) -> Document:
    document = draft(f"期初件{next(_running)} 10 x 2.50")
    if state == "void":
        maker = person(Role.ADMINISTRATOR)
        return engine.perform(document.pk, "void", actor=maker, reason="录错").document
    if state in {"approved", "reversed"}:
        document = approve(document)
    if state == "reversed":
        approver = person(Role.ACCOUNTANT)
        return engine.perform(document.pk, "reverse", actor=approver, reason="录错").document
    return document
