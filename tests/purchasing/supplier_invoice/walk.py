"""Supplier invoices brought into each of their states by real steps."""

from documents.models import Document
from tests.purchasing import firm
from tests.purchasing.supplier_invoice import desk


def make(state: str) -> Document:
    receipt = desk.received()
    if state == "draft":
        return desk.draft([receipt], "100")
    if state == "received":
        return desk.submitted([receipt], "100")
    if state == "difference":
        return desk.differing([receipt], "100=230.00")
    if state == "void":
        return firm.step(desk.draft([receipt], "100"), "void", desk.accountant(), reason="录错")
    invoice = desk.matched([receipt], "100")
    if state == "reversed":
        return desk.reverse(invoice)
    if state == "matched":
        return invoice
    invoice = desk.by_program(invoice, "hand_over")
    if state == "handed_over":
        return invoice
    invoice = desk.by_program(invoice, "sign")
    if state == "signed":
        return invoice
    return firm.step(invoice, "book", desk.accountant())
