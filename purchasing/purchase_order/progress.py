"""How far an order has come, computed from its lines' counters; pure."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

OPEN, RECEIVED, CLOSED = "open", "received", "closed"
NONE, PART, FULL = "none", "part", "full"
ZERO = Decimal(0)


def open_of(ordered: Decimal, *, received: Decimal, closed: Decimal) -> Decimal:
    """What is still to come; a surplus is never counted against another line."""
    return max(ordered - received - closed, ZERO)


def state_of_line(line: Any) -> str:
    if line.open_quantity > 0:
        return OPEN
    return CLOSED if line.closed_quantity > 0 else RECEIVED


def receipt_state(lines: Iterable[Any]) -> str:
    """none, part or full: progress is the sum of min(received, ordered) per line, so that a
    surplus on one line never hides another that is still open (lesson 4.1)."""
    rows = list(lines)
    came = sum((min(line.received_quantity, line.base_quantity) for line in rows), ZERO)
    if came <= 0:
        return NONE
    return PART if any(line.open_quantity > 0 for line in rows) else FULL


def allowed_of(line: Any, *, percent: Decimal) -> Decimal:
    """How much a line may hold in all: the ordered quantity and the tolerance on top of it."""
    wanted = line.base_quantity - line.closed_quantity
    return Decimal(wanted * (100 + percent) / 100)
