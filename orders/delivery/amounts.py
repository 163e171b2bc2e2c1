"""What the goods of a delivery are worth, and how its sum splits over the orders; pure.

Each delivery takes what all that left of an order line so far is worth, less what earlier ones
took, so that all deliveries of a line, in however many parts, come to its amount to the fen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Any

from masterdata.money import EXACT, LineAmounts, round_money, round_price
from masterdata.units import Ratio
from orders.lines import parcels_in

ZERO = Decimal(0)
MONEY = ("goods", "freight", "waiver", "refused")


@dataclass(frozen=True)
class Gone:
    """What other deliveries took of one order line and did not bring back."""

    quantity: Decimal = ZERO
    net: Decimal = ZERO
    gross: Decimal = ZERO

    def and_(self, quantity: Decimal, amounts: LineAmounts) -> "Gone":
        return self.plus(Gone(quantity, amounts.net, amounts.gross))

    def plus(self, other: "Gone") -> "Gone":
        return Gone(self.quantity + other.quantity, self.net + other.net, self.gross + other.gross)


NOTHING = Gone()


def part_of(amount: Decimal, quantity: Decimal, whole: Decimal) -> Decimal:
    """The share of an amount that a part of the quantity has, half up; all of it for the whole."""
    if not whole or quantity >= whole:
        return amount
    with localcontext(EXACT):
        return round_money(amount * quantity / whole)


def worth(order_line: Any, quantity: Decimal, *, gone: Gone) -> LineAmounts:
    """The amounts of one more delivery of so many base units."""
    after, whole = gone.quantity + quantity, order_line.base_quantity
    gross = max(part_of(order_line.gross, after, whole) - gone.gross, ZERO)
    net = min(max(part_of(order_line.net, after, whole) - gone.net, ZERO), gross)
    return LineAmounts(net=net, tax=gross - net, gross=gross)


def worth_of(
    parts: Iterable[tuple[Any, Decimal]], gone: Mapping[int, Gone]
) -> Iterator[LineAmounts]:
    """The same for several parts in their order; two of one order line count on each other."""
    so_far = dict(gone)
    for order_line, quantity in parts:
        before = so_far.get(order_line.pk, NOTHING)
        amounts = worth(order_line, quantity, gone=before)
        so_far[order_line.pk] = before.and_(quantity, amounts)
        yield amounts


def price_in(line: Any, ratio: Ratio) -> Decimal:
    """The order's price for another unit."""
    if (ratio.numerator, ratio.denominator) == (line.ratio_numerator, line.ratio_denominator):
        return Decimal(line.price)
    per_base = line.price * line.ratio_denominator / line.ratio_numerator
    return round_price(per_base * ratio.numerator / ratio.denominator)


@dataclass(frozen=True)
class Charges:
    """Freight and odd money of one order that no delivery has billed yet."""

    freight: Decimal = ZERO
    waiver: Decimal = ZERO


@dataclass(frozen=True)
class Share:
    """One order's part of a delivery: the debt that names it stands under `line_no`."""

    order_id: int
    line_no: int
    goods: Decimal = ZERO
    freight: Decimal = ZERO
    waiver: Decimal = ZERO
    refused: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        return self.goods + self.freight - self.waiver

    @property
    def all_refused(self) -> bool:
        return self.refused > 0 and self.refused >= self.amount

    def with_refused(self, goods: Decimal, *, all_of_it: bool) -> "Share":
        """Where nothing was taken, freight and waiver fall away too, and the next delivery
        bills them."""
        return replace(self, refused=self.amount if all_of_it else min(goods, self.amount))

    def plain(self) -> dict[str, Any]:
        money = {name: str(getattr(self, name)) for name in MONEY}
        return {"order": self.order_id, "line": self.line_no} | money


def shares_in(stored: Iterable[Mapping[str, Any]]) -> list[Share]:
    """As they were struck and kept with the paper."""
    return [
        Share(int(row["order"]), int(row["line"]), **{n: Decimal(row.get(n) or 0) for n in MONEY})
        for row in stored
    ]


def split(
    goods: Mapping[int, Decimal], charges: Charges, *, unbilled: Mapping[int, Charges]
) -> list[Share]:
    """Freight and waiver go to the orders that still have some to bill, in the order of their
    ids; what no order has left stays with the first, so that the shares come to the total."""
    order_ids = sorted(goods)
    freight = _spread(charges.freight, [unbilled.get(pk, Charges()).freight for pk in order_ids])
    waiver = _spread(charges.waiver, [unbilled.get(pk, Charges()).waiver for pk in order_ids])
    return [
        Share(pk, number, goods[pk], freight[number - 1], waiver[number - 1])
        for number, pk in enumerate(order_ids, start=1)
    ]


def _spread(total: Decimal, most: Sequence[Decimal]) -> list[Decimal]:
    parts, left = [], total
    for limit in most:
        part = min(left, max(limit, ZERO))
        parts.append(part)
        left -= part
    if parts:
        parts[0] += left
    return parts


def to_collect(shares: Iterable[Share], credits: Mapping[int, Decimal]) -> Decimal:
    """What the driver has to bring back: what the money kept for each order does not cover."""
    lacking = (max(s.amount - credits.get(s.order_id, ZERO), ZERO) for s in shares)
    return sum(lacking, ZERO)


def packages_of(lines: Iterable[Any]) -> int:
    """Parcels of what is sent."""
    return sum(parcels_in(line, line.sent) for line in lines)
