"""Change orders brought into each of their states by real steps."""

from decimal import Decimal

from documents.models import Document
from purchasing import lines as arithmetic
from purchasing.order_change.actions import begin, row_from
from purchasing.purchase_order.models import PurchaseOrder
from tests.purchasing import firm


def draft() -> Document:
    order = firm.order("螺丝 100 x 2.26")
    rows = [
        arithmetic.ordered(row_from(line) | {"quantity": Decimal(120)})
        for line in firm.order_lines(order)
    ]
    body = PurchaseOrder.objects.select_related("head__party").get(pk=order.pk)
    return begin(body, actor=firm.people().purchaser, reason="客户追加", rows=rows)


def make(state: str) -> Document:
    buyer = firm.people().purchaser
    document = draft()
    if state == "void":
        return firm.step(document, "void", buyer, reason="录错")
    if state in {"submitted", "approved", "reversed"}:
        document = firm.step(document, "submit", buyer)
    if state in {"approved", "reversed"}:
        document = firm.approve(document)
    if state == "reversed":
        return firm.reverse(document)
    return document
