"""The sale as a child would keep its books: orders, deliveries, money, and sums over the lists.

Nothing of the program is used here, and no query: what both arrive at must be equal.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tests.properties.model import ZERO, cents
from tests.properties.sales_papers import (
    BACK,
    BINDING,
    COUNTED,
    GOODS,
    MONEY,
    OUT,
    SIGNED,
    WAITING,
    Back,
    Delivery,
    Item,
    Order,
    OrderLine,
    Paper,
    Remittance,
    SentLine,
    Settled,
)
from tests.properties.sales_store import SHELF, Store, part_of


@dataclass
class Books:
    limits: dict[str, Decimal]
    store: Store = field(default_factory=Store)
    orders: list[Order] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    remittances: list[Remittance] = field(default_factory=list)
    returns: list[Back] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    cash: Decimal = ZERO

    # --- Goods ---------------------------------------------------------------------------------

    def sent_of(self, line: OrderLine, *states: str) -> list[SentLine]:
        return [x for d in self.deliveries if d.state in states for x in d.lines if x.of is line]

    def replaced(self, line: OrderLine) -> list[Back]:
        return [b for b in self.returns if b.state in BACK and b.replaced and b.line.of is line]

    def shipped(self, line: OrderLine, states: Iterable[str] = OUT) -> Decimal:
        went = sum((x.kept for x in self.sent_of(line, *states)), ZERO)
        return went - sum((b.taken or ZERO for b in self.replaced(line)), ZERO)

    def shipped_gross(self, line: OrderLine) -> Decimal:
        went = sum((x.gross - x.refused_gross for x in self.sent_of(line, *OUT)), ZERO)
        return went - sum((b.gross for b in self.replaced(line)), ZERO)

    def open(self, line: OrderLine) -> Decimal:
        return line.quantity - self.shipped(line) - line.closed

    def reserved(self, item: str) -> Decimal:
        return sum((x.kept for o in self.orders for x in o.lines if x.item == item), ZERO)

    def free(self, item: str) -> Decimal:
        return self.store.there[item, SHELF] - self.reserved(item)

    def waiting(self, line: OrderLine) -> Decimal:
        """On deliveries that have not left."""
        return sum((x.sent for x in self.sent_of(line, *WAITING)), ZERO)

    def share_of(self, order: Order) -> list[tuple[OrderLine, Decimal]]:
        """What falls to it of the free goods after those that stand before it."""
        asking = [o for o in self.orders if o.state == "released" and not o.held and o is not order]
        found, free = [], {x.item: max(self.free(x.item), ZERO) for x in order.lines}
        for each in sorted([*asking, order], key=lambda o: (not o.rank[0], *o.rank)):
            for line in each.lines:
                part = min(max(self.open(line) - line.kept, ZERO), free.get(line.item, ZERO))
                if part:
                    free[line.item] -= part
                    found += [(line, part)] if each is order else []
        return found

    def done(self, order: Order) -> bool:
        """All of it is shipped and signed for, or closed."""
        lines = order.lines
        unsigned = any(self.shipped(x) > self.shipped(x, SIGNED) for x in lines)
        return not unsigned and all(self.open(x) <= 0 for x in lines)

    def follow(self, order: Order) -> None:
        if order.state in ("released", "fulfilled"):
            order.state = "fulfilled" if self.done(order) else "released"

    def strike(self, delivery: Delivery) -> list[Decimal]:
        """What each of its lines is worth, beside what others took of the order's lines."""
        found = []
        for x in delivery.lines:
            others = [y for y in self.sent_of(x.of, *BINDING) if y not in delivery.lines]
            before = self.shipped(x.of) + sum((y.sent for y in others), ZERO)
            taken = self.shipped_gross(x.of) + sum((y.gross for y in others), ZERO)
            share = part_of(x.of.gross, before + x.sent, x.of.quantity)
            found.append(max(share - taken, ZERO))
        return found

    # --- Money ---------------------------------------------------------------------------------

    def add(self, paper: Paper, amount: Decimal, on: date, **about: object) -> Item:
        item = Item(paper, amount, on, left=abs(amount), **about)  # type: ignore[arg-type]
        self.items.append(item)
        return item

    def take(self, by: Paper, item: Item, amount: Decimal) -> None:
        item.left -= amount
        assert item.left >= 0
        self.settled.append(Settled(by, item, amount))

    def settle(self, by: Paper, new: Item, olds: Iterable[Item], most: Decimal) -> None:
        """The new item settles the old ones, the oldest first, as far as it may."""
        for old in sorted(olds, key=lambda item: item.on):
            amount = min(old.left, most, new.left)
            if amount > 0:
                self.take(by, old, amount)
                self.take(by, new, amount)
                most -= amount

    def undo(self, paper: Paper) -> None:
        """Its own items go, and what it took off others is open again."""
        self.items = [i for i in self.items if i.paper is not paper]
        for each in [s for s in self.settled if s.by is paper]:
            each.item.left += each.amount
        self.settled = [s for s in self.settled if s.by is not paper]

    def settled_by_others(self, paper: Paper) -> bool:
        return any(s.item.paper is paper and s.by is not paper for s in self.settled)

    def of(self, customer: str) -> list[Item]:
        return [i for i in self.items if i.paper.customer == customer]

    def own(self, customer: str) -> list[Item]:
        """His own money, kept for no order."""
        return [i for i in self.of(customer) if i.amount < 0 and i.left and i.order is None]

    def own_sum(self, customer: str) -> Decimal:
        return sum((i.left for i in self.own(customer)), ZERO)

    def debts(self, customer: str) -> list[Item]:
        return [i for i in self.of(customer) if i.amount > 0 and i.left]

    def kept_for(self, order: Order) -> list[Item]:
        return [i for i in self.items if i.order is order and i.amount < 0 and i.left]

    def owed_on(self, order: Order) -> list[Item]:
        return [i for i in self.items if i.order is order and i.amount > 0 and i.left]

    def cover(self, order: Order) -> Decimal:
        kept = sum((i.left for i in self.kept_for(order)), ZERO)
        return kept - sum((i.left for i in self.owed_on(order)), ZERO)

    def paid(self, order: Order) -> Decimal:
        return -sum((i.amount for i in self.items if i.order is order and i.cause == MONEY), ZERO)

    def billed(self, order: Order) -> Decimal:
        return sum((i.amount for i in self.items if i.order is order and i.cause == GOODS), ZERO)

    def closed_worth(self, line: OrderLine) -> Decimal:
        if self.open(line) <= 0:
            return line.gross - self.shipped_gross(line) if line.closed else ZERO
        return cents(line.gross * line.closed / line.quantity)

    def worth(self, order: Order) -> Decimal:
        return order.total - sum((self.closed_worth(x) for x in order.lines), ZERO)

    def deposit_missing(self, order: Order) -> Decimal:
        return max(min(order.deposit, self.worth(order)) - self.paid(order), ZERO)

    def kept_money(self, order: Order) -> Decimal:
        return max(self.paid(order) - self.billed(order), ZERO)

    def uncovered(self, order: Order) -> Decimal:
        unbilled = max(self.worth(order) - self.billed(order), ZERO)
        return max(unbilled - self.kept_money(order), ZERO)

    def owes(self, customer: str) -> Decimal:
        """What he owes, money kept for open orders not set against it."""
        counted = [o for o in self.orders if o.customer == customer and o.state in COUNTED]
        balance = sum((i.amount for i in self.of(customer)), ZERO)
        return balance + sum((self.kept_money(o) for o in counted), ZERO)

    def will_owe(self, customer: str, but: Order | None = None) -> Decimal:
        counted = [o for o in self.orders if o.customer == customer and o.state in COUNTED]
        coming = [o for o in counted if o.terms == "credit" and o is not but]
        return sum((self.uncovered(o) for o in coming), ZERO)

    def beyond(self, order: Order) -> bool:
        """On account, and more than is left of the limit beside all other orders."""
        used = self.owes(order.customer) + self.will_owe(order.customer, but=order)
        free = self.limits[order.customer] - used
        return order.terms == "credit" and self.uncovered(order) > free

    def promised(self, order: Order, but: Delivery) -> Decimal:
        found = [d for d in self.deliveries if d.order is order and d.state in BINDING]
        return sum((d.amount for d in found if d is not but), ZERO)
