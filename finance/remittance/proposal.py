"""What money is likely for: old debts as far as the notices included them, the orders, the rest.

Pure. A customer pays what he was told to: the old debt on the notice first, then the orders in
their order, then whatever else he owes; what is left is his own (多付余款).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

NONE = Decimal(0)


@dataclass(frozen=True)
class Wanted:
    """An order or an old debt, and how much of it is still to be paid."""

    key: str
    left: Decimal


Amounts = dict[str, Decimal]


@dataclass(frozen=True)
class Proposal:
    """By key how much; what is left of the money, and what it lacks of all that was asked for."""

    amounts: Amounts
    surplus: Decimal
    lack: Decimal


def propose(
    money: Decimal, *, debts: Sequence[Wanted], orders: Sequence[Wanted], asked: Decimal
) -> Proposal:
    """`asked` is how much of the old debts the orders' notices asked for besides."""
    owed = sum((each.left for each in debts), NONE)
    told = min(asked, owed)
    first = _fill(debts, min(money, told))
    rest = money - _total(first)
    for_orders = _fill(orders, rest)
    rest -= _total(for_orders)
    more = _fill([Wanted(d.key, d.left - first.get(d.key, NONE)) for d in debts], rest)
    rest -= _total(more)
    keys = [each.key for each in (*debts, *orders)]
    parts = (first, for_orders, more)
    sums = {key: sum((part.get(key, NONE) for part in parts), NONE) for key in keys}
    amounts = {key: amount for key, amount in sums.items() if amount}
    due = sum((each.left for each in orders), NONE) + told
    return Proposal(amounts, surplus=rest, lack=max(due - money, NONE))


def _fill(items: Iterable[Wanted], amount: Decimal) -> Amounts:
    found: Amounts = {}
    for each in items:
        part = min(each.left, amount)
        if part > 0:
            found[each.key] = part
            amount -= part
    return found


def _total(amounts: Amounts) -> Decimal:
    return sum(amounts.values(), NONE)
