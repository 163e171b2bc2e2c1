"""Goods on the road: signed for, refused in part or in full, their slip filed, or taken back."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.orders import desk as sale
from tests.orders.delivery import road
from tests.properties.days import PICKS, pick
from tests.properties.model import ZERO
from tests.properties.sales_gate import Gate, pieces
from tests.properties.sales_papers import OUT, Delivery, Order
from tests.properties.sales_store import APART, part_of


class Road(Gate):
    """A delivery from the gate to its end, and back."""

    @precondition(lambda self: self.sent("dispatched"))
    @rule(which=PICKS, part=st.sampled_from((0, 0, 0, 30, 60, 100)))
    def is_signed_for(self, which: int, part: int) -> None:
        """What is refused lies apart at its cost, and is not owed."""
        delivery = pick(self.sent("dispatched"), which)
        numbers = {row.pk: row.line_no for row in road.lines(self.paper(delivery.pk))}
        refused = {x.pk: pieces(x.sent, part) for x in delivery.lines if part}
        told = {numbers[pk]: str(quantity) for pk, quantity in refused.items()}
        self.done(delivery, road.sign(self.paper(delivery.pk), refused=told), "delivered")
        for line in delivery.lines:
            line.refused = refused.get(line.pk, ZERO)
            if line.refused:
                line.refused_gross = part_of(line.gross, line.refused, line.sent)
        self._post_refused(delivery)
        self.books.follow(delivery.order)

    def _post_refused(self, delivery: Delivery) -> None:
        back = [x for x in delivery.lines if x.refused]
        costs = [part_of(x.cost, x.refused, x.sent) for x in back]
        planned = [(x.of.item, APART, x.refused, c) for x, c in zip(back, costs, strict=True)]
        self.books.store.book(delivery, planned)
        order, amount = delivery.order, delivery.refused
        if amount:
            debts = [i for i in self.books.owed_on(order) if i.paper is delivery]
            new = self.books.add(delivery, -amount, self.today, order=order, cause="goods")
            self.books.settle(delivery, new, debts, amount)

    @precondition(lambda self: self.sent("delivered", "closed"))
    @rule(which=PICKS)
    def slip_is_filed_or_taken_out(self, which: int) -> None:
        delivery = pick(self.sent("delivered", "closed"), which)
        if delivery.state == "delivered":
            self.done(delivery, road.file_slip(self.paper(delivery.pk)), "closed")
        else:
            document = self.take(delivery, "reopen", sale.people().clerk, reason="签收单有误")
            self.done(delivery, document, "delivered")

    # --- Back ----------------------------------------------------------------------------------

    @precondition(lambda self: self.sent(*OUT))
    @rule(which=PICKS)
    def a_delivery_is_taken_back(self, which: int) -> None:
        """Not while other papers build on it."""
        delivery = pick(self.sent(*OUT), which)
        act = self.reversal(delivery, road.chief())
        if self.stands_firm(delivery):
            self.refused(act)
        else:
            self.done(delivery, act(), "reversed")
            self.undone(delivery)

    def stands_firm(self, delivery: Delivery) -> bool:
        used = self.followers(delivery) or self.books.settled_by_others(delivery)
        return bool(used) or self.idle(delivery.order)

    def idle(self, order: Order) -> bool:
        """Not in fulfilment: taken back, cancelled or closed."""
        return order.state not in ("released", "fulfilled")

    def undone(self, delivery: Delivery) -> None:
        """The goods are on the shelf again and kept for the order as far as it is open."""
        self.books.store.take_back(delivery)
        self.books.undo(delivery)
        for line in delivery.lines:
            line.of.kept = min(line.of.kept + line.given_up, self.books.open(line.of))
        self.books.follow(delivery.order)
