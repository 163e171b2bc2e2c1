"""Hand-over lists brought into each of their states by real steps."""

from collections.abc import Collection, Sequence
from typing import Any

from documents import content, drafts
from documents.models import Document
from purchasing.invoice_handover.flow import INVOICE_HANDOVER
from purchasing.invoice_handover.models import InvoiceHandoverLine, Outcome
from purchasing.invoice_handover.queries import row_of
from tests.grounds import kept
from tests.purchasing import firm
from tests.purchasing.supplier_invoice import desk


@kept
def matched(text: str = "螺丝 100 x 2.26", **more: Any) -> Document:
    """An invoice for the whole of a receipt of one line."""
    return desk.matched([desk.received(text, **more)], text.split()[1])


def draft(invoices: Sequence[Document], sheets: int = 1) -> Document:
    return drafts.create(
        INVOICE_HANDOVER,
        actor=firm.people().purchaser,
        lines=[row_of(desk.body_of(invoice)) | {"sheets": sheets} for invoice in invoices],
        sources=invoices,
    )


def handed(invoices: Sequence[Document], sheets: int = 1) -> Document:
    return firm.step(draft(invoices, sheets), "submit", firm.people().purchaser)


def lines_of(document: Document) -> list[InvoiceHandoverLine]:
    return list(content.load_body(document).lines.all())


def counted(document: Document, missing: Collection[Document] = ()) -> dict[str, Any]:
    """What finance types: everything is here but these."""
    lost = {invoice.pk for invoice in missing}
    lines = lines_of(document)
    findings = {
        line.pk: {
            "outcome": Outcome.MISSING if line.invoice_id in lost else Outcome.RECEIVED,
            "note": "信封里没有" if line.invoice_id in lost else "",
        }
        for line in lines
    }
    here = sum(line.sheets for line in lines if line.invoice_id not in lost)
    return {"findings": findings, "counted": here}


def sign(document: Document, missing: Collection[Document] = ()) -> Document:
    return firm.step(document, "sign", desk.accountant(), data=counted(document, missing))


def signed(invoices: Sequence[Document], missing: Collection[Document] = ()) -> Document:
    return sign(handed(invoices), missing)


def make(state: str) -> Document:
    invoices = [matched()]
    if state == "draft":
        return draft(invoices)
    if state == "void":
        return firm.step(draft(invoices), "void", firm.people().purchaser, reason="重复")
    document = handed(invoices)
    if state == "handed":
        return document
    document = sign(document)
    if state == "signed":
        return document
    return firm.step(document, "reverse", desk.accountant(), reason="签错")
