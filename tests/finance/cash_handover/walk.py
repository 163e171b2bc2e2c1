"""Cash hand-overs brought into each of their states by real steps."""

from decimal import Decimal

from documents.models import Document
from tests.finance.cash_handover import desk
from tests.grounds import kept
from tests.orders.delivery import road


@kept
def delivered(*, method: str = "cash", collected: str = "25.00") -> tuple[Document, Document]:
    """An order on cash on delivery, and its delivery, signed for and paid at the door."""
    order = road.ordered("螺丝 10 x 2.50", terms="cod", paid=False)
    paper = road.send([order], "10")
    road.sign(paper, cod_collected=Decimal(collected), cod_method=method)
    return order, paper


def make(state: str) -> Document:
    _order, delivery = delivered()
    document = desk.draft((delivery, "25.00"), by=road.driver())
    if state == "void":
        return desk.step(document, "void", document.maker, reason="录错")
    if state == "draft":
        return document
    document = desk.hand(document)
    if state == "handed":
        return document
    document = desk.count(document)
    return document if state == "counted" else desk.reverse(document)
