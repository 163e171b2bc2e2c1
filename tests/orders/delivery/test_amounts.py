"""Amounts of deliveries to the fen, their split over orders, and parcels; no database."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterdata.units import Ratio
from orders.delivery.amounts import (
    Charges,
    Gone,
    Share,
    packages_of,
    part_of,
    price_in,
    shares_in,
    split,
    to_collect,
    worth,
    worth_of,
)

D = Decimal


def order_line(quantity: str, gross: str, net: str = "", pk: int = 1) -> Any:
    return SimpleNamespace(pk=pk, base_quantity=D(quantity), gross=D(gross), net=D(net or gross))


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=6),
    st.integers(0, 10_000_000),
    st.integers(0, 17),
)
def test_all_deliveries_of_a_line_come_to_its_amount(parts: list[int], fen: int, rate: int) -> None:
    gross = D(fen) / 100
    net = round(gross * 100 / (100 + rate), 2)
    line = order_line(str(sum(parts)), str(gross), str(net))

    amounts = list(worth_of([(line, D(part)) for part in parts], {}))

    assert sum(each.gross for each in amounts) == gross
    assert sum(each.net for each in amounts) == net
    assert all(each.net + each.tax == each.gross and each.gross >= 0 for each in amounts)


@given(st.integers(1, 30), st.integers(0, 30), st.integers(0, 99_999))
def test_what_was_refused_is_billed_again_to_the_fen(sent: int, refused: int, fen: int) -> None:
    refused = min(sent, refused)
    line = order_line(str(sent), str(D(fen) / 100))
    first = worth(line, D(sent), gone=Gone())
    back = part_of(first.gross, D(refused), D(sent)) if refused else D(0)
    gone = Gone(D(sent - refused), first.net - back, first.gross - back)

    if refused:
        again = worth(line, D(refused), gone=gone)
        assert first.gross - back + again.gross == line.gross


def test_two_deliveries_of_three_pieces_worth_ten() -> None:
    line = order_line("3", "10.00")

    one, two = worth_of([(line, D(1)), (line, D(2))], {})

    assert (one.gross, two.gross) == (D("3.33"), D("6.67"))


def test_the_first_takes_what_others_left_of_it() -> None:
    line = order_line("3", "10.00")

    last = worth(line, D(1), gone=Gone(D(2), D("6.67"), D("6.67")))

    assert last.gross == D("3.33")


def test_freight_goes_to_the_orders_that_still_have_some() -> None:
    unbilled = {7: Charges(D(30), D(0)), 9: Charges(D(50), D("0.40"))}

    shares = split({9: D(200), 7: D(100)}, Charges(D(60), D("0.40")), unbilled=unbilled)

    assert [(s.order_id, s.line_no, s.freight, s.waiver) for s in shares] == [
        (7, 1, D(30), D(0)),
        (9, 2, D(30), D("0.40")),
    ]
    assert sum(s.amount for s in shares) == D("359.60")


def test_shares_always_come_to_the_total() -> None:
    shares = split({7: D(100), 9: D(1)}, Charges(D(60), D(2)), unbilled={})

    assert sum(s.amount for s in shares) == D(159)


def test_no_goods_no_shares() -> None:
    assert split({}, Charges(D(60)), unbilled={}) == []


def test_a_share_survives_being_kept() -> None:
    share = Share(7, 1, D("100.10"), D(5), D("0.10"), D(3))

    assert shares_in([share.plain()]) == [share]


@pytest.mark.parametrize(
    ("goods", "all_of_it", "refused", "whole"),
    [("30", False, "30", False), ("100", True, "104.50", True), ("0", False, "0", False)],
)
def test_refusing_everything_lets_freight_and_waiver_fall(
    goods: str, all_of_it: bool, refused: str, whole: bool
) -> None:
    share = Share(7, 1, D(100), D(5), D("0.50"))

    after = share.with_refused(D(goods), all_of_it=all_of_it)

    assert (after.refused, after.all_refused) == (D(refused), whole)


def test_the_driver_collects_what_the_kept_money_does_not_cover() -> None:
    shares = [Share(7, 1, D(100)), Share(9, 2, D(40))]

    assert to_collect(shares, {7: D(30), 9: D(500)}) == D(70)


def test_a_price_per_box_is_told_per_piece() -> None:
    line: Any = SimpleNamespace(price=D(120), ratio_numerator=12, ratio_denominator=1)

    assert price_in(line, Ratio()) == D(10)
    assert price_in(line, Ratio(12)) == D(120)


def test_parcels_are_counted_by_the_items_own_number_and_by_the_box() -> None:
    chair = SimpleNamespace(parcels_per_piece=1)
    wardrobe = SimpleNamespace(parcels_per_piece=3)
    lines = [
        SimpleNamespace(sent=D(4), item=chair, ratio_numerator=1, ratio_denominator=1),
        SimpleNamespace(sent=D(2), item=wardrobe, ratio_numerator=1, ratio_denominator=1),
        SimpleNamespace(sent=D("0.5"), item=chair, ratio_numerator=1, ratio_denominator=1),
        SimpleNamespace(sent=D(0), item=wardrobe, ratio_numerator=1, ratio_denominator=1),
        SimpleNamespace(sent=D(250), item=chair, ratio_numerator=100, ratio_denominator=1),
    ]

    assert packages_of(lines) == 14
