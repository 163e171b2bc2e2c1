"""Deliveries brought into each of their states by real steps."""

from documents.models import Document
from tests.orders import desk
from tests.orders.delivery import road, straight


def make(state: str) -> Document:
    if state == "direct":
        return straight.announced()[1]
    document = road.drawn([road.ordered()], "4")
    if state in road.ROUTE:
        return road.go(document, state)
    if state == "void":
        return road.step(document, "void", desk.people().billing, reason="录错")
    document = road.go(document, "dispatched")
    if state == "reversed":
        return road.reverse(document)
    document = road.sign(document)
    if state == "installed":
        return road.step(document, "install", desk.people().clerk, data={"installer": "李师傅"})
    return road.file_slip(document) if state == "closed" else document
