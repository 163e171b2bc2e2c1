"""The comparison: what is paired with what, and that the differences explain everything."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.statement.comparison import Pair, Row, compare, difference_of, numbers_of

D = Decimal
DAY = date(2026, 7, 10)


def rows(text: str) -> list[Row]:
    """`day amount [number …]`, several with commas between; a day of `-` is none."""
    found = []
    for key, part in enumerate(filter(None, map(str.strip, text.split(",")))):
        day, amount, *numbers = part.split()
        on_date = None if day == "-" else date(2026, 7, int(day))
        found.append(Row(key, D(amount), on_date, numbers_of(*numbers)))
    return found


def told(pairs: list[Pair]) -> list[str]:
    return [
        f"{pair.kind} {pair.ours.key if pair.ours else '·'} "
        f"{pair.theirs.key if pair.theirs else '·'} {pair.difference}"
        for pair in pairs
    ]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("", "", []),
        ("1 100 A1", "1 100 A1", ["matched 0 0 0"]),
        ("1 100 A1", "1 90 A1", ["amount 0 0 10"]),
        ("1 100 A1", "3 100 A1", ["date 0 0 0"]),
        ("1 100 A1", "", ["only_ours 0 · 100"]),
        ("", "1 100 A1", ["only_theirs · 0 -100"]),
        # A number holds however far the dates lie apart; an amount alone only for some days.
        ("1 100 A1", "28 100 A1", ["date 0 0 0"]),
        ("1 100", "8 100", ["date 0 0 0"]),
        ("1 100", "9 100", ["only_ours 0 · 100", "only_theirs · 0 -100"]),
        # The nearest date is taken first, and each row once.
        ("5 100", "3 100, 6 100", ["only_theirs · 0 -100", "date 0 1 0"]),
        ("5 100, 6 100", "6 100", ["only_ours 0 · 100", "matched 1 0 0"]),
        # The same number twice: the one with the same amount first.
        ("1 100 A1, 1 60 A1", "1 60 A1", ["only_ours 0 · 100", "matched 1 0 0"]),
        # Any of our numbers will do: ours, their delivery note, their invoice.
        ("1 100 JH-1 S77 F88", "1 100 F88", ["matched 0 0 0"]),
        ("1 100 JH-1 S77 F88", "1 100 s-77", ["matched 0 0 0"]),
        # A receipt and its reversal bear one number; a debt is no answer to a payment.
        ("1 100 A1, 2 -100 A1", "1 100 A1", ["matched 0 0 0", "only_ours 1 · -100"]),
        ("1 100 A1", "1 -100 A1", ["only_ours 0 · 100", "only_theirs · 0 100"]),
        # Unknown numbers do not stand in the way of amount and date.
        ("1 100 JH-1", "2 100 XS-9", ["date 0 0 0"]),
        # A row without a date is matched by its amount, after those that have one.
        ("1 100", "- 100", ["matched 0 0 0"]),
        ("1 100", "- 100, 1 100", ["matched 0 1 0", "only_theirs · 0 -100"]),
        # A payment that they booked twice.
        ("4 -500", "4 -500, 4 -500", ["matched 0 0 0", "only_theirs · 1 500"]),
    ],
)
def test_what_stands_against_what(ours: str, theirs: str, expected: list[str]) -> None:
    assert told(compare(rows(ours), rows(theirs))) == expected


def test_numbers_are_read_alike_however_they_are_written() -> None:
    assert numbers_of("JH-20260701-0001") == numbers_of("jh 20260701 0001".replace(" ", ""))
    assert numbers_of("S-7，S-8", "") == {"s7", "s8"}
    assert numbers_of("0000123") == {"123"}
    assert numbers_of("", "000", "—") == frozenset()


def test_the_days_between_can_be_set() -> None:
    assert told(compare(rows("1 100"), rows("9 100"), within=8)) == ["date 0 0 0"]


some_rows = st.lists(
    st.builds(
        Row,
        st.integers(0, 10**6),
        st.sampled_from([D(n) / 100 for n in (-50000, -100, 1, 100, 100, 2500, 50000)]),
        st.one_of(st.none(), st.integers(0, 12).map(lambda n: DAY + timedelta(days=n))),
        st.sets(st.sampled_from(["a1", "a2", "b1", "c9"]), max_size=2).map(frozenset),
    ),
    max_size=14,
)


@given(some_rows, some_rows)
def test_the_differences_add_up_to_the_difference_of_the_sums(
    ours: list[Row], theirs: list[Row]
) -> None:
    pairs = compare(ours, theirs)

    total = sum((row.amount for row in ours), D(0)) - sum((row.amount for row in theirs), D(0))
    assert difference_of(pairs) == total
    assert sorted(map(id, ours)) == sorted(id(pair.ours) for pair in pairs if pair.ours)
    assert sorted(map(id, theirs)) == sorted(id(pair.theirs) for pair in pairs if pair.theirs)


@given(some_rows, some_rows)
def test_the_same_rows_are_always_compared_alike(ours: list[Row], theirs: list[Row]) -> None:
    assert compare(ours, theirs) == compare(list(ours), list(theirs))


@given(some_rows)
def test_a_sheet_like_ours_has_no_difference(ours: list[Row]) -> None:
    dated = [Row(row.key, row.amount, row.on_date or DAY, row.numbers) for row in ours]

    assert all(pair.kind == "matched" for pair in compare(dated, dated))
