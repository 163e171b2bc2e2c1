"""The demo firm's invoices change hands: listed, counted, signed for, one looked for, booked."""

import uuid
from dataclasses import dataclass
from typing import Any

from documents import drafts
from documents.demo_firm import Firm
from documents.models import Document
from purchasing.invoice_handover.flow import INVOICE_HANDOVER
from purchasing.invoice_handover.models import InvoiceHandoverLine, Outcome
from purchasing.invoice_handover.queries import row_of, to_hand_over
from purchasing.supplier_invoice.models import SupplierInvoice

KEY = uuid.UUID("a1f6c0d4-7a63-4a0e-9c58-2f3b6d7e8c10")


@dataclass(frozen=True)
class Listed:
    """Everything matched until that day that is not looked for; one paper may not be there."""

    ago: int
    fate: str = "signed"
    missing: str = ""
    booked: bool = False


LISTS = (
    Listed(24, booked=True),
    Listed(9, missing="GY006"),
    Listed(2, "void"),
    Listed(2, "handed"),
    Listed(0, "draft"),
)


def load(firm: Firm) -> None:
    for number, listed in enumerate(LISTS, start=1):
        key = uuid.uuid5(KEY, str(number))
        if not Document.objects.filter(key=key).exists():
            _list(firm, listed, key)


def _list(firm: Firm, listed: Listed, key: uuid.UUID) -> None:
    waiting = to_hand_over(firm.people["caigou"]).filter(date__lte=firm.day(listed.ago))
    found = waiting.filter(supplierinvoice__missing_since=None)
    invoices = list(found.order_by("pk"))
    if not invoices:
        return
    bodies = SupplierInvoice.objects.filter(pk__in=[invoice.pk for invoice in invoices])
    document = drafts.create(
        INVOICE_HANDOVER,
        actor=firm.people["caigou"],
        key=key,
        head={"date": firm.day(listed.ago)},
        lines=[row_of(body) for body in bodies.order_by("pk")],
        sources=invoices,
        at=firm.at(listed.ago, 15),
        history=True,
    )
    _walk(firm, listed, document)
    if listed.booked:
        for invoice in Document.objects.filter(pk__in=bodies, state="signed"):
            firm.step(invoice, "book", "caiwu", ago=listed.ago - 1, hour=10)


def _walk(firm: Firm, listed: Listed, document: Document) -> None:
    ago = listed.ago
    if listed.fate == "void":
        firm.step(document, "void", "caigou", ago=ago, hour=15, reason="合并到下一张清单")
    if listed.fate in ("draft", "void"):
        return
    firm.step(document, "submit", "caigou", ago=ago, hour=16)
    if listed.fate == "signed":
        counted = _counted(document, listed.missing)
        firm.step(document, "sign", "caiwu", ago=ago, hour=17, data=counted)


def _counted(document: Document, missing: str) -> dict[str, Any]:
    """What finance has in its hands: a sheet of each but one."""
    lines = InvoiceHandoverLine.objects.filter(body=document.pk)
    lost = set(lines.filter(invoice__head__party__code=missing).values_list("pk", flat=True))
    findings = {
        line.pk: {
            "outcome": Outcome.MISSING if line.pk in lost else Outcome.RECEIVED,
            "note": "信封里没有" if line.pk in lost else "",
        }
        for line in lines
    }
    here = sum(line.sheets for line in lines if line.pk not in lost)
    return {"findings": findings, "counted": here}
