"""Missing running numbers, the months to bind and the day each is due; no database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterdata.workdays import Calendar
from purchasing.contract_booklet.months import after, due_on, last_of, to_bind
from purchasing.contract_booklet.numbers import missing, running, sort_key

DAY = "HT-20261102-"
# The year 2026 as the State Council announced it, as far as a 5th is touched.
CALENDAR = Calendar(
    holidays=frozenset(
        [date(2026, 5, day) for day in range(1, 6)] + [date(2026, 10, day) for day in range(1, 8)]
    ),
    make_up_days=frozenset([date(2026, 9, 20)]),
    known_years=frozenset([2026]),
)


def gaps(*numbers: str, earlier: tuple[str, ...] = (), anew: tuple[str, ...] = (DAY,)) -> list[str]:
    return missing(numbers, earlier=earlier, begin_at_one=anew)


def test_a_full_row_of_numbers_misses_nothing() -> None:
    assert gaps(f"{DAY}0001", f"{DAY}0002", f"{DAY}0003") == []


def test_a_gap_is_named_and_a_longer_one_is_named_once() -> None:
    assert gaps(f"{DAY}0001", f"{DAY}0003") == [f"{DAY}0002"]
    assert gaps(f"{DAY}0001", f"{DAY}0006") == [f"{DAY}0002–0005"]


def test_a_row_that_begins_anew_misses_what_is_before_its_first() -> None:
    assert gaps(f"{DAY}0003") == [f"{DAY}0001–0002"]
    assert gaps(f"{DAY}0003", anew=()) == [], "nobody knows where a number by hand begins"


def test_a_row_that_runs_on_from_last_month_misses_only_what_came_after_it() -> None:
    assert gaps("HT-26-018", "HT-26-020", earlier=("HT-26-016",), anew=()) == [
        "HT-26-017",
        "HT-26-019",
    ]


def test_each_row_is_counted_apart() -> None:
    assert gaps(f"{DAY}0001", f"{DAY}0003", "A-7", "A-9", anew=(DAY,)) == ["A-8", f"{DAY}0002"]


def test_dates_and_suppliers_codes_are_no_running_numbers() -> None:
    assert running("YX-20261102") is None
    assert running("框架合同") is None
    assert gaps("YX-20261102", "YX-20261130", anew=()) == []


def test_numbers_sort_as_they_run() -> None:
    texts = ["HT-10", "HT-9", "HT-100"]
    assert sorted(texts, key=sort_key) == ["HT-9", "HT-10", "HT-100"]


@given(there=st.sets(st.integers(1, 60), min_size=1))
def test_every_number_up_to_the_greatest_is_there_or_told_missing(there: set[int]) -> None:
    told = missing([f"{DAY}{number:04d}" for number in there], earlier=(), begin_at_one=(DAY,))

    absent: set[int] = set()
    for text in told:
        first, _dash, last = text.removeprefix(DAY).partition("–")
        absent |= set(range(int(first), int(last or first) + 1))
    assert absent | there == set(range(1, max(there) + 1))
    assert not absent & there


# --- Months --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (date(2026, 10, 1), date(2026, 11, 5)),  # a Thursday
        (date(2026, 6, 1), date(2026, 7, 3)),  # the 5th is a Sunday: the Friday before
        (date(2026, 8, 1), date(2026, 9, 4)),  # a Saturday
        (date(2026, 12, 1), date(2027, 1, 5)),
        (date(2026, 9, 1), date(2026, 10, 8)),  # the holiday reaches back to the 1st
        (date(2026, 4, 1), date(2026, 5, 6)),
    ],
)
def test_the_fifth_or_the_last_working_day_before_it(month: date, due: date) -> None:
    assert due_on(month, calendar=CALENDAR) == due


def test_a_firm_that_works_on_saturdays_binds_on_the_saturday() -> None:
    from masterdata.workdays import Pattern

    calendar = Calendar(CALENDAR.holidays, CALENDAR.make_up_days, Pattern.ONE_DAY_OFF)
    assert due_on(date(2026, 8, 1), calendar=calendar) == date(2026, 9, 5)


def test_months_end_and_follow_each_other() -> None:
    assert (last_of(date(2026, 2, 1)), after(date(2026, 12, 1))) == (
        date(2026, 2, 28),
        date(2027, 1, 1),
    )


def test_three_months_of_missed_nights_are_caught_up_and_the_running_one_is_not() -> None:
    months = [date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1)]
    assert to_bind(date(2026, 1, 1)) == months
    assert to_bind(date(2026, 1, 31)) == months
