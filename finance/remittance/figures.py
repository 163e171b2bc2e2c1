"""What a remittance adds up to: the money, what its lines take of it, what is left over; pure."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from finance.remittance.models import Kind

NONE = Decimal(0)


def named(lines: Iterable[Any]) -> Decimal:
    """What the lines give to orders and old debts."""
    return sum((line.amount for line in lines), NONE)


def surplus_of(body: Any, lines: Iterable[Any]) -> Decimal:
    """多付余款: what came and is for nothing yet; below zero the lines name too much."""
    if body.kind != Kind.RECEIPT:
        return NONE
    left: Decimal = body.money - named(lines)
    return left
