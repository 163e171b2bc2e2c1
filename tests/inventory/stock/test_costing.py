"""Moving average: no database, only arithmetic that an accountant can follow."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from inventory.stock.costing import (
    COST_DIFFERENCE,
    ROUNDING,
    Holding,
    amount_at_average,
    cause_of,
    remainder,
    unit_cost,
    value_of,
)

D = Decimal
quantities = st.integers(1, 10_000).map(D)
amounts = st.integers(0, 10_000_000).map(lambda fen: D(fen) / 100)


def test_goods_leave_at_the_average_of_what_came_in() -> None:
    holding = Holding(D(0), D(0)).after(D(10), D("10.00")).after(D(10), D("30.00"))

    assert amount_at_average(holding, D(-5)) == D("-10.00")


def test_half_a_fen_is_rounded_up() -> None:
    holding = Holding(D(8), D("1.00"))

    assert amount_at_average(holding, D(-1)) == D("-0.13")


def test_an_amount_of_its_own_wins_over_the_average() -> None:
    holding = Holding(D(10), D("10.00"))

    assert value_of(holding, D(-1), D("-3.00")) == D("-3.00")
    assert value_of(holding, D(-1), None) == D("-1.00")


def test_goods_found_in_an_empty_store_are_worth_nothing() -> None:
    assert amount_at_average(Holding(D(0), D(0)), D(3)) == D(0)


def test_an_empty_store_keeps_no_value() -> None:
    holding = Holding(D(3), D("10.00"))
    for _each in range(3):
        holding = holding.after(D(-1), D("-3.33"))

    assert remainder(holding) == D("0.01")
    assert cause_of(remainder(holding)) == ROUNDING


def test_what_a_reversal_could_not_take_back_is_called_by_its_name() -> None:
    dear_receipt_reversed = Holding(D(10), D("20.00")).after(D(-10), D("-30.00"))

    assert remainder(dear_receipt_reversed) == D("-10.00")
    assert cause_of(D("-10.00")) == COST_DIFFERENCE


def test_ten_fen_are_still_rounding() -> None:
    assert cause_of(D("0.10")) == cause_of(D("-0.10")) == ROUNDING
    assert cause_of(D("0.11")) == COST_DIFFERENCE


def test_goods_are_never_left_with_less_than_no_value() -> None:
    assert remainder(Holding(D(5), D("-5.00"))) == D("-5.00")
    assert remainder(Holding(D(5), D("5.00"))) == D(0)


def test_the_unit_cost_of_nothing_is_unknown() -> None:
    assert unit_cost(D(0), D(0)) is None
    assert unit_cost(D(4), D("10.00")) == D("2.5")


@given(received=quantities, amount=amounts, issued=st.lists(quantities, max_size=20))
def test_issuing_all_leaves_nothing_behind(
    received: Decimal, amount: Decimal, issued: list[Decimal]
) -> None:
    holding = Holding(received, amount)
    for quantity in [*issued, received]:
        taken = min(quantity, holding.quantity)
        holding = holding.after(-taken, amount_at_average(holding, -taken))

    assert holding == Holding(D(0), D(0))
