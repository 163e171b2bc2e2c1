"""A delivery's amounts as the other deliveries of its orders leave them now."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from masterdata.money import LineAmounts
from orders.delivery import queries
from orders.delivery.amounts import ZERO, Charges, Gone, Share, split, worth_of

FREE = LineAmounts(net=ZERO, tax=ZERO, gross=ZERO)


@dataclass(frozen=True)
class Reckoning:
    """By line id its amounts; by order its share, and what no other delivery has billed of it."""

    amounts: Mapping[int, LineAmounts]
    shares: list[Share]
    unbilled: Mapping[int, Charges]

    @property
    def total(self) -> Decimal:
        return sum((share.amount for share in self.shares), ZERO)


def reckon(body: Any) -> Reckoning:
    """Nothing is written: guards ask what the steps will write."""
    lines = [line for line in body.lines.all() if line.order_line is not None]
    gone = gone_with_others(body)
    parts = [(line.order_line, line.sent) for line in lines]
    amounts = dict(zip((line.pk for line in lines), worth_of(parts, gone), strict=True))
    goods: dict[int, Decimal] = {}
    for line in lines:
        order_id = line.order_line.body_id
        goods[order_id] = goods.get(order_id, ZERO) + amounts[line.pk].gross
    charges = {
        x.order_line.body_id: Charges(x.order_line.body.freight, x.order_line.body.waiver)
        for x in lines
    }
    unbilled = queries.unbilled_in(bills_of_others(body), charges)
    shares = split(goods, Charges(body.freight, body.waiver), unbilled=unbilled)
    return Reckoning(amounts, shares, unbilled)


def gone_with_others(body: Any) -> Mapping[int, Gone]:
    """What of its order lines the other deliveries take. Their orders are locked, so it stays so
    while this body is worked on, and is asked once."""
    known: Mapping[int, Gone] | None = getattr(body, "_gone", None)
    if known is None:
        lines = [line.order_line for line in body.lines.all() if line.order_line is not None]
        known = body._gone = queries.gone_of(lines, but=body.pk)
    return known


def bills_of_others(body: Any) -> list[queries.Bill]:
    """What the other deliveries bill of its orders; asked once, as before."""
    known: list[queries.Bill] | None = getattr(body, "_bills", None)
    if known is None:
        known = body._bills = queries.bills_of(
            queries.orders_of(body, body.lines.all()), but=body.pk
        )
    return known


def forget_others(body: Any) -> None:
    """What was asked before the orders were locked may be so no more."""
    body._gone = body._bills = None


def reckoned(body: Any) -> Reckoning:
    """The same for the guards of one step, which all ask it of one body before anything of it is
    written: worked out once. What a step writes is reckoned anew."""
    known: Reckoning | None = getattr(body, "_reckoned", None)
    if known is None:
        known = body._reckoned = reckon(body)
    return known
