"""Payment requests brought into each of their states by real steps."""

from itertools import count

from documents.models import Document
from tests.finance.payment_request import desk

_running = count(1)


def make(state: str) -> Document:
    supplier = f"收款方{next(_running)}"
    (debt,) = desk.owe("100.00", supplier=supplier)
    document = desk.draft(desk.asking(debt, "100.00"), supplier=supplier)
    if state == "void":
        return desk.step(document, "void", document.maker, reason="录错")
    if state == "draft":
        return document
    document = desk.submit(document)
    if state == "returned":
        return desk.step(document, "return", desk.manager(), reason="附件不全")
    if state == "submitted":
        return document
    document = desk.approve(document)
    if state == "approved":
        return document
    return desk.pay(document, amount="100.00" if state == "paid" else "60.00")
