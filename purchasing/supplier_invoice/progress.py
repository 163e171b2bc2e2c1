"""What matched invoices cover of receipt lines, counted anew from the invoices themselves."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from masterdata.fields import MoneyField, QuantityField
from purchasing.receipt.models import ReceiptLine
from purchasing.receipt.progress import recount_invoices
from purchasing.supplier_invoice.matching import Billed, Match, Received, match
from purchasing.supplier_invoice.models import SupplierInvoice, SupplierInvoiceLine

# From the match on an invoice covers what was received; reversed, it covers nothing any more.
COUNTED = ("matched", "handed_over", "signed", "closed")
NONE = Decimal(0)


def recount(document_id: int) -> None:
    """Counters of all receipts that one invoice bills."""
    own = SupplierInvoiceLine._base_manager.filter(body_id=document_id).order_by()
    recount_receipts(own.values_list("receipt_line__body_id", flat=True))


def recount_receipts(receipt_ids: Iterable[int]) -> None:
    """What invoices cover of each line, and what is owed; told twice, it changes nothing.

    A line whose goods are all invoiced or returned is settled to the cent: the fen by which the
    parts were rounded must not be owed for ever. So a return has them counted too.
    """
    ids = sorted(set(receipt_ids))
    covering = (
        SupplierInvoiceLine._base_manager.filter(
            receipt_line=OuterRef("pk"), body__head__state__in=COUNTED
        )
        .order_by()
        .values("receipt_line")
    )
    quantity = covering.annotate(sum=Sum("covered_quantity")).values("sum")
    gross = covering.annotate(sum=Sum("covered_gross")).values("sum")
    nothing, no_money = Value(NONE, QuantityField()), Value(NONE, MoneyField())
    lines = ReceiptLine._base_manager.filter(body_id__in=ids)
    lines.update(
        invoiced_quantity=Coalesce(Subquery(quantity), nothing, output_field=QuantityField()),
        invoiced_gross=Coalesce(Subquery(gross), no_money, output_field=MoneyField()),
    )
    complete = lines.filter(invoiced_quantity=F("base_accepted") - F("returned_quantity"))
    complete.update(invoiced_gross=F("gross") - F("returned_gross"))
    recount_invoices(ids)


def received_of(line: ReceiptLine, *, but: Any = None) -> Received:
    """Received less returned, and what others invoiced of it; `but` is a line already counted."""
    own_quantity, own_gross = (but.covered_quantity, but.covered_gross) if but else (NONE, NONE)
    return Received(
        quantity=line.base_accepted - line.returned_quantity,
        gross=line.gross - line.returned_gross,
        invoiced_quantity=line.invoiced_quantity - own_quantity,
        invoiced_gross=line.invoiced_gross - own_gross,
        ordered=line.order_line.base_quantity if line.order_line else None,
    )


def match_of(line: Any, *, counted: bool = False) -> Match:
    received = received_of(line.receipt_line, but=line if counted else None)
    return match(received, Billed(line.base_quantity, line.gross))


def matches_of(body: Any) -> list[Match]:
    """Line by line; an invoice that counts already is matched against the others alone."""
    counted = body.head.state in COUNTED
    return [match_of(line, counted=counted) for line in body.lines.all()]


def first_entry(key: str | None, *, but: int | None = None) -> SupplierInvoice | None:
    """The live paper under which this very invoice was entered before."""
    if not key:
        return None
    found = SupplierInvoice.objects.filter(live_key=key).exclude(pk=but)
    return found.select_related("head__maker").first()
