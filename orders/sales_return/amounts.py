"""What goods of a delivery line are worth when they come back, in money and at cost; pure.

Each return takes what all returned so far is worth less what earlier returns took, so that
returning everything, in however many parts, gives back exactly what was billed and what it cost.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from masterdata.money import LineAmounts
from orders.delivery.amounts import ZERO, part_of


@dataclass(frozen=True)
class Gone:
    """What returns took of one delivery line: pieces and money, or pieces and cost."""

    quantity: Decimal = ZERO
    net: Decimal = ZERO
    gross: Decimal = ZERO
    cost: Decimal = ZERO

    def and_(self, quantity: Decimal, amounts: LineAmounts) -> "Gone":
        return Gone(
            self.quantity + quantity, self.net + amounts.net, self.gross + amounts.gross, self.cost
        )

    def and_cost(self, quantity: Decimal, cost: Decimal) -> "Gone":
        return Gone(self.quantity + quantity, self.net, self.gross, self.cost + cost)


NOTHING = Gone()


def whole_of(line: Any) -> Gone:
    """What stayed with the customer at the signature: sent and not refused."""
    refused = line.refused
    if not refused:
        return Gone(line.sent, line.net, line.gross, line.cost or ZERO)
    cost = line.cost or ZERO
    return Gone(
        line.sent - refused,
        line.net - part_of(line.net, refused, line.sent),
        line.gross - line.refused_gross,
        cost - part_of(cost, refused, line.sent),
    )


def worth(delivery_line: Any, quantity: Decimal, *, gone: Gone) -> LineAmounts:
    """The amounts of one more return of so many base units."""
    whole, after = whole_of(delivery_line), gone.quantity + quantity
    if not whole.quantity:
        return LineAmounts(net=ZERO, tax=ZERO, gross=ZERO)
    gross = max(part_of(whole.gross, after, whole.quantity) - gone.gross, ZERO)
    net = min(max(part_of(whole.net, after, whole.quantity) - gone.net, ZERO), gross)
    return LineAmounts(net=net, tax=gross - net, gross=gross)


def worth_of(
    parts: Iterable[tuple[Any, Decimal]], gone: Mapping[int, Gone]
) -> Iterator[LineAmounts]:
    """The same for several parts in their order; two of one delivery line count on each other."""
    so_far = dict(gone)
    for delivery_line, quantity in parts:
        before = so_far.get(delivery_line.pk, NOTHING)
        amounts = worth(delivery_line, quantity, gone=before)
        so_far[delivery_line.pk] = before.and_(quantity, amounts)
        yield amounts


def costs_of(parts: Iterable[tuple[Any, Decimal]], gone: Mapping[int, Gone]) -> Iterator[Decimal]:
    """What each part cost when it left; pieces beyond what was sent cost nothing."""
    so_far = dict(gone)
    for delivery_line, quantity in parts:
        before, whole = so_far.get(delivery_line.pk, NOTHING), whole_of(delivery_line)
        after = before.quantity + quantity
        whole_cost = part_of(whole.cost, after, whole.quantity) if whole.quantity else ZERO
        cost = max(whole_cost - before.cost, ZERO)
        so_far[delivery_line.pk] = before.and_cost(quantity, cost)
        yield cost


def lowered(amounts: LineAmounts, gross: Decimal) -> LineAmounts:
    """The same line at a smaller sum, its tax in proportion."""
    net = part_of(amounts.net, gross, amounts.gross) if gross else ZERO
    return LineAmounts(net=net, tax=gross - net, gross=gross)


def within(rooms: Mapping[Any, Decimal], lines: list[tuple[Any, LineAmounts]]) -> list[LineAmounts]:
    """No more than was billed: odd money that was waived is not paid out when the goods return.

    `lines` are (delivery and order, amounts); a group without a room is not limited.
    """
    left, found = dict(rooms), []
    for group, amounts in lines:
        gross = amounts.gross
        if group in left:
            gross = min(gross, max(left[group], ZERO))
            left[group] -= gross
        found.append(amounts if gross == amounts.gross else lowered(amounts, gross))
    return found


def valued(line: Any) -> Decimal:
    """How many of the counted pieces brought a cost with them: a surplus did not."""
    counted: Decimal = ZERO if line.counted is None else line.counted
    return min(counted, line.base_quantity)


def kept_cost(line: Any, quantity: Decimal) -> Decimal:
    """What so many of the counted pieces cost."""
    cost = line.cost or ZERO
    return part_of(cost, quantity, valued(line)) if quantity and valued(line) else ZERO
