"""Changes of customer orders brought into each of their states by real steps."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from documents.models import Document
from orders.customer_order.models import CustomerOrder
from orders.order_change.actions import begin, changed
from tests.orders import desk


def change(order: Document, rows: Iterable[Any], *, to: str = "draft") -> Document:
    """`rows` as `actions.changed(line, …)` makes them."""
    body = CustomerOrder.objects.select_related("head__party").get(pk=order.pk)
    document = begin(body, actor=desk.people().clerk, reason="客户改数", rows=rows)
    return walk_to(document, to)


def quantities(order: Document, *wanted: int | None) -> list[Any]:
    """A new quantity for each line in turn; None leaves it out."""
    pairs = zip(desk.lines_of(order), wanted, strict=True)
    return [changed(line, quantity=Decimal(q)) for line, q in pairs if q is not None]


def walk_to(document: Document, state: str) -> Document:
    if state == "draft":
        return document
    document = desk.step(document, "submit", desk.people().clerk)
    return document if state == "submitted" else approve(document)


def approve(document: Document) -> Document:
    for signer in (desk.people().manager, desk.people().director):
        if document.state == "submitted":
            document = desk.step(document, "approve", signer)
    return document


def make(state: str) -> Document:
    order = desk.order(to="released")
    document = change(order, quantities(order, 12))
    if state == "void":
        return desk.step(document, "void", desk.people().clerk, reason="录错")
    if state == "reversed":
        applied = walk_to(document, "approved")
        return desk.step(applied, "reverse", desk.people().manager, reason="客户反悔")
    return walk_to(document, state)
