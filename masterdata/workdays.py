"""Working-day arithmetic of the Chinese calendar; pure, fed by masterdata/calendar.py."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = (time(8, 30), time(12, 0))
AFTERNOON = (time(13, 30), time(18, 0))
CLOSING_TIME = AFTERNOON[1]
SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
NO_TIME = timedelta()


class WeekPattern(enum.Enum):
    """How the firm rests: both weekend days, Sunday only, or every other Saturday."""

    TWO_DAYS_OFF = "two_days_off"
    ONE_DAY_OFF = "one_day_off"
    ALTERNATING = "alternating"


@dataclass(frozen=True)
class Pattern:
    """A week's rest; an alternating one is anchored by any day of a week with two days off."""

    kind: WeekPattern
    anchor: date | None = None

    TWO_DAYS_OFF: ClassVar[Pattern]
    ONE_DAY_OFF: ClassVar[Pattern]

    @classmethod
    def ALTERNATING(cls, anchor: date) -> Pattern:  # noqa: N802 - reads as its two siblings
        return cls(WeekPattern.ALTERNATING, anchor)

    def rests_on(self, day: date) -> bool:
        if day.weekday() == SUNDAY:
            return True
        if day.weekday() != SATURDAY or self.kind is WeekPattern.ONE_DAY_OFF:
            return False
        return self.kind is WeekPattern.TWO_DAYS_OFF or self._is_long_weekend(day)

    def _is_long_weekend(self, saturday: date) -> bool:
        if self.anchor is None:
            return True
        monday = self.anchor - timedelta(days=self.anchor.weekday())
        return (saturday - monday).days // 7 % 2 == 0


Pattern.TWO_DAYS_OFF = Pattern(WeekPattern.TWO_DAYS_OFF)
Pattern.ONE_DAY_OFF = Pattern(WeekPattern.ONE_DAY_OFF)


@dataclass(frozen=True)
class Calendar:
    """The nation's table laid over the firm's week; a year outside the table never fails."""

    holidays: frozenset[date]
    make_up_days: frozenset[date]
    pattern: Pattern = Pattern.TWO_DAYS_OFF
    known_years: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        if day in self.make_up_days:
            return True
        return day not in self.holidays and not self.pattern.rests_on(day)

    def next_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the first worked day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the last worked day before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after (or before) a day; 0 gives the first one from it on."""
        if count == 0:
            return self.next_working_day(day)
        step = ONE_DAY if count > 0 else -ONE_DAY
        for _nth in range(abs(count)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`."""
        days = (last - first).days
        return sum(self.is_working_day(first + ONE_DAY * n) for n in range(1, days + 1))

    def end_of_working_day(self, day: date) -> datetime:
        return datetime.combine(day, CLOSING_TIME, tzinfo=SHANGHAI)

    def due_after(self, start: datetime, days: int) -> datetime:
        """Closing time of the working day so many after `start`.

        0 means the same day; what starts on a day off, or after closing time, is due at the end
        of the next working day.
        """
        local = start.astimezone(SHANGHAI)
        day = local.date()
        if days == 0 and local.time() >= CLOSING_TIME:
            day += ONE_DAY
        return self.end_of_working_day(self.add_working_days(day, days))

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """When so many minutes of opening hours have passed; outside them the clock stands still.

        A full span ends when the firm closes, not when it opens again; 0 minutes give the start,
        or the next opening if the firm is closed then.
        """
        local = start.astimezone(SHANGHAI)
        left = timedelta(minutes=minutes)
        for opening, closing in self._open_spans(local.date()):
            begin = max(opening, local)
            if begin < closing and left <= closing - begin:
                return begin + left
            left -= max(closing - begin, NO_TIME)
        raise AssertionError("opening hours never end")  # pragma: no cover

    def working_minutes_between(self, first: datetime, last: datetime) -> int:
        """Whole minutes of opening hours from `first` to `last`; 0 if nothing lies between."""
        begin, end = first.astimezone(SHANGHAI), last.astimezone(SHANGHAI)
        passed = NO_TIME
        for opening, closing in self._open_spans(begin.date()):
            if opening >= end:
                break
            passed += max(min(closing, end) - max(opening, begin), NO_TIME)
        return passed // ONE_MINUTE

    def _open_spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The firm's opening hours from that day on, span by span, without end."""
        while True:
            day = self.next_working_day(day)
            for opens, closes in (MORNING, AFTERNOON):
                yield (
                    datetime.combine(day, opens, tzinfo=SHANGHAI),
                    datetime.combine(day, closes, tzinfo=SHANGHAI),
                )
            day += ONE_DAY

    def warning_for(self, day: date) -> str | None:
        if day.year in self.known_years:
            return None
        return _(
            "The holidays of %(year)s are not entered yet; only the weekly rest is counted. "
            "Import them under Settings, Working calendar."
        ) % {"year": day.year}
