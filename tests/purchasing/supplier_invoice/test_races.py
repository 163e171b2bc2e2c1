"""Two at the same moment: of two invoices of the same goods one matches; one number is entered
once."""

from decimal import Decimal

import pytest
from django.db import connection

from documents import engine
from documents.books import run_checks
from documents.models import Document
from purchasing.receipt.models import ReceiptLine
from tests.documents.races import at_once, refusals
from tests.purchasing import firm
from tests.purchasing.supplier_invoice import desk

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]


def taking(document: Document, step: str, actor, **options):  # type: ignore[no-untyped-def]
    return lambda: engine.perform(document.pk, step, actor=actor, **options)


def test_two_invoices_of_one_receipt_line_never_bill_it_twice() -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    invoices = [desk.submitted([receipt], "80") for _each in range(2)]
    checker = desk.accountant()

    answers = at_once(*(taking(invoice, "match", checker) for invoice in invoices))

    (refused,) = refusals(answers)
    assert "60" in str(refused)
    line = ReceiptLine._base_manager.get(body_id=receipt.pk)
    assert (line.invoiced_quantity, line.invoiced_gross) == (Decimal(80), Decimal("180.80"))
    assert desk.owed_invoice(receipt) == Decimal("45.20")
    assert run_checks() == []


def test_one_invoice_is_entered_by_one_of_two() -> None:
    first, second = desk.received("螺丝 10 x 1.13"), desk.received("螺母 10 x 1.13")
    number, buyer = desk.number(), firm.people().purchaser
    drafts = [desk.draft([each], "10", invoice_number=number) for each in (first, second)]

    answers = at_once(*(taking(draft, "submit", buyer) for draft in drafts))

    (refused,) = refusals(answers)
    assert str(refused)
    assert sorted(firm.state_of(draft) for draft in drafts) == ["draft", "received"]
    assert run_checks() == []
