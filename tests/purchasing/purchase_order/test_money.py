"""收票状态 and 付款状态 in the list of orders, read from what the receipts brought."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document
from purchasing.purchase_order.money import invoice_state, payment_state
from purchasing.receipt.models import ReceiptLine
from purchasing.receipt.progress import recount_invoices
from tests.grounds import begins_with
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


@pytest.fixture
def buyer(client: Client) -> Client:
    backend = "masterdata.backend.PeopleBackend"
    client.force_login(firm.people().purchaser, backend=backend)
    return client


def listed(client: Client, **query: Any) -> dict[str, Any]:
    page = client.get(reverse("purchase_order_list"), {"view": "all", **query})
    assert page.status_code == 200
    return {row.number: row for row in page.context["table"].data.data}


def invoiced(receipt: Document, amount: str) -> None:
    """As an invoice of so much would leave the line; taken back before the books are checked."""
    lines = ReceiptLine.objects.filter(body_id=receipt.pk)
    lines.update(invoiced_gross=Decimal(amount))
    recount_invoices([receipt.pk])


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_an_order_of_which_nothing_came_has_neither_state(buyer: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")

    row = listed(buyer)[order.number]
    page = buyer.get(reverse("purchase_order_list"), {"view": "all"})

    assert (invoice_state(row), payment_state(row)) == ("", "")
    (cells,) = page.context["table"].rows
    assert [str(cells.get_cell(name)) for name in ("invoice_state", "payment_state")] == ["", ""]


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_what_came_is_unpaid_and_without_invoice(buyer: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    firm.receipt([order], "40")

    row = listed(buyer)[order.number]

    assert (invoice_state(row), payment_state(row)) == ("none", "none")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_part_sent_back_is_a_part_settled(buyer: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "40")
    returns.returned([receipt], "10")
    assert payment_state(listed(buyer)[order.number]) == "part"

    returns.returned([receipt], "30")

    row = listed(buyer)[order.number]
    assert (invoice_state(row), payment_state(row)) == ("full", "full")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_invoices_are_counted_without_those_that_need_none(buyer: Client) -> None:
    order, cash = firm.order("螺丝 100 x 2.26"), firm.order("螺母 10 x 1")
    receipt = firm.receipt([order], "40")
    firm.receipt([cash], "10", body={"invoice_kind": "none"})
    invoiced(receipt, "50.00")

    rows = listed(buyer)

    assert [invoice_state(rows[each.number]) for each in (order, cash)] == ["part", ""]
    invoiced(receipt, "90.40")
    assert invoice_state(listed(buyer)[order.number]) == "full"
    invoiced(receipt, "0")


@begins_with(firm.order, "螺丝 100 x 2.26")
@pytest.mark.parametrize("state", ["none", "part", "full"])
def test_the_list_is_narrowed_by_both_as_it_shows_them(buyer: Client, state: str) -> None:
    orders = [firm.order("螺丝 100 x 2.26") for _each in range(4)]
    receipts = [firm.receipt([each], "40") for each in orders[:3]]
    for receipt, quantity in zip(receipts, ("0", "10", "40"), strict=True):
        if Decimal(quantity):
            returns.returned([receipt], quantity)

    everything = listed(buyer)

    for name, state_of in (("invoice_state", invoice_state), ("payment_state", payment_state)):
        found = listed(buyer, **{name: state})
        assert set(found) == {no for no, row in everything.items() if state_of(row) == state}


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_the_badges_are_shown(buyer: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    firm.receipt([order], "40")
    page = buyer.get(reverse("purchase_order_list"), {"view": "all"})

    (row,) = page.context["table"].rows

    assert "g-badge" in str(row.get_cell("payment_state"))
    assert "g-badge" in str(row.get_cell("invoice_state"))
