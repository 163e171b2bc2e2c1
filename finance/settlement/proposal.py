"""Which debts to settle from what, as a first proposal that one may change; pure.

Debts go by their due date. Prepayments and returns are always proposed, those of the chosen
debts' own orders first, then the oldest (R127): what is forgotten here is forgotten for months.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finance.settlement.models import Kind

NONE = Decimal(0)


@dataclass(frozen=True)
class Open:
    """An open item with what is left of it; `orders` are the orders it belongs to."""

    item: int
    left: Decimal
    since: date
    orders: frozenset[int] = frozenset()


Amounts = dict[int, Decimal]


def propose(
    kind: str,
    debts: Iterable[Open],
    credits: Iterable[Open],
    *,
    money: Decimal = NONE,
    discount: Decimal = NONE,
) -> Amounts:
    """By item, how much of it. In a set-off the credits are the receivables."""
    debts, credits = _oldest_first(debts), _oldest_first(credits)
    if kind == Kind.PREPAYMENT:
        return {}
    if kind == Kind.REFUND:
        return _fill(credits, max(-money, NONE))
    there = sum((each.left for each in credits), max(money, NONE) + discount)
    settled = _fill(debts, there)
    total = sum(settled.values(), NONE)
    own = {order for each in debts if each.item in settled for order in each.orders}
    linked_first = sorted(credits, key=lambda each: not each.orders & own)
    return settled | _fill(linked_first, max(total - discount, NONE))


def _oldest_first(items: Iterable[Open]) -> list[Open]:
    return sorted(items, key=lambda each: (each.since, each.item))


def _fill(items: Sequence[Open], amount: Decimal) -> Amounts:
    found: Amounts = {}
    for each in items:
        part = min(each.left, amount)
        if part <= 0:
            break
        found[each.item] = part
        amount -= part
    return found
