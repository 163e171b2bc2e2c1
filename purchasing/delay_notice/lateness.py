"""When an order line is late enough to be told, and by which day it should have been; pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from purchasing.delay_notice.models import deadline_of

CONFIRMED, UNCONFIRMED = ("active",), ("approved", "signed")


def is_late(line: Any, *, order_state: str) -> bool:
    """Promised after the contract date; without any promise, whoever asks decides when to tell."""
    if line.open_quantity <= 0 or line.contract_on is None:
        return False
    if order_state in CONFIRMED:
        return line.promised_on is not None and line.promised_on > line.contract_on
    return order_state in UNCONFIRMED


def must_be_told(line: Any, *, order_state: str, today: date) -> bool:
    """What the program writes by itself: a later promise at once, silence ten days before (T8)."""
    if not is_late(line, order_state=order_state):
        return False
    return order_state in CONFIRMED or deadline_of(line.contract_on) <= today


def is_told(line: Any, told: Iterable[date | None]) -> bool:
    """`told` are the promises in notices of this line; a still later promise is news again."""
    promises = list(told)
    if line.promised_on is None:
        return bool(promises)
    return any(day is not None and day >= line.promised_on for day in promises)


def last_day(lines: Iterable[Any]) -> date | None:
    """The strictest of the lines' deadlines."""
    days = [deadline_of(line.contract_on) for line in lines if line.contract_on is not None]
    return min(days, default=None)
