"""How orders end before all of it is delivered: recalled, closed short, cancelled, closed."""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.orders import desk as sale
from tests.properties.days import PICKS, pick
from tests.properties.model import ZERO
from tests.properties.sales_machine import BEFORE_MONEY
from tests.properties.sales_money import Funds
from tests.properties.sales_papers import WAITING, Order


class Ends(Funds):
    """What is given up is free again; money that was kept is the customer's own, or the firm's."""

    def in_the_house(self, order: Order) -> bool:
        """Whether a delivery that has not left holds goods of it."""
        return any(d.order is order and d.state in WAITING for d in self.books.deliveries)

    def _may_be_given_up(self, order: Order) -> bool:
        shipped = any(self.books.shipped(line) > 0 for line in order.lines)
        return not shipped and not self.in_the_house(order) and not order.held

    @precondition(lambda self: self.orders("noticed", "released"))
    @rule(which=PICKS, fate=st.sampled_from(("", "", "keep", "refund", "forfeit")))
    def is_given_up(self, which: int, fate: str) -> None:
        """Its release is taken back, or it is cancelled, and something becomes of its money."""
        order = pick(self.orders("noticed", "released"), which)
        if fate:
            self._cancel(order, fate)
        elif order.state == "released":
            self._recall(order)

    def _recall(self, order: Order) -> None:
        act = lambda: self.take(order, "recall", sale.people().clerk, reason="客户改期")  # noqa: E731
        if not self._may_be_given_up(order):
            self.refused(act)
            return
        self.done(order, act(), "noticed")
        for line in order.lines:
            line.kept = ZERO

    @precondition(lambda self: self.running(*BEFORE_MONEY))
    @rule(which=PICKS)
    def void_before_the_notice(self, which: int) -> None:
        order = pick(self.running(*BEFORE_MONEY), which)
        self.done(
            order, self.take(order, "void", sale.people().clerk, reason="不要了"), "cancelled"
        )

    def _cancel(self, order: Order, fate: str) -> None:
        data, director = {"money": fate}, self.desk.director
        act = lambda: self.take(order, "cancel", director, reason="不要了", data=data)  # noqa: E731
        if not self._may_be_given_up(order):
            self.refused(act)
            return
        self.done(order, act(), "cancelled")
        for line in order.lines:
            line.kept = ZERO
        self._money_is_free(order, forfeited=fate == "forfeit")

    def _money_is_free(self, order: Order, *, forfeited: bool = False) -> None:
        kept = self.books.kept_for(order)
        left = sum((item.left for item in kept), ZERO)
        if not left:
            return
        out = self.books.add(order, left, self.today, order=order, cause="money")
        self.books.settle(order, out, kept, left)
        if not forfeited:
            self.books.add(order, -left, self.today)

    @precondition(lambda self: self.running("released"))
    @rule(which=PICKS)
    def close_short(self, which: int) -> None:
        """All that is open and lies on no delivery in the house."""
        order = pick(self.running("released"), which)
        act = lambda: self.take(order, "short_close", sale.people().clerk, reason="停产")  # noqa: E731
        chosen = [line for line in order.lines if self.books.open(line) > 0]
        held = [line for line in chosen if self.on_waiting(order, line.pk)]
        if held or not chosen:
            self.refused(act)
            return
        act()
        for line in chosen:
            line.closed += self.books.open(line)
            line.kept = ZERO
        self.books.follow(order)

    def on_waiting(self, order: Order, line: int) -> bool:
        papers = [d for d in self.books.deliveries if d.order is order and d.state in WAITING]
        return any(x.of.pk == line for d in papers for x in d.lines)

    def _closed_short(self) -> list[Order]:
        found = self.running("released", "fulfilled")
        return [o for o in found if any(line.closed for line in o.lines)]

    @precondition(lambda self: self._closed_short())
    @rule(which=PICKS)
    def reopen_lines(self, which: int) -> None:
        order = pick(self._closed_short(), which)
        act = lambda: self.take(order, "reopen_lines", sale.people().clerk, reason="又有货")  # noqa: E731
        chosen = [line for line in order.lines if line.closed]
        free = self._free_credit(order.customer)
        asks = order.terms == "credit" and not order.allowed and not order.director
        least = min(self.books.closed_worth(line) for line in chosen)
        closed = [line.closed for line in chosen]
        for line in chosen:
            line.closed = ZERO
        if asks and (least > free or self.books.beyond(order)):
            for line, quantity in zip(chosen, closed, strict=True):
                line.closed = quantity
            self.refused(act)
            return
        act()
        self.books.follow(order)

    def _free_credit(self, customer: str) -> Decimal:
        books = self.books
        return books.limits[customer] - books.owes(customer) - books.will_owe(customer)

    @precondition(lambda self: self.orders("fulfilled", "closed"))
    @rule(which=PICKS)
    def close_or_reopen(self, which: int) -> None:
        """What is left of its money becomes the customer's own."""
        order = pick(self.orders("fulfilled", "closed"), which)
        accountant = sale.people().accountant
        if order.state == "closed":
            self.done(order, self.take(order, "reopen", accountant, reason="补记"), "fulfilled")
            return
        if order.held:
            self.refused(lambda: self.take(order, "close", accountant))
            return
        self.done(order, self.take(order, "close", accountant), "closed")
        self._money_is_free(order)
