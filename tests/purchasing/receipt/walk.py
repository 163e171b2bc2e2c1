"""Receipts brought into each of their states by real steps."""

from django.utils import timezone

from documents import drafts
from documents.models import Document
from purchasing.receipt.flow import RECEIPT
from tests import factories
from tests.purchasing import firm


def arrival() -> Document:
    return drafts.create(
        RECEIPT,
        actor=firm.people().storekeeper,
        head={"party": factories.supplier()},
        body={"warehouse": factories.warehouse(), "arrived_at": timezone.now(), "packages": 3},
        state="arrived",
    )


def make(state: str) -> Document:
    buyer = firm.people().purchaser
    if state == "arrived":
        return arrival()
    order = firm.order("螺丝 100 x 2.26")
    if state in {"draft", "submitted", "approved"}:
        return firm.receipt([order], "40", state=state)
    if state == "reversed":
        return firm.reverse(firm.receipt([order], "40"))
    document = firm.draft_receipt([order], "40")
    if state == "inspecting":
        return firm.step(document, "inspect", buyer)
    return firm.step(document, "void", buyer, reason="录错")
