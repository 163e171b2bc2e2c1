"""Sales reports of the whole firm brought into each of their states by real steps."""

from documents.models import Document
from tests.orders.sales_report import desk


def make(state: str) -> Document:
    document = desk.report(day=desk.free_day())
    if state == "void":
        return desk.step(document, "void", desk.clerk(), reason="录错")
    if state != "draft":
        document = desk.submit(document)
    if state == "returned":
        return desk.send_back(document)
    return desk.read(document) if state == "read" else document
