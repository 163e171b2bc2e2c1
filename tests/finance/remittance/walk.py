"""Remittances brought into each of their states by real steps."""

from itertools import count

from documents.models import Document
from tests.finance.remittance import desk

_running = count(1)


def make(state: str) -> Document:
    customer = f"客户{next(_running)}"
    (debt,) = desk.owes("100.00", customer=customer)
    document = desk.claim("130.00", (debt, "100.00"), customer=customer)
    if state == "void":
        return desk.step(document, "void", document.maker, reason="录错")
    if state == "draft":
        return document
    document = desk.file(document)
    if state == "filed":
        return document
    document = desk.confirm(document)
    return document if state == "confirmed" else desk.reverse(document)
