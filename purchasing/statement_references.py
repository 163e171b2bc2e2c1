"""What a statement of account must know of purchasing's papers (`finance.statement.sources`)."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from finance.statement.sources import (
    Goods,
    Reference,
    register_details,
    register_not_invoiced,
    register_reference,
)
from purchasing.purchase_order.prints import price_with_tax, specification
from purchasing.purchase_return.models import PurchaseReturnLine
from purchasing.receipt.models import Receipt, ReceiptLine
from purchasing.supplier_invoice.models import SupplierInvoiceLine


def delivery_notes(document_ids: Iterable[int]) -> dict[int, Reference]:
    """The number under which the supplier sent the goods."""
    noted = Receipt.objects.filter(pk__in=list(document_ids)).exclude(delivery_note="")
    return {pk: {"delivery_note": text} for pk, text in noted.values_list("pk", "delivery_note")}


def invoice_numbers(document_ids: Iterable[int]) -> dict[int, Reference]:
    """The invoices that bill a receipt, as far as they count, in the order of their papers."""
    billing = SupplierInvoiceLine._base_manager.filter(
        receipt_line__body__in=list(document_ids), body__live_key__isnull=False
    )
    columns = ("receipt_line__body_id", "body__invoice_number")
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for pk, number in billing.order_by("body_id", "line_no").values_list(*columns):
        found[pk][number] = None
    return {pk: {"invoice_no": " ".join(numbers)} for pk, numbers in found.items()}


def not_invoiced(party_ids: Iterable[int]) -> dict[int, Decimal]:
    """欠票: what approved receipts still lack in invoices."""
    owing = Receipt.objects.filter(head__party__in=list(party_ids), head__state="approved")
    rows = owing.exclude(owed_invoice=0).order_by().values_list("head__party_id")
    return dict(rows.annotate(owed=Sum("owed_invoice")))


def goods(document_ids: Iterable[int]) -> dict[int, list[Goods]]:
    """The lines of receipts and returns; a return's count below zero."""
    asked = list(document_ids)
    found: dict[int, list[Goods]] = defaultdict(list)
    received = ReceiptLine.objects.filter(body__in=asked, accepted__gt=0)
    returned = PurchaseReturnLine.objects.filter(body__in=asked)
    for line in received.select_related("item", "unit").order_by("body", "line_no"):
        found[line.body_id].append(_goods(line, line.accepted, line.gross))
    for line in returned.select_related("item", "unit").order_by("body", "line_no"):
        found[line.body_id].append(_goods(line, -line.quantity, -line.gross))
    return found


def _goods(line: Any, quantity: Decimal, amount: Decimal) -> Goods:
    return Goods(
        line.item.name,
        specification(line.item),
        line.unit.name,
        quantity,
        price_with_tax(line),
        amount,
    )


def register() -> None:
    register_reference(delivery_notes)
    register_reference(invoice_numbers)
    register_not_invoiced("payable", not_invoiced)
    register_details(goods)
