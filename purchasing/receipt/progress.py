"""What became of approved receipts later: what went back, and what is still to be invoiced."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from masterdata.fields import MoneyField, QuantityField
from purchasing.receipt.models import InvoiceKind, Receipt, ReceiptLine
from ui.conditions import KEYS, among
from ui.prepared import PreparedUpdate

ZERO = Value(Decimal(0), output_field=MoneyField())


def recount_returns(receipt_ids: Iterable[int], *, returned_lines: QuerySet[Any]) -> None:
    """Set what went back of each line to what posted returns say; idempotent, one statement.

    `returned_lines` are the lines of posted returns: the receipt does not know that paper.
    """
    back = returned_lines.filter(receipt_line=OuterRef("pk")).order_by().values("receipt_line")
    quantity = back.annotate(sum=Sum("base_quantity")).values("sum")
    gross = back.annotate(sum=Sum("gross")).values("sum")
    nothing = Value(Decimal(0), output_field=QuantityField())
    ReceiptLine._base_manager.filter(body_id__in=list(receipt_ids)).update(
        returned_quantity=Coalesce(Subquery(quantity), nothing, output_field=QuantityField()),
        returned_gross=Coalesce(Subquery(gross), ZERO, output_field=MoneyField()),
    )


def recount_invoices(receipt_ids: Iterable[int]) -> None:
    """Set what is owed in invoices from the lines; told twice, it changes nothing (欠票).

    One statement. Only an approved receipt that an invoice belongs to is owed one.
    """
    _recount_invoices(list(receipt_ids))


def _invoices(receipt_ids: Any) -> tuple[QuerySet[Any], dict[str, Any]]:
    owed = (
        ReceiptLine._base_manager.filter(body=OuterRef("pk"))
        .order_by()
        .values("body")
        .annotate(left=Sum(F("gross") - F("returned_gross") - F("invoiced_gross")))
        .values("left")
    )
    counts = Q(head__state="approved") & ~Q(invoice_kind=InvoiceKind.NONE)
    sum_of_lines = Coalesce(Subquery(owed), ZERO, output_field=MoneyField())
    receipts = Receipt.objects.filter(among("pk", receipt_ids))
    owing = Receipt.objects.filter(counts, pk=OuterRef("pk"))
    owed_invoice = Case(
        When(Exists(owing), then=sum_of_lines), default=ZERO, output_field=MoneyField()
    )
    return receipts, {"owed_invoice": owed_invoice}


_recount_invoices = PreparedUpdate(_invoices, KEYS)
