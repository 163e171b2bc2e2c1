"""What a return says to the books: goods into the hold bin, out of it, and the credit; pure.

Goods come into the hold bin for what they cost when they left, not for nothing. The store's
average is one for all its bins: pieces of no value would cheapen those on the shelf beside them,
and deliveries of the days between would leave for too little. In the hold bin they can be
neither sold nor promised, and what is not taken back leaves it with the value it brought. Nothing
is credited before the return is posted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from finance.parties.funds import GOODS, MONEY
from finance.parties.ledger import Receivable, Settles
from inventory.stock.ledger import ON_HAND, Stock
from orders.delivery.amounts import ZERO
from orders.delivery.postings import is_goods
from orders.sales_return.amounts import kept_cost
from orders.sales_return.models import Outcome

CAUSE = "sales_return"
# Lines of the credit: what is sent again, what settles its delivery, what is the customer's own.
SETTLED_FROM, OWN = 5000, 9001
Group = tuple[int, int]
Item = tuple[int, Decimal]


@dataclass(frozen=True)
class Part:
    """What comes back on one delivery for one order."""

    delivery_id: int
    order_id: int
    replaced: Decimal = ZERO
    credited: Decimal = ZERO


def into_hold(lines: Iterable[Any], *, bin_id: int) -> list[Stock]:
    """Of no known delivery they come at the average, which the ledger works out."""
    return [
        _moved(line, bin_id, line.counted, line.cost)
        for line in lines
        if is_goods(line) and line.counted
    ]


def out_of_hold(lines: Iterable[Any], *, hold_bin: int, reject_bin: int) -> Iterator[Stock]:
    """Good pieces to the shelf, others to the rejected goods; the rest goes to the customer."""
    for line in lines:
        if not is_goods(line) or not line.counted:
            continue
        yield _moved(line, hold_bin, -line.counted, -(line.cost or ZERO))
        if not line.taken:
            continue
        cost, good = kept_cost(line, line.taken), kept_cost(line, line.good)
        if line.good:
            yield _moved(line, line.bin_id, line.good, good)
        if line.taken > line.good:
            yield _moved(line, reject_bin, line.taken - line.good, cost - good)


def _moved(line: Any, bin_id: int, quantity: Decimal, amount: Decimal | None) -> Stock:
    return Stock(line.line_no, line.item_id, bin_id, ON_HAND, quantity, amount, cause=CAUSE)


def parts_of(lines: Iterable[Any]) -> list[Part]:
    """By delivery and order, in the order of their ids."""
    found: dict[Group, Part] = {}
    for line in lines:
        if line.order_line is None or not line.is_paid:
            continue
        group = line.delivery_line.body_id, line.order_line.body_id
        before = found.get(group, Part(*group))
        replaced = line.gross if line.outcome == Outcome.REPLACE else ZERO
        found[group] = Part(
            *group, before.replaced + replaced, before.credited + line.gross - replaced
        )
    return [found[group] for group in sorted(found)]


def own_of(lines: Iterable[Any]) -> Decimal:
    """What is credited without a delivery."""
    return sum((each.gross for each in lines if each.is_paid and each.order_line is None), ZERO)


def credits(
    parts: Iterable[Part], own: Decimal, *, party_id: int, debts: Mapping[Group, Item]
) -> Iterator[Receivable | Settles]:
    """Each credit settles what is still open of its own delivery first.

    What is sent again was billed in vain: the order is billed less by it, and what was paid of it
    stays kept for the order, whose next delivery takes it. What is credited pays that debt in
    goods; what is left of it is the customer's own money.
    """
    for number, part in enumerate(parts, start=1):
        item, left = debts.get((part.delivery_id, part.order_id), (0, ZERO))
        if part.replaced > 0:
            yield _credit(party_id, part.replaced, number, order=part.order_id, cause=GOODS)
            settled = min(left, part.replaced)
            left -= settled
            if settled > 0:
                yield Settles(settled, debit_item=item, credit_line=number)
        settled = min(left, part.credited)
        if settled > 0:
            line_no = SETTLED_FROM + number
            yield _credit(party_id, settled, line_no, order=part.order_id, cause=MONEY)
            yield Settles(settled, debit_item=item, credit_line=line_no)
        own += part.credited - settled
    if own > 0:
        yield Receivable(party_id, -own, None, line_no=OWN)


def _credit(party_id: int, amount: Decimal, line_no: int, *, order: int, cause: str) -> Receivable:
    return Receivable(party_id, -amount, None, line_no=line_no, for_document=order, cause=cause)
