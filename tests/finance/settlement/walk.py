"""Settlements brought into each of their states by real steps."""

from itertools import count

from documents.models import Document
from masterdata.roles import Role
from tests.finance.settlement import desk

_running = count(1)


def make(state: str) -> Document:
    supplier = f"供应商{next(_running)}"
    debt, prepaid = desk.owe("100.00", "-30.00", supplier=supplier)
    document = desk.draft((debt, "100.00"), (prepaid, "30.00"), money="70.00", supplier=supplier)
    if state == "void":
        return desk.step(document, "void", document.maker, reason="录错")
    if state == "draft":
        return document
    document = desk.submit(document)
    if state == "submitted":
        return document
    document = desk.step(document, "post", desk.person(Role.ACCOUNTANT))
    return document if state == "posted" else desk.reverse(document)
