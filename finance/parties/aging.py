"""Ageing of open items in four buckets; pure.

An item ages from its document's date, an opening debt from its own. What the firm has paid in
advance does not age: it stands in its own column, so that the buckets less the prepayment are the
balance, to the cent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

LIMITS = (30, 60, 90)
BUCKETS = len(LIMITS) + 1
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Open:
    """What is left of one item: positive is owed, negative was paid in advance."""

    left: Decimal
    on_date: date
    due_on: date | None


@dataclass
class Ageing:
    """One party's open items by age; `balance` is always what the ledger says."""

    buckets: list[Decimal] = field(default_factory=lambda: [NOTHING] * BUCKETS)
    prepaid: Decimal = NOTHING
    overdue: Decimal = NOTHING

    @property
    def owed(self) -> Decimal:
        return sum(self.buckets, NOTHING)

    @property
    def balance(self) -> Decimal:
        return self.owed - self.prepaid

    def __add__(self, other: "Ageing") -> "Ageing":
        buckets = [one + two for one, two in zip(self.buckets, other.buckets, strict=True)]
        return Ageing(buckets, self.prepaid + other.prepaid, self.overdue + other.overdue)


def bucket_of(days: int) -> int:
    """0 for 0–30 days, 1 for 31–60, 2 for 61–90, 3 beyond; a future date counts as today."""
    return sum(days > limit for limit in LIMITS)


def age(items: Iterable[Open], *, today: date) -> Ageing:
    """Sort what is left into buckets by age in days, and see what is past its due date."""
    ageing = Ageing()
    for item in items:
        if item.left < 0:
            ageing.prepaid -= item.left
            continue
        ageing.buckets[bucket_of((today - item.on_date).days)] += item.left
        if item.due_on is not None and item.due_on < today:
            ageing.overdue += item.left
    return ageing
