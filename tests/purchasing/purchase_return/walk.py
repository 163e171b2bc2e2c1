"""Returns brought into each of their states by real steps."""

from documents.models import Document
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns


def make(state: str) -> Document:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    document = returns.draft([receipt], "10")
    if state == "draft":
        return document
    if state == "void":
        return firm.step(document, "void", firm.people().purchaser, reason="录错")
    if state == "submitted":
        return returns.submit(document)
    if state == "approved":
        return returns.approve(document)
    document = returns.ship(document)
    return returns.reverse(document) if state == "reversed" else document
