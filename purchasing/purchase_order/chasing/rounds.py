"""When a line is to be chased: once before its promise, then every second working day; pure."""

from collections.abc import Mapping
from datetime import date, timedelta

from masterdata.workdays import Calendar

DAYS_BEFORE = 3
WORKING_DAYS_BETWEEN = 2
ROUNDS_OF_THE_BUYER = 3


def round_on(promised_on: date, *, today: date, calendar: Calendar) -> int | None:
    """0 within three days before the promise; 1 from the first working day after it, 2 from two
    working days later, and so on; None while there is nothing to chase.

    It says which round a day belongs to and not when one is sent: a night without the program
    loses nothing, for the next one finds the line in its round.
    """
    if today < promised_on - timedelta(days=DAYS_BEFORE):
        return None
    first = calendar.add_working_days(promised_on, 1)
    if today < first:
        return 0
    return 1 + calendar.working_days_between(first, today) // WORKING_DAYS_BETWEEN


def goes_to_the_manager(last_round: int, calls: int) -> bool:
    """After three rounds, or three talks, that brought neither goods nor a new promise."""
    return last_round > ROUNDS_OF_THE_BUYER or (last_round > 0 and calls >= ROUNDS_OF_THE_BUYER)


def days_late(due_on: date, *, today: date) -> int:
    """Negative is what is left."""
    return (today - due_on).days


def one_date_each(
    promises: Mapping[int, date | None], before: Mapping[int, date | None]
) -> dict[int, date]:
    """The promises that differ from what stood before; only those are new."""
    return {pk: day for pk, day in promises.items() if day is not None and day != before.get(pk)}
