"""Weeks of the meeting: from Monday to Sunday, and when the sheet of one is due (T13); pure."""

from datetime import date, datetime, time, timedelta

from masterdata.workdays import SHANGHAI, Calendar

MEETING = time(9, 0)
FRIDAY = 4
WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_for(day: date) -> date:
    """The week whose sheet is prepared on this day: from Friday on it is the next one."""
    monday = monday_of(day)
    return monday + WEEK if day.weekday() >= FRIDAY else monday


def span(monday: date) -> tuple[date, date]:
    return monday, monday + timedelta(days=6)


def due_of(monday: date, calendar: Calendar) -> datetime:
    """Nine o'clock on Monday; if the firm rests that day, on the next working day."""
    return datetime.combine(calendar.next_working_day(monday), MEETING, SHANGHAI)


def week_text(monday: date) -> str:
    first, last = span(monday)
    return f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"
