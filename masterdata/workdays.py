"""Working-day arithmetic of the Chinese calendar; pure, fed by masterdata/calendar.py."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOSING_TIME = time(18, 0)
SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)


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

    def warning_for(self, day: date) -> str | None:
        if day.year in self.known_years:
            return None
        return _(
            "The holidays of %(year)s are not entered yet; only the weekly rest is counted. "
            "Import them under Settings, Working calendar."
        ) % {"year": day.year}
