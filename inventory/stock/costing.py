"""Moving average cost in posting order; pure.

A business date never re-costs what was posted before (documents.md G5): each movement is valued
against what the warehouse holds at the moment it is posted, rounded once, and stored.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from masterdata.money import EXACT, round_money, round_price

ROUNDING = "rounding"
COST_DIFFERENCE = "cost_difference"
# Each movement rounds by half a fen at most; what is left beyond a few fen has another reason.
ROUNDING_LIMIT = Decimal("0.10")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Holding:
    """What one warehouse holds of one item, and what it is worth."""

    quantity: Decimal
    amount: Decimal

    def after(self, quantity: Decimal, amount: Decimal) -> "Holding":
        return Holding(self.quantity + quantity, self.amount + amount)


def amount_at_average(holding: Holding, quantity: Decimal) -> Decimal:
    """What a movement of this quantity is worth at the present average; zero of an empty store."""
    if not holding.quantity:
        return NOTHING
    with localcontext(EXACT):
        return round_money(quantity * holding.amount / holding.quantity)


def value_of(holding: Holding, quantity: Decimal, amount: Decimal | None) -> Decimal:
    """The movement's own amount if it has one, else the average's."""
    return amount_at_average(holding, quantity) if amount is None else amount


def remainder(holding: Holding) -> Decimal:
    """Value that has no goods behind it: it is posted away as an entry of its own.

    An empty store is worth nothing. Goods can be left with less than no value only when a dear
    receipt is reversed after part of it left at the average; that too is posted away.
    """
    if not holding.quantity:
        return holding.amount
    return min(holding.amount, NOTHING)


def cause_of(rest: Decimal) -> str:
    """A few fen come from rounding; more is the cost that a reversal could not take back."""
    return ROUNDING if abs(rest) <= ROUNDING_LIMIT else COST_DIFFERENCE


def unit_cost(quantity: Decimal, amount: Decimal) -> Decimal | None:
    """The average cost of one unit, for show; none where nothing is held."""
    return round_price(amount / quantity) if quantity else None
