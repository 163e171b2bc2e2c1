"""What a settlement adds up to: money + prepayment used + discount = settled + surplus; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from finance.settlement.models import Kind

NONE = Decimal(0)


@dataclass(frozen=True)
class Figures:
    """The five amounts; the surplus follows from the other four and becomes a prepayment."""

    money: Decimal = NONE
    used: Decimal = NONE
    discount: Decimal = NONE
    settled: Decimal = NONE

    @property
    def brought(self) -> Decimal:
        return self.money + self.used + self.discount

    @property
    def surplus(self) -> Decimal:
        return self.brought - self.settled


def figures_of(body: Any, lines: Iterable[Any]) -> Figures:
    """From a body and its lines. In a set-off the receivables are what is used."""
    used = settled = NONE
    for line in lines:
        brings = line.open_item.side != "payable" if body.kind == Kind.SET_OFF else not line.is_debt
        if brings:
            used += line.amount
        else:
            settled += line.amount
    return Figures(body.money, used, body.discount, settled)
