"""Purchase orders brought into each of their states by real steps."""

from documents.models import Document
from tests.purchasing import firm

ON_THE_WAY = {"draft", "submitted", "approved", "signed", "active"}


def make(state: str) -> Document:
    buyer = firm.people().purchaser
    if state in ON_THE_WAY:
        return firm.order(state=state)
    if state == "void":
        return firm.step(firm.order(state="draft"), "void", buyer, reason="录错")
    order = firm.order("螺丝 100 x 2.26")
    firm.receipt([order], "100")
    order.refresh_from_db()
    if state == "closed":
        return firm.step(order, "close", buyer, data={"archive_place": "柜 3"})
    return order
