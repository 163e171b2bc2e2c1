"""How far an order has come: what its deliveries made of its counters, state, goods and demand."""

from decimal import Decimal
from typing import Any

import pytest

from documents.errors import Refused
from inventory.demand.models import Demand
from orders.customer_order import progress, queries
from orders.customer_order.axes import axes_of
from orders.customer_order.release import reserved_of
from orders.delivery.queries import posted_lines
from orders.reactions import recount_orders
from tests.grounds import begins_with
from tests.notation import stock
from tests.orders import desk
from tests.orders.delivery import road

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def counters(document: Any) -> list[tuple[Decimal, Decimal, Decimal, str]]:
    return [
        (line.shipped_quantity, line.shipped_gross, line.signed_quantity, line.line_state)
        for line in desk.lines_of(document)
    ]


def refused(document: Any, code: str, **options: Any) -> str:
    document.refresh_from_db()
    actor = options.pop("actor", None) or desk.people().clerk
    with pytest.raises(Refused) as told:
        desk.step(document, code, actor, reason="试", **options)
    return str(told.value)


@begins_with(road.ordered)
def test_what_left_is_shipped_and_what_is_signed_is_signed() -> None:
    order = road.ordered()
    first = road.send([order], "4")
    assert counters(order) == [(4, Decimal("10.00"), 0, "open")]

    road.sign(first)

    assert counters(order) == [(4, Decimal("10.00"), 4, "open")]
    assert desk.state_of(order) == "released"


@begins_with(road.ordered)
def test_all_shipped_waits_for_the_signature_and_is_fulfilled_by_it() -> None:
    order = road.ordered()
    delivery = road.send([order])
    assert counters(order)[0][3] == "shipped"
    assert desk.state_of(order) == "released"

    road.sign(delivery)

    assert desk.state_of(order) == "fulfilled"


@begins_with(road.ordered, stock="10")
def test_refused_goods_are_open_again_and_lacking() -> None:
    order = road.ordered(stock="10")
    road.sign(road.send([order]), refused={1: "3"})

    assert counters(order) == [(7, Decimal("17.50"), 7, "open")]
    assert desk.state_of(order) == "released"
    assert Demand.objects.get(document=order).quantity == Decimal(3)


@begins_with(road.ordered)
def test_a_reversed_delivery_takes_the_order_back_to_work() -> None:
    order = road.ordered()
    delivery = road.sign(road.send([order]))
    assert desk.state_of(order) == "fulfilled"

    road.reverse(delivery)

    assert counters(order) == [(0, 0, 0, "open")]
    assert desk.state_of(order) == "released"


@begins_with(road.ordered)
def test_the_rest_closed_short_makes_it_fulfilled_once_the_first_part_is_signed() -> None:
    order = road.ordered()
    delivery = road.send([order], "4")
    order = desk.step(order, "short_close", desk.people().clerk, reason="不要了")
    assert counters(order)[0][3] == "closed"
    assert stock("螺丝 main reserved 0")
    assert desk.state_of(order) == "released"

    road.sign(delivery)

    assert desk.state_of(order) == "fulfilled"
    assert desk.funds(order).worth == Decimal("10.00")


@begins_with(road.ordered)
def test_counting_twice_is_counting_once() -> None:
    order = road.ordered()
    delivery = road.sign(road.send([order], "4"))
    before = counters(order)

    progress.recounting(shipped_lines=posted_lines())([order.pk])
    recount_orders([order.pk], cause=delivery, at=delivery.changed_at)

    assert counters(order) == before


@begins_with(road.ordered)
@pytest.mark.parametrize("state", ["draft", "picked"])
def test_goods_on_a_delivery_hold_the_order(state: str) -> None:
    order = road.ordered()
    delivery = road.go(road.drawn([order], "4"), state)

    for code in ("recall", "short_close"):
        assert delivery.number in refused(order, code)
    manager = desk.people().manager
    assert delivery.number in refused(order, "cancel", actor=manager, data={"money": "keep"})
    other = desk.order("螺丝 200 x 2.50", to="released", terms="cod")
    take = [{"order": order.pk, "line": 1, "quantity": Decimal(1)}]
    told = refused(other, "allot_override", actor=manager, data={"take": take})
    assert delivery.number in told


@begins_with(road.ordered)
def test_what_is_shipped_is_neither_recalled_nor_cancelled() -> None:
    order = road.ordered()
    road.send([order], "4")

    refused(order, "recall")
    refused(order, "cancel", actor=desk.people().manager, data={"money": "keep"})


@begins_with(road.ordered, stock="10")
def test_what_is_not_shipped_stays_reserved() -> None:
    order = road.ordered(stock="10")
    road.send([order], "4")

    assert [part.quantity for part in reserved_of(order.pk)] == [Decimal(6)]
    assert not Demand.objects.filter(document=order).exists()


@begins_with(road.ordered)
def test_money_left_is_what_no_delivery_took() -> None:
    order = road.ordered()
    road.send([order], "4")

    known = desk.funds(order)
    assert (known.paid, known.billed, known.left) == (Decimal(25), Decimal(10), Decimal(15))
    assert (known.unbilled, known.uncovered, known.missing) == (Decimal(15), 0, 0)


@pytest.mark.parametrize(
    ("terms", "percent", "paid", "stage"),
    [
        ("prepaid", "0", "0", "deposit_due"),
        ("prepaid", "0", "5", "deposit_due"),
        ("prepaid", "0", "25", "full"),
        ("deposit", "30", "7.49", "deposit_due"),
        ("deposit", "30", "7.50", "deposit_in"),
        ("deposit", "30", "25", "full"),
        ("cod", "0", "0", "balance_due"),
        ("credit", "0", "0", "on_account"),
    ],
)
def test_the_stage_of_the_money(terms: str, percent: str, paid: str, stage: str) -> None:
    order = desk.order(to="noticed", terms=terms, deposit_percent=Decimal(percent))
    if Decimal(paid):
        desk.remit(order, paid)

    assert axes_of(order.pk)[0] == stage


def test_before_the_notice_nothing_is_asked_and_nothing_kept() -> None:
    order = desk.order(to="approving")

    assert axes_of(order.pk) == ("none", "open", "none")


def test_supply_and_shipping_follow_the_goods() -> None:
    order = desk.order(to="released", terms="cod")
    assert axes_of(order.pk) == ("balance_due", "short", "none")
    desk.put("螺丝 10 x 1.00")
    desk.step(order, "allot", desk.people().clerk)
    assert axes_of(order.pk) == ("balance_due", "reserved", "none")
    desk.remit(order, "25")

    delivery = road.send([order], "4")
    assert axes_of(order.pk) == ("full", "reserved", "part")
    road.sign(delivery)
    assert axes_of(order.pk) == ("full", "reserved", "part")
    last = road.send([order])
    assert axes_of(order.pk) == ("full", "complete", "all")
    road.sign(last)

    assert axes_of(order.pk) == ("full", "complete", "signed")


def test_what_is_closed_short_is_not_to_be_paid() -> None:
    order = road.ordered(terms="deposit", deposit_percent=Decimal(40), paid=False)
    desk.step(order, "short_close", desk.people().clerk, reason="不要了")

    assert axes_of(order.pk) == ("full", "complete", "none")


def test_an_order_partly_closed_is_worth_the_rest() -> None:
    order = road.ordered("螺丝 10 x 2.50, 螺母 3 x 3.33", terms="cod")
    first = str(desk.lines_of(order)[0].pk)
    chosen = {"lines_chosen": [first]}
    desk.step(order, "short_close", desk.people().clerk, reason="不要了", data=chosen)
    desk.remit(order, "9.98")
    assert axes_of(order.pk)[0] == "balance_due"

    desk.remit(order, "0.01")

    assert axes_of(order.pk)[0] == "full"


def test_funds_and_lines_take_the_same_queries_for_one_order_and_for_many(
    django_assert_num_queries: Any,
) -> None:
    orders = [desk.order(to="noticed") for _each in range(3)]

    for ids in ([orders[0].pk], [order.pk for order in orders]):
        with django_assert_num_queries(2):
            queries.order_funds(ids)
        with django_assert_num_queries(2):
            queries.lacking(ids)
        with django_assert_num_queries(1):
            queries.standings(ids)
