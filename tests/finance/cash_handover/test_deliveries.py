"""Cash of real deliveries: collected at the door, counted by the cashier, paid for its order."""

from decimal import Decimal

import pytest
from django.test import Client

from documents.books import run_checks
from documents.errors import Refused
from documents.models import Document
from documents.pages import url_for
from finance.cash_handover.postings import Debt, debts_of
from finance.cash_handover.queries import open_cash
from finance.parties import funds, ledger
from finance.parties.ledger import Receivable
from finance.remittance import payable_orders
from tests import factories
from tests.finance.cash_handover import desk
from tests.finance.cash_handover.walk import delivered
from tests.finance.parties import papers as books
from tests.finance.remittance import desk as money
from tests.grounds import begins_with
from tests.notation import owing
from tests.orders.delivery import road

pytestmark = pytest.mark.django_db
D = Decimal


def counted(delivery: Document, amount: str) -> Document:
    driver = road.driver()
    return desk.count(desk.hand(desk.draft((delivery, amount), by=driver)))


@begins_with(delivered)
def test_counted_cash_settles_the_delivery_and_pays_the_order() -> None:
    order, delivery = delivered()
    assert [row.left for row in open_cash(road.driver().pk)] == [25]

    counted(delivery, "25.00")

    assert open_cash() == []
    assert owing("红星商场 0.00")
    assert funds.funds_of([order.pk])[order.pk].left == 0
    assert payable_orders.due_of([order.pk]) == {order.pk: 0}
    assert road.body(delivery).cod_handed_over == 25
    assert run_checks() == []


@begins_with(delivered)
def test_part_of_it_stays_with_the_driver() -> None:
    _order, delivery = delivered()

    counted(delivery, "20.00")

    (row,) = open_cash(road.driver().pk)
    assert (row.left, row.to_hand) == (5, 5)
    assert owing("红星商场 5.00")
    assert run_checks() == []


def test_a_transfer_is_no_cash_and_is_cleared_by_a_remittance() -> None:
    order, _delivery = delivered(method="transfer")

    assert open_cash() == []
    money.remit("25.00", (order, "25.00"), customer=order.party)

    assert owing("红星商场 0.00")
    assert funds.funds_of([order.pk])[order.pk].left == 0
    assert run_checks() == []


@begins_with(delivered)
def test_a_delivery_is_not_reversed_while_its_cash_is_in_the_box() -> None:
    _order, delivery = delivered()
    paper = counted(delivery, "25.00")

    with pytest.raises(Refused):
        road.reverse(delivery)
    desk.reverse(paper)

    assert [row.left for row in open_cash(road.driver().pk)] == [25]
    assert run_checks() == []


@begins_with(delivered)
def test_the_deliverys_page_leads_to_the_hand_over_of_its_cash(client: Client) -> None:
    _order, delivery = delivered()
    client.force_login(road.driver())
    pushed = f"/finance/cash-handovers/new/?from={delivery.pk}"

    assert pushed in client.get(url_for(delivery)).content.decode()
    (row,) = client.get(pushed).context["grid"].rows

    assert Decimal(row["values"]["amount"]) == 25
    assert row["values"]["collected"] == "25.00"
    client.force_login(road.driver(2))
    assert client.get(pushed).status_code == 302


def test_what_is_left_of_a_deliverys_debts_is_told_in_their_order() -> None:
    delivery = books.paper()
    buyer = factories.customer("红星商场").pk
    entries = [Receivable(buyer, D(amount), None, n) for n, amount in enumerate(("25", "0.40"), 1)]
    books.post(*entries, document=delivery)
    first, second = delivery.open_items.order_by("id")
    paid = books.item(books.post(books.receivable("红星商场 -20.00")))
    ledger.allocate(books.paper(), [ledger.Pair(first.pk, paid.pk, D(20))], **books.now(0))

    assert debts_of([delivery.pk, paid.document_id]) == {
        delivery.pk: [Debt(first.pk, D(5)), Debt(second.pk, D("0.40"))]
    }
