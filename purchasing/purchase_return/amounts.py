"""What goods of a receipt line are worth when they go back; pure.

Each return takes what all returned so far is worth less what earlier returns took, so that
returning everything, in however many parts, gives back exactly what the line cost.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from masterdata.money import EXACT, LineAmounts, round_money

ZERO = Decimal(0)


@dataclass(frozen=True)
class Gone:
    """What posted returns took of one receipt line."""

    quantity: Decimal = ZERO
    net: Decimal = ZERO
    gross: Decimal = ZERO

    def and_(self, quantity: Decimal, amounts: LineAmounts) -> "Gone":
        return Gone(self.quantity + quantity, self.net + amounts.net, self.gross + amounts.gross)


NOTHING = Gone()


def part_of(amount: Decimal, quantity: Decimal, whole: Decimal) -> Decimal:
    """The share of an amount that a part of the quantity has, half up; all of it for the whole."""
    if not whole or quantity >= whole:
        return amount
    with localcontext(EXACT):
        return round_money(amount * quantity / whole)


def worth(receipt_line: Any, quantity: Decimal, *, gone: Gone) -> LineAmounts:
    """The amounts of one more return of so many base units."""
    after, whole = gone.quantity + quantity, receipt_line.base_accepted
    gross = max(part_of(receipt_line.gross, after, whole) - gone.gross, ZERO)
    net = max(part_of(receipt_line.net, after, whole) - gone.net, ZERO)
    return LineAmounts(net=net, tax=gross - net, gross=gross)


def worth_of(parts: Iterable[tuple[Any, Decimal]], gone: dict[int, Gone]) -> Iterator[LineAmounts]:
    """The same for several parts in their order; two of one receipt line count on each other."""
    so_far = dict(gone)
    for receipt_line, quantity in parts:
        before = so_far.get(receipt_line.pk, NOTHING)
        amounts = worth(receipt_line, quantity, gone=before)
        so_far[receipt_line.pk] = before.and_(quantity, amounts)
        yield amounts
