"""Who gets the goods when there are not enough for all (O5, R40); pure.

Important customers come first: by level (A before B, none last), then by the wanted date, then by
how much of the order is paid, then by number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)
Free = Mapping[int, Sequence[tuple[int, Decimal]]]


@dataclass(frozen=True)
class Want:
    """So much of an item an order's line still lacks, in base units."""

    order_id: int
    line_no: int
    item_id: int
    quantity: Decimal
    level: str = ""
    wanted_on: date | None = None
    paid_share: Decimal = ZERO
    number: str = ""

    @property
    def rank(self) -> tuple[bool, str, date, Decimal, str, int]:
        level = self.level.strip().upper()
        day = self.wanted_on or date.max
        return (not level, level, day, -self.paid_share, self.number, self.line_no)


@dataclass(frozen=True)
class Part:
    """So much out of one bin for one line."""

    order_id: int
    line_no: int
    item_id: int
    bin_id: int
    quantity: Decimal


def propose(wants: Iterable[Want], free: Free) -> list[Part]:
    """Each want in the order of its rank takes what it can from the bins in the order given."""
    left = {item_id: dict(places) for item_id, places in free.items()}
    parts = []
    for want in sorted(wants, key=lambda want: want.rank):
        missing, places = want.quantity, left.get(want.item_id, {})
        for bin_id, there in places.items():
            taken = min(missing, there)
            if taken <= 0:
                continue
            places[bin_id] = there - taken
            missing -= taken
            parts.append(Part(want.order_id, want.line_no, want.item_id, bin_id, taken))
    return parts


def by_line(parts: Iterable[Part]) -> dict[tuple[int, int], Decimal]:
    """(order, line) → how much, over all bins."""
    found: dict[tuple[int, int], Decimal] = {}
    for part in parts:
        key = part.order_id, part.line_no
        found[key] = found.get(key, ZERO) + part.quantity
    return found


def planned(parts: Iterable[Part], *, sign: int = 1) -> list[dict[str, object]]:
    """As the order keeps it until its posting: line, bin, quantity."""
    return [
        {"line": part.line_no, "bin": part.bin_id, "quantity": f"{part.quantity * sign:f}"}
        for part in parts
    ]
