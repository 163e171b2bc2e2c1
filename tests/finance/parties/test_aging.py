"""Ageing: which bucket, what is overdue, and that nothing gets lost between them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.parties.aging import Open, age, bucket_of

D = Decimal
TODAY = date(2026, 7, 31)


@pytest.mark.parametrize(
    ("days", "bucket"), [(-3, 0), (0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3)]
)
def test_the_buckets_end_after_30_60_and_90_days(days: int, bucket: int) -> None:
    assert bucket_of(days) == bucket


def test_what_was_paid_in_advance_stands_apart() -> None:
    ageing = age(
        [
            Open(D("100.00"), date(2026, 7, 1), date(2026, 7, 30)),
            Open(D("50.00"), date(2026, 4, 1), None),
            Open(D("-30.00"), date(2026, 1, 1), None),
        ],
        today=TODAY,
    )

    assert ageing.buckets == [D("100.00"), D(0), D(0), D("50.00")]
    assert ageing.prepaid == D("30.00")
    assert ageing.overdue == D("100.00")
    assert ageing.balance == D("120.00")


def test_an_item_is_not_overdue_on_its_due_day() -> None:
    assert age([Open(D(1), TODAY, TODAY)], today=TODAY).overdue == D(0)


def test_less_than_a_yuan_is_owed_and_what_is_settled_is_nothing() -> None:
    ageing = age(
        [Open(D("0.40"), TODAY, None), Open(D("-0.30"), TODAY, None), Open(D(0), TODAY, None)],
        today=TODAY,
    )

    assert (ageing.buckets[0], ageing.prepaid) == (D("0.40"), D("0.30"))


def test_the_ages_of_several_parties_are_added_column_by_column() -> None:
    overdue = [Open(D(5), date(2026, 4, 1), date(2026, 5, 1)), Open(D(-1), TODAY, None)]

    both = age(overdue, today=TODAY) + age(overdue, today=TODAY)

    assert both.buckets == [D(0), D(0), D(0), D(10)]
    assert (both.prepaid, both.overdue) == (D(2), D(10))


@given(
    st.lists(
        st.builds(
            Open,
            st.integers(-(10**8), 10**8).map(lambda fen: D(fen) / 100),
            st.integers(0, 400).map(lambda days: TODAY - timedelta(days=days)),
            st.none(),
        )
    )
)
def test_the_buckets_less_the_prepayment_are_the_balance(items: list[Open]) -> None:
    assert age(items, today=TODAY).balance == sum((item.left for item in items), D(0))
