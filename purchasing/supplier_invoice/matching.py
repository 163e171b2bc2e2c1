"""三单匹配: what an invoice says against what was received and ordered; pure.

Matched by quantity *and* by amount (lessons 4.49): an invoice that bills every piece, but cheaper,
is complete by quantity and differs by amount. Whatever is covered is counted at the receipt's
price; what the invoice says otherwise is a difference that somebody settles.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from masterdata.money import EXACT, round_money

NONE = Decimal(0)
# 容差: the firm's settings have no room for them yet; nobody else names these figures.
PER_LINE = Decimal("0.06")
PER_INVOICE = Decimal("1.00")


@dataclass(frozen=True)
class Received:
    """What a receipt line still stands for: received less returned, and invoiced before."""

    quantity: Decimal
    gross: Decimal
    invoiced_quantity: Decimal = NONE
    invoiced_gross: Decimal = NONE
    ordered: Decimal | None = None

    @property
    def rest(self) -> Decimal:
        """Still to be invoiced; below zero, a red invoice is due."""
        return self.quantity - self.invoiced_quantity

    @property
    def rest_gross(self) -> Decimal:
        return self.gross - self.invoiced_gross


@dataclass(frozen=True)
class Billed:
    """One line of the invoice: base quantity and amount with tax; a red one is negative."""

    quantity: Decimal
    gross: Decimal


@dataclass(frozen=True)
class Match:
    """What of the line is covered by goods, at the receipt's price, and what differs."""

    received: Received
    billed: Billed
    covered_quantity: Decimal
    covered_gross: Decimal

    @property
    def quantity_difference(self) -> Decimal:
        """Billed without goods behind it; billing a part is no difference."""
        return self.billed.quantity - self.covered_quantity

    @property
    def difference(self) -> Decimal:
        return self.billed.gross - self.covered_gross

    @property
    def is_near(self) -> bool:
        return not self.quantity_difference and abs(self.difference) <= PER_LINE


def match(received: Received, billed: Billed) -> Match:
    quantity = _covered(received, billed.quantity)
    return Match(received, billed, quantity, _at_received_price(received, quantity))


def _covered(received: Received, quantity: Decimal) -> Decimal:
    """Not more than is left to invoice; a red line takes back at most what was invoiced."""
    if quantity < 0:
        return max(quantity, min(-received.invoiced_quantity, NONE))
    return min(quantity, max(received.rest, NONE))


def _at_received_price(received: Received, quantity: Decimal) -> Decimal:
    """The whole rest takes all that is left, so that no fen stays owed for ever."""
    if not quantity:
        return NONE
    if quantity == received.rest:
        return received.rest_gross
    if quantity == -received.invoiced_quantity:
        return -received.invoiced_gross
    if quantity < 0:
        return _share(received.invoiced_gross, quantity, received.invoiced_quantity)
    return _share(received.rest_gross, quantity, received.rest)


def _share(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    with localcontext(EXACT):
        return round_money(amount * part / whole)


def total_difference(matches: Iterable[Match]) -> Decimal:
    return sum((each.difference for each in matches), NONE)


def is_within(matches: Sequence[Match]) -> bool:
    """Every line within its tolerance, and all of them together within the invoice's."""
    near = all(each.is_near for each in matches)
    return near and abs(total_difference(matches)) <= PER_INVOICE


def beyond_goods(matches: Iterable[Match]) -> bool:
    """Something is billed that never came, or taken back that was never billed."""
    return any(each.quantity_difference for each in matches)


@dataclass(frozen=True)
class Costs:
    """How a difference of cost is split: onto goods that are still here, and a variance."""

    stock: Decimal
    variance: Decimal


def split_cost(cost: Decimal, quantity: Decimal, on_hand: Decimal) -> Costs:
    """The part of the goods that is still on hand bears its share; the rest is gone already."""
    quantity, here = abs(quantity), max(on_hand, NONE)
    if not cost or not quantity or not here:
        return Costs(NONE, cost)
    stock = cost if here >= quantity else _share(cost, here, quantity)
    return Costs(stock, cost - stock)


def cost_of(net: Decimal, gross: Decimal, *, deductible: bool) -> Decimal:
    """Tax that the firm may deduct is no cost."""
    return net if deductible else gross


def net_of(gross: Decimal, tax_rate: Decimal) -> Decimal:
    with localcontext(EXACT):
        return round_money(gross / (1 + tax_rate / 100))
