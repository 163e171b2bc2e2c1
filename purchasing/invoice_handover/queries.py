"""Which invoices wait to be handed over, on which live list each stands, and what is missing."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from documents.models import Document
from purchasing.invoice_handover.models import InvoiceHandoverLine
from purchasing.supplier_invoice.models import SupplierInvoice

if TYPE_CHECKING:
    from masterdata.models import User

MATCHED = "matched"
# A draft holds its invoices as well: nobody lists them twice by mistake.
LIVE = Q(body__head__state="draft") | Q(on_list=True)


def to_hand_over(_user: "User") -> "QuerySet[Document]":
    """Matched invoices of all suppliers that no list has yet."""
    listed = InvoiceHandoverLine._base_manager.filter(LIVE).values("invoice_id")
    return Document.objects.filter(type="supplier_invoice", state=MATCHED).exclude(pk__in=listed)


def also_listed(invoice_ids: Iterable[int], *, but: int | None) -> dict[int, Any]:
    """By invoice: the line of another live list it stands on."""
    lines = InvoiceHandoverLine.objects.filter(LIVE, invoice__in=list(invoice_ids))
    others = lines.exclude(body_id=but or 0).select_related("body__head")
    return {line.invoice_id: line for line in others.order_by("pk")}


def missing_papers() -> "QuerySet[Any]":
    """缺失发票: found missing when finance counted, and not handed over again since."""
    return SupplierInvoice.objects.filter(missing_since__isnull=False, head__state=MATCHED)


def row_of(invoice: SupplierInvoice) -> dict[str, Any]:
    return {
        "invoice": invoice,
        "sheets": 1,
        "net": invoice.paper_net,
        "tax": invoice.paper_tax,
        "gross": invoice.paper_gross,
    }
