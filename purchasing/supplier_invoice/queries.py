"""Receipt lines that an invoice may still bill, and how they become lines of one."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Document
from masterdata.models import User
from masterdata.units import Ratio, from_base
from purchasing.purchase_order.queries import Held
from purchasing.receipt.models import InvoiceKind, ReceiptLine
from purchasing.supplier_invoice.matching import Billed, match, net_of
from purchasing.supplier_invoice.models import SupplierInvoiceLine
from purchasing.supplier_invoice.progress import received_of

UNMATCHED = ("draft", "received", "difference")
NONE = Decimal(0)
Row = dict[str, Any]


def billable() -> QuerySet[ReceiptLine]:
    """Lines of approved receipts whose invoice is owed, or owed back."""
    kept = F("base_accepted") - F("returned_quantity")
    worth = F("gross") - F("returned_gross")
    return (
        ReceiptLine.objects.filter(body__head__state="approved")
        .exclude(body__invoice_kind=InvoiceKind.NONE)
        .exclude(Q(invoiced_quantity=kept) & Q(invoiced_gross=worth))
        .select_related("body__head__party")
    )


def owing(_user: User) -> "QuerySet[Document]":
    """Receipts to pull an invoice from."""
    owed = Document.objects.filter(type="receipt", state="approved")
    return owed.exclude(receipt__owed_invoice=0)


def require_one_supplier(receipts: Sequence[Document]) -> None:
    if len({receipt.party_id for receipt in receipts}) != 1:
        raise Refused(
            _("These receipts are of several suppliers. An invoice is of one; choose his only.")
        )


def held_on_invoices(line_ids: Iterable[int], *, but: int | None = None) -> dict[int, Held]:
    """By receipt line: what invoices that are not matched yet bill of it; one query."""
    rows = (
        SupplierInvoiceLine._base_manager.filter(
            receipt_line__in=set(line_ids), body__head__state__in=UNMATCHED
        )
        .exclude(body_id=but or 0)
        .order_by("body_id", "line_no")
        .values_list("receipt_line_id", "base_quantity", "body__head__number")
    )
    held: dict[int, Held] = {}
    for pk, quantity, number in rows:
        before = held.get(pk, Held())
        numbers = before.numbers if number in before.numbers else (*before.numbers, number)
        held[pk] = Held(before.quantity + quantity, numbers)
    return held


def rows_from(lines: Iterable[ReceiptLine]) -> list[Row]:
    """The rest of each line at the receipt's price, less what other invoices bill already; what
    was returned after the invoice is negative."""
    found = list(lines)
    held = held_on_invoices(line.pk for line in found)
    rows = []
    for line in found:
        received = received_of(line)
        quantity = received.rest - (held[line.pk].quantity if line.pk in held else NONE)
        if received.rest > 0 >= quantity or received.rest < 0 <= quantity:
            continue
        gross = received.rest_gross
        if quantity != received.rest:
            gross = match(received, Billed(quantity, NONE)).covered_gross
        if gross:
            rows.append(row_of(line, quantity=quantity, gross=gross))
    return rows


def row_of(line: ReceiptLine, *, quantity: Decimal, gross: Decimal) -> Row:
    net = line.net if gross == line.gross else net_of(gross, line.tax_rate)
    return terms_of(line, quantity) | {
        "tax_rate": line.tax_rate,
        "net": net,
        "tax": gross - net,
        "gross": gross,
    }


def terms_of(line: ReceiptLine, base_quantity: Decimal) -> Row:
    ratio = Ratio(line.ratio_numerator, line.ratio_denominator)
    return {
        "receipt_line": line,
        "item": line.item,
        "unit": line.unit,
        "ratio_numerator": line.ratio_numerator,
        "ratio_denominator": line.ratio_denominator,
        "quantity": from_base(base_quantity, ratio),
        "base_quantity": base_quantity,
    }


def usual_gross(line: ReceiptLine, base_quantity: Decimal) -> Decimal:
    """What so much of the line came in for."""
    return match(received_of(line), Billed(base_quantity, NONE)).covered_gross
