"""check_books finds a counter, a number or a posting that was changed behind the program."""

from decimal import Decimal

import pytest

from documents.books import run_checks
from purchasing.receipt.models import ReceiptLine
from purchasing.supplier_invoice.models import SupplierInvoice, SupplierInvoiceLine
from tests.grounds import begins_with
from tests.purchasing.supplier_invoice import desk

pytestmark = pytest.mark.django_db


def found() -> set[str]:
    return {breach.check for breach in run_checks()}


@begins_with(desk.received)
def test_a_counter_that_no_invoice_covers() -> None:
    receipt = desk.received()
    desk.matched([receipt], "60")

    ReceiptLine._base_manager.filter(body_id=receipt.pk).update(invoiced_gross=Decimal("1.00"))

    assert "invoiced_counters" in found()


@begins_with(desk.received)
def test_a_live_invoice_without_its_number() -> None:
    invoice = desk.submitted([desk.received()], "100")

    SupplierInvoice.objects.filter(pk=invoice.pk).update(live_key=None)

    assert "invoice_keys" in found()


@begins_with(desk.received)
def test_a_void_invoice_that_keeps_its_number() -> None:
    invoice = desk.reverse(desk.matched([desk.received()], "100"))

    SupplierInvoice.objects.filter(pk=invoice.pk).update(live_key="1/2/3")

    assert "invoice_keys" in found()


@begins_with(desk.received)
def test_a_difference_that_was_not_posted() -> None:
    invoice = desk.settle(desk.differing([desk.received()], "100=237.30"), "accept")

    SupplierInvoiceLine._base_manager.filter(body_id=invoice.pk).update(debt=Decimal("11.31"))

    assert "invoice_differences" in found()
