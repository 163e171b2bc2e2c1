"""What became of a customer's promise, and whether he is to be called again; pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from masterdata.workdays import Calendar

# Without an agreed day a late customer is asked again after a week.
PATIENCE = timedelta(days=7)


class Standing(StrEnum):
    """Of the last promise: the money came, the day has not passed, or it passed without."""

    NONE = "none"
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


@dataclass(frozen=True)
class Promise:
    """So much until a day; `came` is what was paid since it was given."""

    on: date
    amount: Decimal
    came: Decimal

    @property
    def missing(self) -> Decimal:
        return max(self.amount - self.came, 0 * self.amount)

    def standing(self, *, today: date, calendar: Calendar) -> Standing:
        """A day on which the firm rests is kept on the next working day."""
        if self.missing <= 0:
            return Standing.KEPT
        broken = calendar.next_working_day(self.on) < today
        return Standing.BROKEN if broken else Standing.OPEN


@dataclass(frozen=True)
class Contact:
    """The last talk: when it was, and the day agreed for the next."""

    on: date
    next_on: date | None = None


def to_call(
    *, last: Contact | None, promise: Promise | None, is_late: bool, today: date, calendar: Calendar
) -> bool:
    """Whether somebody is to speak with the customer today.

    The agreed day has come; or his promise was broken and nobody spoke with him since; or he is
    late and was never asked, or not for a week with nothing agreed.
    """
    if last is None:
        return is_late
    if last.next_on is not None and last.next_on <= today:
        return True
    if promise is not None:
        standing = promise.standing(today=today, calendar=calendar)
        if standing is Standing.BROKEN:
            return last.on <= calendar.next_working_day(promise.on)
        if standing is Standing.OPEN:
            return False
    return is_late and last.next_on is None and last.on + PATIENCE < today
