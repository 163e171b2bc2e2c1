"""A return from the application to the customer's confirmation, told by the books."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation

from finance.parties import funds
from inventory.places.models import Bin, BinKind
from inventory.stock.queries import figures
from tests import factories
from tests.grounds import begins_with
from tests.notation import owing, stock, worth
from tests.orders import desk
from tests.orders.delivery import road
from tests.orders.sales_return import returns
from tests.orders.sales_return.returns import in_bin, on_account, open_items, refused, rich

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
D = Decimal


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The sentences are read here in the language of the source."""
    with translation.override("en"):
        yield


# --- What posting does ---------------------------------------------------------------------------


@begins_with(returns.delivered)
def test_goods_wait_in_the_hold_bin_until_the_return_is_posted() -> None:
    _order, delivery = returns.delivered()
    assert stock("螺丝 main 90")
    document = returns.go(returns.applied([delivery], "4"), "received")

    held = Bin.objects.get(kind=BinKind.HOLD)
    assert in_bin(held.code) == D(4)
    assert owing(f"{desk.CUSTOMER} 0")

    document = returns.go(document, "posted")

    assert in_bin(held.code) == D(0)
    assert in_bin("ZC") == D(94)
    assert worth("螺丝 main 94.00")
    assert owing(f"{desk.CUSTOMER} -10.00")
    (line,) = returns.delivery_lines(delivery)
    assert (line.returned, line.returned_gross) == (D(4), D("10.00"))


@begins_with(returns.delivered)
def test_held_goods_are_neither_for_sale_nor_cheapen_the_shelf() -> None:
    _order, delivery = returns.delivered()
    (before,) = returns.delivery_lines(delivery)
    document = returns.go(returns.applied([delivery], "4"), "received")

    assert (before.cost, returns.lines(document)[0].cost) == (D("10.00"), D("4.00"))
    assert worth("螺丝 main 94.00")
    item = factories.item("螺丝").pk
    assert figures([item])[item].available == D(90)


def test_returning_all_in_parts_credits_exactly_what_was_billed() -> None:
    order, delivery = returns.delivered("螺丝 3 x 3.3333", stock="3")
    (billed,) = returns.delivery_lines(delivery)

    for _each in range(3):
        returns.posted([delivery], "1")

    assert owing(f"{desk.CUSTOMER} -{billed.gross}")
    assert worth("螺丝 main 3.00")
    (line,) = returns.delivery_lines(delivery)
    assert (line.returned, line.returned_gross) == (D(3), billed.gross)


def test_parts_still_add_up_when_one_between_is_reversed() -> None:
    order, delivery = returns.delivered("螺丝 3 x 3.3333")
    (billed,) = returns.delivery_lines(delivery)
    first = returns.posted([delivery], "1")
    returns.posted([delivery], "1")
    returns.reverse(first)

    returns.posted([delivery], "2")

    assert owing(f"{desk.CUSTOMER} -{billed.gross}")


def test_what_was_refused_at_the_door_cannot_come_back() -> None:
    _order, delivery = returns.delivered(refused={1: "2"})

    assert "sent 10, refused 2" in refused(lambda: returns.submit(returns.applied([delivery], "9")))
    document = returns.posted([delivery], "8")

    assert document.total == D("20.00")


def test_odd_money_that_was_waived_is_not_paid_out() -> None:
    desk.put("螺丝 100 x 1.00")
    order = desk.order("螺丝 10 x 2.53", to="pricing", terms="credit", buyer=rich())
    order = desk.walk_to(desk.price(order, waiver=D("0.30")), "released")
    delivery = road.sign(road.send([order]))
    assert owing(f"{desk.CUSTOMER} 25.00")

    document = returns.posted([delivery], "10")

    assert document.total == D("25.00")
    assert owing(f"{desk.CUSTOMER} 0")


# --- Money ---------------------------------------------------------------------------------------


@begins_with(on_account)
def test_the_credit_settles_its_own_delivery_first() -> None:
    order, delivery = on_account()
    assert open_items(delivery) == [D("25.00")]

    document = returns.posted([delivery], "4")

    assert open_items(delivery) == [D("15.00")]
    assert open_items(document) == [D(0)]
    assert owing(f"{desk.CUSTOMER} 15.00")
    assert desk.funds(order).missing == D("15.00")


@begins_with(returns.delivered)
def test_what_the_delivery_does_not_owe_stays_the_customers_own_money() -> None:
    _order, delivery = returns.delivered()

    document = returns.posted([delivery], "4")

    assert open_items(document) == [D("-10.00")]
    (credit,) = funds.free_credits(document.party_id or 0)
    assert credit[1] == D("10.00")


@begins_with(on_account)
def test_of_a_partly_paid_delivery_the_rest_is_settled_first() -> None:
    order, delivery = on_account()
    desk.remit(order, "20.00")

    document = returns.posted([delivery], "4")

    assert open_items(delivery) == [D(0)]
    assert sorted(open_items(document)) == [D("-5.00"), D(0)]


@begins_with(returns.delivered)
def test_a_credit_leaves_the_order_fulfilled() -> None:
    order, delivery = returns.delivered()

    returns.posted([delivery], "4")

    assert desk.state_of(order) == "fulfilled"
    (line,) = desk.lines_of(order)
    assert (line.shipped_quantity, line.line_state) == (D(10), "shipped")


# --- Replace -------------------------------------------------------------------------------------


@begins_with(returns.delivered)
def test_replace_opens_a_fulfilled_order_again() -> None:
    order, delivery = returns.delivered()
    assert desk.state_of(order) == "fulfilled"

    returns.posted([delivery], "4", wish="replace")

    assert desk.state_of(order) == "released"
    assert road.open_of(order) == [D(4)]
    (line,) = desk.lines_of(order)
    assert (line.shipped_quantity, line.signed_quantity, line.shipped_gross) == (
        D(6), D(6), D("15.00")
    )  # fmt: skip
    assert funds.covers([order.pk]) == {order.pk: D("10.00")}


@begins_with(returns.delivered)
def test_the_replacement_is_paid_by_what_came_back_and_fulfils_the_order() -> None:
    order, delivery = returns.delivered()
    returns.posted([delivery], "4", wish="replace")

    again = road.sign(road.send([order]))

    assert again.total == D("10.00")
    assert desk.state_of(order) == "fulfilled"
    assert owing(f"{desk.CUSTOMER} 0")
    assert funds.covers([order.pk]) == {order.pk: D(0)}


@begins_with(on_account)
def test_on_account_the_replaced_part_is_owed_once() -> None:
    order, delivery = on_account()
    returns.posted([delivery], "4", wish="replace")
    assert owing(f"{desk.CUSTOMER} 15.00")

    road.sign(road.send([order]))

    assert owing(f"{desk.CUSTOMER} 25.00")
    assert desk.funds(order).billed == D("25.00")


@begins_with(returns.delivered)
def test_nothing_is_replaced_on_a_closed_order() -> None:
    order, delivery = returns.delivered()
    desk.step(order, "close", desk.people().clerk)

    assert "the accountant can reopen it" in refused(
        lambda: returns.submit(returns.applied([delivery], "4", wish="replace"))
    )
    returns.posted([delivery], "4", wish="credit")
