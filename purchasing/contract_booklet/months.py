"""Months of contracts, and the day by which each is bound (T9); pure."""

from datetime import date, timedelta

from masterdata.workdays import Calendar

DAY_OF_MONTH = 5
MONTHS_CAUGHT_UP = 3


def first_of(day: date) -> date:
    return day.replace(day=1)


def after(month: date) -> date:
    """The first day of the next month."""
    return (first_of(month) + timedelta(days=32)).replace(day=1)


def last_of(month: date) -> date:
    return after(month) - timedelta(days=1)


def due_on(month: date, *, calendar: Calendar) -> date:
    """The 5th of the next month; where that is a day off, the last working day before it.

    After a holiday that reaches back to the 1st (October, May) that day would lie in the month
    itself, which is not over then: there it is the first working day after the 5th.
    """
    fifth = after(month).replace(day=DAY_OF_MONTH)
    day = calendar.previous_working_day(fifth)
    return day if day > last_of(month) else calendar.next_working_day(fifth)


def to_bind(today: date) -> list[date]:
    """The months that are over, the oldest first: as far back as nights may have been missed."""
    months = []
    month = first_of(today)
    for _nth in range(MONTHS_CAUGHT_UP):
        month = first_of(month - timedelta(days=1))
        months.append(month)
    return months[::-1]
