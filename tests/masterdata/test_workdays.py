"""Working days by the announced calendar of 2026 and the firm's own week."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from masterdata.seeds import HOLIDAYS, MAKE_UP_DAYS
from masterdata.workdays import Calendar, Pattern

SHANGHAI = ZoneInfo("Asia/Shanghai")
MAKE_UP_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]


def calendar(pattern: Pattern = Pattern.TWO_DAYS_OFF) -> Calendar:
    holidays = frozenset(HOLIDAYS)
    return Calendar(
        holidays=holidays,
        make_up_days=frozenset(MAKE_UP_DAYS),
        pattern=pattern,
        known_years=frozenset(day.year for day in holidays),
    )


def moment(day: str, clock: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize("day", MAKE_UP_2026)
def test_the_make_up_days_of_2026_are_worked(day: str) -> None:
    assert calendar().is_working_day(date.fromisoformat(day))


def test_2026_has_exactly_the_announced_make_up_days() -> None:
    assert sorted(day.isoformat() for day in MAKE_UP_DAYS if day.year == 2026) == MAKE_UP_2026


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    ],
)
def test_the_holidays_of_2026_are_off(first: str, last: str) -> None:
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        assert not calendar().is_working_day(day)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("arrived", "due"),
    [
        ("2026-02-13", "2026-02-14"),
        ("2026-02-14", "2026-02-24"),
        ("2026-09-18", "2026-09-20"),
        ("2026-09-30", "2026-10-08"),
        ("2026-10-09", "2026-10-10"),
        ("2026-10-17", "2026-10-19"),
    ],
)
def test_one_working_day_ends_at_the_close_of_the_next_worked_day(arrived: str, due: str) -> None:
    assert calendar().due_after(moment(arrived), 1) == moment(due, "18:00")


def test_the_same_day_means_its_closing_time_and_after_it_the_next_day() -> None:
    assert calendar().due_after(moment("2026-10-09"), 0) == moment("2026-10-09", "18:00")
    assert calendar().due_after(moment("2026-10-09", "18:30"), 0) == moment("2026-10-10", "18:00")


def test_a_start_is_counted_by_its_day_in_shanghai() -> None:
    evening_in_utc = datetime(2026, 10, 8, 17, 0, tzinfo=ZoneInfo("UTC"))

    assert calendar().due_after(evening_in_utc, 1) == moment("2026-10-10", "18:00")


def test_with_one_day_off_saturday_is_worked_but_a_holiday_is_not() -> None:
    one_off = calendar(Pattern.ONE_DAY_OFF)

    assert one_off.is_working_day(date(2026, 10, 17))
    assert not one_off.is_working_day(date(2026, 10, 18))
    assert not one_off.is_working_day(date(2026, 10, 3))


def test_alternating_weeks_rest_every_other_saturday_from_their_anchor() -> None:
    alternating = calendar(Pattern.ALTERNATING(date(2026, 10, 14)))

    assert [
        alternating.is_working_day(date(2026, 10, 17) + timedelta(weeks=n)) for n in range(-1, 3)
    ] == [True, False, True, False]


def test_a_year_without_data_falls_back_to_the_week_and_says_so() -> None:
    beyond = date(2027, 2, 8)

    assert calendar().is_working_day(beyond)
    with translation.override("en"):
        assert "2027" in (calendar().warning_for(beyond) or "")
    assert calendar().warning_for(date(2026, 2, 8)) is None


def test_counting_back_and_counting_days_between_agree_with_counting_forth() -> None:
    forth = calendar().add_working_days(date(2026, 9, 30), 3)

    assert forth == date(2026, 10, 10)
    assert calendar().add_working_days(forth, -3) == date(2026, 9, 30)
    assert calendar().working_days_between(date(2026, 9, 30), forth) == 3
    assert calendar().previous_working_day(date(2026, 10, 7)) == date(2026, 9, 30)


@given(st.dates(date(2023, 1, 1), date(2028, 12, 31)), st.integers(1, 60))
def test_so_many_working_days_later_is_always_a_working_day(day: date, count: int) -> None:
    found = calendar().add_working_days(day, count)

    assert calendar().is_working_day(found)
    assert calendar().working_days_between(day, found) == count


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-10-09 09:00", 120, "2026-10-09 11:00"),
        ("2026-10-09 10:00", 120, "2026-10-09 12:00"),
        ("2026-10-09 11:00", 120, "2026-10-09 14:30"),
        ("2026-10-09 12:10", 30, "2026-10-09 14:00"),
        ("2026-10-09 07:00", 60, "2026-10-09 09:30"),
        ("2026-10-09 17:30", 120, "2026-10-10 10:00"),
        ("2026-10-09 20:00", 30, "2026-10-10 09:00"),
        ("2026-10-10 17:30", 120, "2026-10-12 10:00"),
        ("2026-02-13 17:00", 120, "2026-02-14 09:30"),
        ("2026-02-14 17:00", 120, "2026-02-24 09:30"),
        ("2026-02-18 10:00", 240, "2026-02-24 14:00"),
        ("2026-09-30 16:00", 480 + 120, "2026-10-08 18:00"),
        ("2026-02-13 09:00", 960, "2026-02-24 09:00"),
        ("2026-10-09 18:00", 0, "2026-10-10 08:30"),
        ("2026-10-09 10:15", 0, "2026-10-09 10:15"),
    ],
)
def test_working_minutes_run_in_opening_hours_only(start: str, minutes: int, due: str) -> None:
    begun, end = moment(*start.split()), moment(*due.split())

    assert calendar().add_working_minutes(begun, minutes) == end
    assert calendar().working_minutes_between(begun, end) == minutes


def test_minutes_are_counted_by_the_clock_of_shanghai() -> None:
    evening_in_utc = datetime(2026, 10, 9, 9, 30, tzinfo=ZoneInfo("UTC"))

    assert calendar().add_working_minutes(evening_in_utc, 60) == moment("2026-10-10", "09:00")


def test_a_begun_minute_does_not_count_and_nothing_lies_between_the_later_and_the_earlier() -> None:
    ten = moment("2026-10-09")

    assert calendar().working_minutes_between(ten, ten + timedelta(seconds=119)) == 1
    assert calendar().working_minutes_between(ten, ten - timedelta(hours=1)) == 0


@given(st.integers(0, 5000), st.integers(0, 60 * 24 * 365))
def test_adding_minutes_and_counting_them_agree(minutes: int, offset: int) -> None:
    start = moment("2026-01-01", "00:00") + timedelta(minutes=offset)

    due = calendar().add_working_minutes(start, minutes)

    assert calendar().working_minutes_between(start, due) == minutes
