"""Which lines a payment pays: in their order, each in full before the next; pure."""

from collections.abc import Iterable
from decimal import Decimal

NONE = Decimal(0)


def spread(amount: Decimal, rests: Iterable[tuple[int, Decimal]]) -> dict[int, Decimal]:
    """By line: its part of the amount. What the lines cannot hold is left out."""
    found: dict[int, Decimal] = {}
    for line, rest in rests:
        part = min(rest, amount)
        if part > 0:
            found[line] = part
            amount -= part
    return found
