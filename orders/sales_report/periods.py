"""The times that sales reports tell of, and when each is due (R70–R73); pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.workdays import Calendar
from ui import periods

ONE_DAY = timedelta(days=1)
DAYS_CAUGHT_UP = 31
PERIODS_CAUGHT_UP = 3
WORKING_DAYS_AFTER = 1


class Kind(TextChoices):
    DAY_LIST = "day_list", _("Daily sales list")
    DAILY = "daily", _("Daily report")
    TEN_DAYS = "ten_days", _("Ten-day report")
    MONTH = "month", _("Monthly cumulative report")


OF_A_DAY = frozenset({Kind.DAY_LIST, Kind.DAILY})


@dataclass(frozen=True)
class Time:
    """From and to, both included."""

    first: date
    last: date

    @property
    def before(self) -> date:
        return self.first - ONE_DAY


def time_of(kind: str, day: date) -> Time:
    """The day itself, its ten days, or its month."""
    if kind == Kind.TEN_DAYS:
        return _closed(periods.ten_days(day))
    return month_of(day) if kind == Kind.MONTH else Time(day, day)


def month_of(day: date) -> Time:
    return _closed(periods.month(day))


def _closed(span: periods.Span) -> Time:
    assert span.first is not None
    assert span.last is not None
    return Time(span.first, span.last)


def year_until(day: date) -> Time:
    return Time(day.replace(month=1, day=1), day)


def before(kind: str, time: Time) -> Time:
    """The time before it, of the same kind (环比)."""
    return time_of(kind, time.before)


def a_year_before(month: Time) -> Time:
    """The same month of last year (同比)."""
    return month_of(month.first.replace(year=month.first.year - 1))


def thirds(month: Time) -> tuple[Time, Time, Time]:
    """上旬, 中旬, 下旬."""
    eleventh, twenty_first = month.first.replace(day=11), month.first.replace(day=21)
    return (
        Time(month.first, eleventh - ONE_DAY),
        Time(eleventh, twenty_first - ONE_DAY),
        Time(twenty_first, month.last),
    )


def due_of(kind: str, last: date, *, calendar: Calendar) -> datetime:
    """Reports of a day at the end of that day, of a rest day at the end of the next working one;
    ten days and months at the end of the first working day after them."""
    if kind in OF_A_DAY:
        return calendar.end_of_working_day(calendar.next_working_day(last))
    return calendar.end_of_working_day(calendar.add_working_days(last, WORKING_DAYS_AFTER))


def to_draw(kind: str, *, today: date, first: date | None, known: Collection[date]) -> list[date]:
    """First days of the times whose reports are missing, the oldest first.

    `first` is the earliest that was ever drawn: before it the firm kept no such reports, and where
    there is none, only the present one is due. `known` are those that are there, void ones too.
    """
    window = _window(kind, today)
    begin = window[-1] if first is None else first
    return [day for day in window if day >= begin and day not in known]


def _window(kind: str, today: date) -> list[date]:
    """As far back as mornings may have been missed: days with today, ended times without."""
    if kind in OF_A_DAY:
        return [today - ONE_DAY * n for n in range(DAYS_CAUGHT_UP, -1, -1)]
    found = []
    time = time_of(kind, today)
    for _nth in range(PERIODS_CAUGHT_UP):
        time = before(kind, time)
        found.append(time.first)
    return found[::-1]


def words_of(kind: str, first: date) -> str:
    """2026-11-30, 2026-11 上旬, 2026-11."""
    if kind == Kind.MONTH:
        return f"{first:%Y-%m}"
    if kind != Kind.TEN_DAYS:
        return f"{first:%Y-%m-%d}"
    third = min(first.day // 10, 2)
    names = (gettext("first ten days"), gettext("middle ten days"), gettext("last days"))
    return f"{first:%Y-%m} {names[third]}"


def span_words(time: Time) -> str:
    if time.first == time.last:
        return f"{time.first:%Y-%m-%d}"
    return f"{time.first:%Y-%m-%d} – {time.last:%Y-%m-%d}"
