"""Receipt lines without invoice, and blue invoices, in look-up boxes."""

from typing import Any

from django.db.models import QuerySet

from documents.visibility import visible_to
from masterdata.units import Ratio, from_base
from purchasing.receipt.models import ReceiptLine
from purchasing.supplier_invoice.models import SupplierInvoice
from purchasing.supplier_invoice.progress import COUNTED, received_of
from purchasing.supplier_invoice.queries import billable
from ui import lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search


def find_lines(user: Any, q: str, params: dict[str, str]) -> QuerySet[ReceiptLine]:
    lines = billable().filter(body__head__in=visible_to(user))
    party = id_in(params, "party")
    if party is not None:
        lines = lines.filter(body__head__party_id=party)
    return ranked_search(
        lines,
        q,
        exact=("body__head__number", "item__code"),
        prefix=("item__code", "item__pinyin"),
        contains=("body__head__number", "item__code", "item__name", "item__pinyin"),
    )


def line_row(line: ReceiptLine) -> Row:
    """`available` is what is left to invoice, in the line's own unit."""
    received = received_of(line)
    ratio = Ratio(line.ratio_numerator, line.ratio_denominator)
    return {
        "id": line.pk,
        "code": f"{line.body.head.number}/{line.line_no}",
        "name": f"{line.item.code} {line.item.name}",
        "text": f"{line.body.head.number}/{line.line_no}",
        "item_name": f"{line.item.code} {line.item.name}",
        "unit_name": line.unit.name,
        "received": from_base(received.quantity, ratio),
        "invoiced": from_base(received.invoiced_quantity, ratio),
        "available": from_base(received.rest, ratio),
        "rate": line.tax_rate,
    }


def find_blue(user: Any, q: str, params: dict[str, str]) -> QuerySet[SupplierInvoice]:
    invoices = SupplierInvoice.objects.filter(
        head__in=visible_to(user), head__state__in=COUNTED, is_red=False
    ).select_related("head__party")
    party = id_in(params, "party")
    if party is not None:
        invoices = invoices.filter(head__party_id=party)
    return ranked_search(
        invoices,
        q,
        exact=("invoice_number", "head__number"),
        contains=("invoice_number", "head__number", "head__party__name"),
    )


def blue_row(invoice: SupplierInvoice) -> Row:
    return {
        "id": invoice.pk,
        "code": invoice.invoice_number,
        "name": f"{invoice.head.number} {invoice.head.party}",
        "text": invoice.invoice_number,
    }


def register() -> None:
    lookups.register(Lookup("owed_line", find_lines, line_row, exact=()))
    lookups.register(
        Lookup("blue_invoice", find_blue, blue_row, exact=("invoice_number", "head__number"))
    )
