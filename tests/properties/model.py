"""The books as a child would keep them: lists of papers, and sums over the lists.

Nothing of the program is used here, no rounding, no query: what both arrive at must be equal.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal(0)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(eq=False)
class Line:
    """A line of an order; of a receipt (`of` the ordered line); of a return (`of` the received)."""

    pk: int
    paper: "Paper"
    item: str
    quantity: Decimal
    price: Decimal
    of: "Line | None" = None
    closed: Decimal = ZERO
    replaced: bool = False
    credited: Decimal | None = None

    @property
    def gross(self) -> Decimal:
        if self.credited is not None:
            return self.credited
        return cents(self.quantity * self.price)

    @property
    def net(self) -> Decimal:
        return cents(self.gross / Decimal("1.13"))


@dataclass(eq=False)
class Paper:
    """Any paper: what it is, whose, how far it has come."""

    pk: int
    kind: str
    supplier: str
    state: str
    lines: list[Line] = field(default_factory=list)
    asked: list["Asked"] = field(default_factory=list)
    pays: list[tuple["Asked", Decimal]] = field(default_factory=list)

    @property
    def gross(self) -> Decimal:
        return sum((line.gross for line in self.lines), ZERO)


@dataclass(eq=False)
class Item:
    """What is owed (+) or was paid or credited (−), and what is left of it, always above zero."""

    paper: Paper
    amount: Decimal
    left: Decimal
    pk: int = 0


@dataclass(eq=False)
class Settled:
    """A paper took so much off an item."""

    by: Paper
    item: Item
    amount: Decimal


@dataclass(eq=False)
class Asked:
    """A line of a payment request: so much of a debt, and what was paid of it."""

    item: Item
    amount: Decimal
    paid: Decimal = ZERO

    @property
    def rest(self) -> Decimal:
        return self.amount - self.paid


@dataclass
class Books:
    papers: list[Paper] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    cash: Decimal = ZERO

    def of(self, kind: str, *states: str) -> list[Paper]:
        return [p for p in self.papers if p.kind == kind and (not states or p.state in states)]

    def lines_on(self, line: Line, kind: str, *states: str) -> list[Line]:
        """Lines of papers of this kind and state that draw on the given line."""
        return [x for p in self.of(kind, *states) for x in p.lines if x.of is line]

    def received(self, line: Line) -> Decimal:
        """What came, less what went back to be replaced."""
        came = self.lines_on(line, "receipt", "approved")
        back = [r for x in came for r in self.lines_on(x, "return", "posted") if r.replaced]
        return _sum(came) - _sum(back)

    def on_its_way(self, line: Line) -> Decimal:
        """On receipts that are not approved yet."""
        return sum((x.quantity for x in self.lines_on(line, "receipt", "draft", "submitted")), ZERO)

    def open(self, line: Line) -> Decimal:
        return max(line.quantity - self.received(line) - line.closed, ZERO)

    def on_hand(self, item: str) -> Decimal:
        came, back = self._goods("receipt", "approved", item), self._goods("return", "posted", item)
        return _sum(came) - _sum(back)

    def returnable(self, line: Line) -> Decimal:
        return line.quantity - _sum(self.lines_on(line, "return", "posted"))

    def invoiced(self, line: Line) -> Decimal:
        return _sum(self.lines_on(line, "invoice", "matched"))

    def credit_of(self, line: Line, quantity: Decimal) -> Decimal:
        """What one more return is worth: its share of all, less what earlier ones took."""
        gone = self.lines_on(line, "return", "posted")
        after = _sum(gone) + quantity
        share = line.gross if after == line.quantity else cents(line.gross * after / line.quantity)
        return max(share - sum((x.gross for x in gone), ZERO), ZERO)

    def expected(self, item: str) -> Decimal:
        return sum((self.open(x) for x in self._goods("order", "active", item)), ZERO)

    def owed(self, supplier: str) -> Decimal:
        return sum((i.amount for i in self._items(supplier)), ZERO)

    def debts(self, supplier: str) -> list[Item]:
        return [i for i in self._items(supplier) if i.amount > 0 and i.left]

    def credits(self, supplier: str) -> list[Item]:
        return [i for i in self._items(supplier) if i.amount < 0 and i.left]

    def free(self, item: Item) -> Decimal:
        """What may still be applied for: open, and on no other request to be paid."""
        live = self.of("request", "approved", "part_paid")
        held = sum((a.rest for p in live for a in p.asked if a.item is item), ZERO)
        return max(item.left - held, ZERO)

    def add(self, paper: Paper, amount: Decimal) -> Item:
        item = Item(paper, amount, abs(amount))
        self.items.append(item)
        return item

    def take(self, by: Paper, item: Item, amount: Decimal) -> None:
        item.left -= amount
        assert item.left >= 0
        self.settled.append(Settled(by, item, amount))

    def undo(self, paper: Paper) -> None:
        """Its own items go, what it took off others is open again, what it paid is to be paid."""
        for asked, amount in paper.pays:
            asked.paid -= amount
        for request in self.of("request", "part_paid", "paid"):
            request.state = state_of_request(request)
        self.items = [i for i in self.items if i.paper is not paper]
        for each in [s for s in self.settled if s.by is paper]:
            each.item.left += each.amount
        self.settled = [s for s in self.settled if s.by is not paper]

    def settled_by_others(self, paper: Paper) -> bool:
        return any(s.item.paper is paper and s.by is not paper for s in self.settled)

    def _items(self, supplier: str) -> list[Item]:
        return [i for i in self.items if i.paper.supplier == supplier]

    def _goods(self, kind: str, state: str, item: str) -> list[Line]:
        return [x for p in self.of(kind, state) for x in p.lines if x.item == item]


def _sum(lines: list[Line]) -> Decimal:
    return sum((line.quantity for line in lines), ZERO)


def state_of_request(request: Paper) -> str:
    if not any(each.paid for each in request.asked):
        return "approved"
    return "part_paid" if any(each.rest for each in request.asked) else "paid"
