"""The books as a child would keep them: lists of papers, and sums over the lists.

Nothing of the program is used here, no rounding, no query: what both arrive at must be equal.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal(0)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass
class Line:
    """A line of an order, or of a receipt (`of` is then the ordered line, `paper` the receipt)."""

    pk: int
    paper: "Paper"
    item: str
    quantity: Decimal
    price: Decimal
    of: "Line | None" = None
    closed: Decimal = ZERO

    @property
    def gross(self) -> Decimal:
        return cents(self.quantity * self.price)

    @property
    def net(self) -> Decimal:
        return cents(self.gross / Decimal("1.13"))


@dataclass
class Paper:
    """Any paper: what it is, whose, how far it has come."""

    pk: int
    kind: str
    supplier: str
    state: str
    lines: list[Line] = field(default_factory=list)

    @property
    def gross(self) -> Decimal:
        return sum((line.gross for line in self.lines), ZERO)


@dataclass
class Books:
    papers: list[Paper] = field(default_factory=list)

    def of(self, kind: str, *states: str) -> list[Paper]:
        return [p for p in self.papers if p.kind == kind and (not states or p.state in states)]

    def lines_on(self, line: Line, kind: str, *states: str) -> list[Line]:
        """Lines of papers of this kind and state that draw on the given line."""
        return [x for p in self.of(kind, *states) for x in p.lines if x.of is line]

    def received(self, line: Line) -> Decimal:
        came = sum((x.quantity for x in self.lines_on(line, "receipt", "approved")), ZERO)
        return came

    def on_its_way(self, line: Line) -> Decimal:
        """On receipts that are not approved yet."""
        return sum((x.quantity for x in self.lines_on(line, "receipt", "draft", "submitted")), ZERO)

    def open(self, line: Line) -> Decimal:
        return max(line.quantity - self.received(line) - line.closed, ZERO)

    def on_hand(self, item: str) -> Decimal:
        return sum((x.quantity for x in self._goods("receipt", "approved", item)), ZERO)

    def expected(self, item: str) -> Decimal:
        return sum((self.open(x) for x in self._goods("order", "active", item)), ZERO)

    def owed(self, supplier: str) -> Decimal:
        return sum((p.gross for p in self.of("receipt", "approved") if p.supplier == supplier), ZERO)

    def _goods(self, kind: str, state: str, item: str) -> list[Line]:
        return [x for p in self.of(kind, state) for x in p.lines if x.item == item]
