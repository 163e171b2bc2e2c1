"""短缺时先分配给主要客户: who gets what of goods that do not suffice for all; no database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.customer_order.allotment import Part, Want, by_line, planned, propose

SCREW = 7
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


def want(order: int, quantity: str = "10", **more: object) -> Want:
    given = {"line_no": 1, "item_id": SCREW, "number": f"KD-{order}"} | more
    return Want(order_id=order, quantity=Decimal(quantity), **given)  # type: ignore[arg-type]


def got(*wants: Want, free: str = "10") -> dict[int, Decimal]:
    parts = propose(wants, {SCREW: [(1, Decimal(free))]})
    return {order: quantity for (order, _line), quantity in by_line(parts).items()}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (want(2, level="A"), want(1, level="B")),
        (want(2, level="B"), want(1, level="C")),
        (want(2, level="C"), want(1, level="")),
        (want(2, level=" a "), want(1, level="B")),
        (want(2, level="A", wanted_on=AUGUST), want(1, level="B", wanted_on=JULY)),
        (want(2, wanted_on=JULY), want(1, wanted_on=AUGUST)),
        (want(2, wanted_on=JULY), want(1)),
        (want(2, paid_share=Decimal(1)), want(1, paid_share=Decimal("0.3"))),
        (want(2, wanted_on=JULY), want(1, wanted_on=AUGUST, paid_share=Decimal(1))),
        (want(1), want(2)),
    ],
)
def test_level_then_date_then_what_is_paid_then_number(first: Want, second: Want) -> None:
    assert got(second, first) == {first.order_id: Decimal(10)}
    assert got(first, second) == {first.order_id: Decimal(10)}


def test_the_next_in_turn_gets_the_rest() -> None:
    shares = got(want(1, "8", level="B"), want(2, "6", level="A"), want(3, "5"))

    assert shares == {2: Decimal(6), 1: Decimal(4)}


def test_a_line_is_filled_from_several_bins_in_the_order_given() -> None:
    parts = propose([want(1, "10")], {SCREW: [(5, Decimal(7)), (2, Decimal(9))]})

    assert parts == [Part(1, 1, SCREW, 5, Decimal(7)), Part(1, 1, SCREW, 2, Decimal(3))]


def test_items_do_not_stand_in_for_each_other() -> None:
    assert propose([want(1, item_id=8)], {SCREW: [(1, Decimal(10))]}) == []


def test_two_lines_of_one_order_are_two_wants() -> None:
    parts = propose([want(1, "6"), want(1, "6", line_no=2)], {SCREW: [(1, Decimal(10))]})

    assert by_line(parts) == {(1, 1): Decimal(6), (1, 2): Decimal(4)}


def test_what_is_planned_is_kept_as_plain_data() -> None:
    parts = [Part(1, 2, SCREW, 5, Decimal("1.5"))]

    assert planned(parts) == [{"line": 2, "bin": 5, "quantity": "1.5"}]
    assert planned(parts, sign=-1) == [{"line": 2, "bin": 5, "quantity": "-1.5"}]


amounts = st.decimals("0.0001", "9999", places=4)


@given(
    wanted=st.lists(st.tuples(amounts, st.sampled_from(["A", "B", "C", ""])), max_size=8),
    bins=st.lists(amounts, max_size=4),
)
def test_nothing_is_given_twice_and_nothing_is_left_while_somebody_lacks_it(
    wanted: list[tuple[Decimal, str]], bins: list[Decimal]
) -> None:
    wants = [want(n, str(q), level=level) for n, (q, level) in enumerate(wanted, start=1)]
    parts = propose(wants, {SCREW: list(enumerate(bins, start=1))})

    given_ = sum((part.quantity for part in parts), Decimal(0))
    lacking = sum((each.quantity for each in wants), Decimal(0))
    assert given_ == min(lacking, sum(bins, Decimal(0)))
    for bin_id, there in enumerate(bins, start=1):
        assert sum((p.quantity for p in parts if p.bin_id == bin_id), Decimal(0)) <= there
    for each in wants:
        assert by_line(parts).get((each.order_id, 1), Decimal(0)) <= each.quantity
