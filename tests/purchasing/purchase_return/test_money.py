"""A return of what is paid for or invoiced: what it settles, and what the supplier keeps."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation

from documents.models import Document
from finance.parties.models import OpenItem
from purchasing.receipt.models import Receipt
from tests.grounds import begins_with
from tests.notation import owed
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns
from tests.purchasing.purchase_return.returns import open_items, received
from tests.purchasing.supplier_invoice import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The sentences are read here in the language of the source."""
    with translation.override("en"):
        yield


@begins_with(received)
def test_the_credit_settles_what_is_open_of_its_receipt() -> None:
    receipt, other = received(), received("螺母 10 x 1.13", "10")

    document = returns.returned([receipt], "10")

    assert open_items(receipt) == [Decimal("67.80")]
    assert open_items(document) == [Decimal(0)]
    assert open_items(other) == [Decimal("11.30")]


@begins_with(received)
def test_of_a_paid_receipt_the_supplier_keeps_a_credit() -> None:
    receipt = received()
    firm_pays(receipt, "90.40")

    document = returns.returned([receipt], "10")

    assert open_items(document) == [Decimal("-22.60")]
    assert owed("甲厂 -22.60")


@begins_with(received)
def test_of_a_partly_paid_receipt_the_rest_is_settled_first() -> None:
    receipt = received()
    firm_pays(receipt, "80.00")

    document = returns.returned([receipt], "10")

    assert open_items(receipt) == [Decimal(0)]
    assert open_items(document) == [Decimal("-12.20")]


@begins_with(received)
def test_less_invoice_is_owed_after_a_return() -> None:
    receipt = received()
    returns.returned([receipt], "10")

    assert Receipt.objects.get(pk=receipt.pk).owed_invoice == Decimal("67.80")


@begins_with(received)
def test_after_the_whole_invoice_a_red_one_is_owed() -> None:
    receipt = received()
    desk.matched([receipt], "40")

    returns.returned([receipt], "10")

    assert Receipt.objects.get(pk=receipt.pk).owed_invoice == Decimal("-22.60")


def firm_pays(receipt: Document, amount: str) -> None:
    """A payment as the ledger sees it, by a paper of its own."""
    from finance.parties import ledger

    payer = firm.draft_order("垫片 1 x 1")
    item = OpenItem.objects.get(document=receipt)
    money = Decimal(amount)
    entries = [
        ledger.Payable(receipt.party_id, -money, None, line_no=1),
        ledger.Settles(money, debit_item=item.pk, credit_line=1),
    ]
    actor = firm.people().manager
    ledger.post(payer, entries, at=firm.now(), on=firm.today(), actor=actor)
