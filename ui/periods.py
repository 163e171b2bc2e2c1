"""Quick ranges of dates as the firm says them: today, this week, the ten days (旬), the quarter."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Span(NamedTuple):
    """From and to, both included; None is open."""

    first: date | None
    last: date | None


def _week(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6))


def month(day: date) -> Span:
    first = day.replace(day=1)
    return Span(first, _next_month(first) - timedelta(days=1))


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


# On which day the firm's month ends; 0 is the calendar's end. Told by who keeps the firm's data.
_closing_day: list[Callable[[], int]] = [lambda: 0]


def register_closing_day(reader: Callable[[], int]) -> None:
    _closing_day[:] = [reader]


def firm_month(day: date) -> Span:
    """结账月: from the 26th to the 25th where the firm reckons with others on the 25th.

    A closing day is 28 at most, so that every month has it.
    """
    closing = _closing_day[0]()
    if not closing:
        return month(day)
    first = day.replace(day=1)
    if day.day > closing:
        return Span(day.replace(day=closing + 1), _next_month(first).replace(day=closing))
    before = (first - timedelta(days=1)).replace(day=closing)
    return Span(before + timedelta(days=1), day.replace(day=closing))


def ten_days(day: date) -> Span:
    """上旬 1–10, 中旬 11–20, 下旬 21 to the end of the month."""
    if day.day <= 10:
        return Span(day.replace(day=1), day.replace(day=10))
    if day.day <= 20:
        return Span(day.replace(day=11), day.replace(day=20))
    return Span(day.replace(day=21), month(day).last)


def _quarter(day: date) -> Span:
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    last = _next_month(_next_month(_next_month(first))) - timedelta(days=1)
    return Span(first, last)


def _before(span: Callable[[date], Span]) -> Callable[[date], Span]:
    def earlier(day: date) -> Span:
        first = span(day).first
        assert first is not None
        return span(first - timedelta(days=1))

    return earlier


class Preset(NamedTuple):
    label: Promise
    span: Callable[[date], Span]


PRESETS: dict[str, Preset] = {
    "today": Preset(_("Today"), lambda day: Span(day, day)),
    "yesterday": Preset(_("Yesterday"), _before(lambda day: Span(day, day))),
    "this_week": Preset(_("This week"), _week),
    "last_week": Preset(_("Last week"), _before(_week)),
    "this_ten_days": Preset(_("These ten days"), ten_days),
    "last_ten_days": Preset(_("Last ten days"), _before(ten_days)),
    "this_month": Preset(_("This month"), firm_month),
    "last_month": Preset(_("Last month"), _before(firm_month)),
    "this_quarter": Preset(_("This quarter"), _quarter),
    "this_year": Preset(
        _("This year"), lambda day: Span(day.replace(month=1, day=1), day.replace(month=12, day=31))
    ),
}
