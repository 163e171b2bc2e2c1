"""The stock's figures, its past, and its card; each with a fixed number of queries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.places.models import Bin, BinKind
from inventory.stock import queries
from inventory.stock.ledger import EXPECTED, RESERVED
from tests import factories
from tests.inventory.stock.papers import goods, paper, post, reverse

pytestmark = pytest.mark.usefixtures("clean_stock")
D = Decimal


def item_id(code: str = "螺丝") -> int:
    return factories.item(code).pk


def today() -> date:
    return timezone.localdate()


def test_the_four_figures_of_an_item() -> None:
    post(goods("螺丝 main 10 10.00"), goods("螺丝 main/BH 2 2.00"))
    post(goods("螺丝 main 3", phase=RESERVED))
    post(goods("螺丝 main/SH 50", phase=EXPECTED))

    figures = queries.figures([item_id()])[item_id()]

    assert (figures.on_hand, figures.reserved, figures.expected) == (D(12), D(3), D(50))
    assert figures.available == D(7), "rejected goods are not available"


def test_figures_of_one_warehouse_and_of_an_item_that_never_came() -> None:
    post(goods("螺丝 main 10 10.00"), goods("螺丝 branch 5 5.00"))
    main = factories.warehouse("main").pk

    figures = queries.figures([item_id(), item_id("木板")], warehouse=main)

    assert figures[item_id()].on_hand == D(10)
    assert figures[item_id("木板")].on_hand == D(0)


def test_stock_of_a_past_day_is_summed_from_the_entries() -> None:
    post(goods("螺丝 main 10 10.00"), days_ago=5)
    post(goods("螺丝 main -4"), days_ago=2)

    def at(days_ago: int) -> queries.Worth:
        return queries.on_hand_at(today() - timedelta(days=days_ago))[item_id()]

    assert queries.on_hand_at(today() - timedelta(days=6)) == {}
    assert (at(5).quantity, at(5).amount) == (D(10), D("10.00"))
    assert (at(2).quantity, at(2).amount) == (D(6), D("6.00"))
    assert at(0) == at(2)


def test_the_card_carries_its_balance_from_row_to_row() -> None:
    post(goods("螺丝 main 10 10.00"), days_ago=3)
    post(goods("螺丝 main -4"), days_ago=1)
    post(goods("螺丝 branch 7 7.00"), days_ago=2)

    rows = list(queries.card(item_id()).order_by("on_date", "id"))

    assert [row.running for row in rows] == [D(10), D(17), D(13)]
    assert [row.running_amount for row in rows] == [D("10.00"), D("17.00"), D("13.00")]


def test_a_card_that_begins_in_the_middle_knows_what_was_before() -> None:
    post(goods("螺丝 main 10 10.00"), days_ago=3)
    post(goods("螺丝 main -4"), days_ago=1)

    (row,) = queries.card(item_id(), first=today() - timedelta(days=1))

    assert (row.running, row.running_amount) == (D(6), D("6.00"))


def test_what_an_order_still_expects_by_line() -> None:
    order = paper()
    post(
        goods("螺丝 main/SH 10", 1, phase=EXPECTED),
        goods("螺母 main/SH 20", 2, phase=EXPECTED),
        document=order,
    )
    claim = {"phase": EXPECTED, "claim_document": order.pk, "claim_line": 2}
    receipt = post(goods("螺母 main/SH -5", **claim))

    assert queries.left_of_claims(order.pk) == {1: D(10), 2: D(15)}
    reverse(receipt)
    assert queries.left_of_claims(order.pk) == {1: D(10), 2: D(20)}


def test_the_next_arrival_is_the_earliest_of_what_is_still_open() -> None:
    soon, late = today() + timedelta(days=2), today() + timedelta(days=9)
    first, second = paper(), paper()
    post(goods("螺丝 main/SH 10", phase=EXPECTED, due_on=soon), document=first)
    post(goods("螺丝 main/SH 1", phase=EXPECTED, due_on=late), document=second)
    assert queries.next_arrivals([item_id()]) == {item_id(): soon}

    post(goods("螺丝 main/SH -10", phase=EXPECTED, claim_document=first.pk, claim_line=1))

    assert queries.next_arrivals([item_id()]) == {item_id(): late}


def test_the_day_of_a_papers_goods_is_the_one_it_was_posted_under() -> None:
    there = post(goods("螺丝 main 10 10.00"), days_ago=3)

    assert queries.posted_on(there.pk) == today() - timedelta(days=3)
    assert queries.posted_on(paper().pk) is None


def test_value_is_what_the_entries_say() -> None:
    post(goods("螺丝 main 3 10.00"), goods("螺母 branch 2 5.00"))

    assert queries.total_value() == D("15.00")
    assert queries.total_value(warehouse=factories.warehouse("branch").pk) == D("5.00")
    assert queries.worth([item_id()])[item_id()].unit_cost == D("3.333333")


def test_figures_of_a_thousand_items_take_one_query() -> None:
    post(*[goods(f"I{n} main 1 1.00", n) for n in range(1, 301)])
    ids = [item_id(f"I{n}") for n in range(1, 301)]

    with CaptureQueriesContext(connection) as asked:
        figures = queries.figures(ids)

    assert len(asked) == 1
    assert all(each.on_hand == 1 for each in figures.values())


def test_a_bin_that_was_emptied_is_no_place_of_the_item_any_more() -> None:
    post(goods("螺丝 main 10 10.00"), goods("螺丝 branch 5 5.00"))
    post(goods("螺丝 main -10"))
    post(goods("螺丝 branch -4"))

    places = queries.by_bin(item_id())

    assert [(each.bin.warehouse.code, each.on_hand) for each in places] == [("branch", D(1))]


def a_bin(code: str, *, kind: str = BinKind.NORMAL) -> int:
    """One more bin in the warehouse main."""
    return Bin.objects.create(warehouse=factories.warehouse("main"), code=code, kind=kind).pk


def bin_id(code: str) -> int:
    return factories.warehouse("main").bins.get(code=code).pk


def test_free_goods_lie_in_storage_first_of_it_where_most_lies() -> None:
    fuller, promised = a_bin("A1"), a_bin("A2")
    post(
        goods("螺丝 main/SH 9 9.00", 1),
        goods("螺丝 main 1 1.00", 2),
        goods("螺丝 main/A1 6 6.00", 3),
        goods("螺丝 main/A2 4 4.00", 4),
        goods("螺丝 main/BH 50 50.00", 5),
        goods("螺丝 branch 50 50.00", 6),
    )
    post(goods("螺丝 main/A1 1", 1, phase=RESERVED), goods("螺丝 main/A2 4", 2, phase=RESERVED))

    free = queries.free_in_bins([item_id(), item_id("木板")], factories.warehouse("main").pk)

    places = [(fuller, D(5)), (bin_id("ZC"), D(1)), (bin_id("SH"), D(9))]
    assert free == {item_id(): places}
    assert promised not in dict(places)


def test_who_only_looks_for_free_goods_locks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_usable_locked", lambda *_asked: pytest.fail("it locks"))
    post(goods("螺丝 main 1 1.00"))

    assert queries.free_in_bins([item_id()], factories.warehouse("main").pk)


def test_what_orders_still_reserve_by_line_and_bin() -> None:
    post(goods("螺丝 main 9 9.00", 1), goods("螺丝 main/SH 9 9.00", 2))
    order, other = paper(), paper()
    post(
        goods("螺丝 main 3", 1, phase=RESERVED),
        goods("螺丝 main/SH 2", 1, phase=RESERVED),
        goods("螺丝 main 5", 2, phase=RESERVED),
        document=order,
    )
    post(goods("螺丝 main/SH 1", 7, phase=RESERVED), document=other)
    taken = {"phase": RESERVED, "claim_document": order.pk}
    post(
        goods("螺丝 main/SH -1", 1, claim_line=1, **taken),
        goods("螺丝 main -5", 2, claim_line=2, **taken),
    )

    assert queries.reserved_parts([order.pk, other.pk]) == {
        (order.pk, 1): [(bin_id("ZC"), D(3)), (bin_id("SH"), D(1))],
        (other.pk, 7): [(bin_id("SH"), D(1))],
    }


def test_what_left_and_what_came_is_worth_what_the_entries_say_by_line() -> None:
    post(goods("螺丝 main 10 25.00"))

    moved = post(
        goods("螺丝 main -4", 1, cause="sent"),
        goods("螺母 main 1 3.00", 2, cause="sent"),
        goods("垫片 main 0.5 2.00", 3, cause="sent"),
    )

    assert queries.worth_that_left(moved.pk, cause="sent") == {1: D("10.00")}
    assert queries.worth_that_came(moved.pk, cause="sent") == {2: D("3.00"), 3: D("2.00")}


def test_what_passes_directly_is_added_up_by_item() -> None:
    a_bin("ZF", kind=BinKind.DIRECT)

    receipt = post(
        goods("螺丝 main/ZF 4 4.00", 1),
        goods("螺丝 main/ZF 6 6.00", 2),
        goods("螺母 main/ZF 1 1.00", 3),
        goods("螺母 main 5 5.00", 4),
    )

    assert queries.came_directly(receipt.pk) == {item_id(): D(10), item_id("螺母"): D(1)}
