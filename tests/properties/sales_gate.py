"""Goods on their way to the gate: drawn up, authorised, picked, checked, loaded, gone, or not."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from documents import engine
from tests.orders import desk as sale
from tests.orders.delivery import road
from tests.properties import ledgers
from tests.properties.days import PICKS, pick
from tests.properties.model import ZERO
from tests.properties.sales_ends import Ends
from tests.properties.sales_papers import BINDING, OUT, Delivery, Order, OrderLine, Paper, SentLine
from tests.properties.sales_store import SHELF

NEXT = {
    "draft": "authorized",
    "authorized": "picked",
    "picked": "checked",
    "checked": "loaded",
    "loaded": "dispatched",
}


def pieces(quantity: Decimal, part: int) -> Decimal:
    return max(Decimal(int(quantity * part / 100)), Decimal(1))


class Gate(Ends):
    """A delivery until it has left."""

    def begin(self, quantity: int, price: Decimal) -> None:
        """One order is paid for and loaded, the other on its way to its customer on account."""
        super().begin(quantity, price)
        for order, steps in zip(list(self.books.orders), (4, 5), strict=True):
            if order.terms == "prepaid":
                self.money_comes(self.orders("noticed").index(order), 100, 1)
            else:
                self.release(self.orders("noticed").index(order))
            self._sent_on(self._drawn(order, 60), steps)

    def sent(self, *states: str) -> list[Delivery]:
        return [d for d in self.books.deliveries if d.state in states]

    def followers(self, paper: Paper) -> list[Paper]:
        return [
            *super().followers(paper),
            *(d for d in self.sent(*NEXT, *OUT) if d.order is paper),
            *(
                b
                for b in self.books.returns
                if b.delivery is paper and b.state not in ("void", "reversed")
            ),
        ]

    def _deliverable(self, order: Order) -> list[OrderLine]:
        return [x for x in order.lines if self.books.open(x) > self.books.waiting(x)]

    def to_send(self) -> list[Order]:
        return [o for o in self.running("released") if self._deliverable(o)]

    # --- To the gate ---------------------------------------------------------------------------

    @precondition(lambda self: self.to_send())
    @rule(which=PICKS, part=st.sampled_from((40, 100, 100)), far=st.integers(0, 12))
    def draw_up(self, which: int, part: int, far: int) -> None:
        """Of all lines that are open, in part or in full; mostly it goes on to the gate at once."""
        order = pick(self.to_send(), which)
        self._sent_on(self._drawn(order, part), min(far, 5))

    def _sent_on(self, delivery: Delivery, steps: int, part: int = 100) -> None:
        for _step in range(steps):
            if delivery.state in NEXT:
                self._one_step_further(delivery, part)

    def _drawn(self, order: Order, part: int) -> Delivery:
        books = self.books
        asked = {
            x.number: pieces(books.open(x) - books.waiting(x), part)
            for x in self._deliverable(order)
        }
        texts = [str(asked.get(x.number, 0)) for x in order.lines]
        document = road.drawn([self.paper(order.pk)], *texts)
        delivery = Delivery(document.pk, order.customer, "draft", self.today, order)
        by_pk = {x.pk: x for x in order.lines}
        delivery.lines = [
            SentLine(row.pk, by_pk[row.order_line_id], row.base_quantity)
            for row in road.lines(document)
        ]
        books.deliveries.append(delivery)
        return delivery

    @precondition(lambda self: self.sent(*NEXT))
    @rule(which=PICKS, part=st.sampled_from((50, 100, 100)), steps=st.integers(1, 5))
    def it_goes_on(self, which: int, part: int, steps: int) -> None:
        self._sent_on(pick(self.sent(*NEXT), which), steps, part)

    def _one_step_further(self, delivery: Delivery, part: int) -> None:
        """The check first by who picked it, who may not."""
        if delivery.state == "draft":
            self._authorize(delivery)
        elif delivery.state == "authorized":
            self._pick(delivery, part)
        elif delivery.state == "loaded":
            self._dispatch(delivery)
        else:
            if delivery.state == "picked":
                self.refused(lambda: road.check(self.paper(delivery.pk), road.keeper()))
            document = road.STEPS[delivery.state](self.paper(delivery.pk))
            self.done(delivery, document, NEXT[delivery.state])

    def _authorize(self, delivery: Delivery) -> None:
        act = lambda: road.authorize(self.paper(delivery.pk))  # noqa: E731
        if not self._lawful(delivery) or not self._paid_for(delivery):
            self.refused(act)
            return
        self._struck(delivery)
        self.done(delivery, act(), "authorized")

    def _lawful(self, delivery: Delivery) -> bool:
        """Of a released order, and not more than is open beside other deliveries."""
        return self._fits(delivery) and all(
            self.books.shipped(x.of) + self._on_others(delivery, x) + x.sent
            <= x.of.quantity - x.of.closed
            for x in delivery.lines
        )

    def _fits(self, delivery: Delivery) -> bool:
        return delivery.order.state == "released" and not delivery.order.held

    def _on_others(self, delivery: Delivery, line: SentLine) -> Decimal:
        others = self.books.sent_of(line.of, *BINDING)
        return sum((x.sent for x in others if x not in delivery.lines), ZERO)

    def _paid_for(self, delivery: Delivery) -> bool:
        """By money kept for the order, or on account within the limit; or two allowed it."""
        books, order = self.books, delivery.order
        amount = sum(books.strike(delivery), ZERO)
        covered = amount + books.promised(order, delivery) <= books.cover(order)
        on_account = order.terms == "credit" and (order.director or not books.beyond(order))
        return delivery.allowed or not amount or covered or on_account

    def _struck(self, delivery: Delivery) -> None:
        for line, gross in zip(delivery.lines, self.books.strike(delivery), strict=True):
            line.gross = gross

    def _pick(self, delivery: Delivery, part: int) -> None:
        rows = {row.pk: row.line_no for row in road.lines(self.paper(delivery.pk))}
        picked = {rows[x.pk]: str(pieces(x.asked, part)) for x in delivery.lines}
        act = lambda: road.pick(self.paper(delivery.pk), picked)  # noqa: E731
        if not self._fits(delivery):
            self.refused(act)
            return
        self.done(delivery, act(), "picked")
        for line in delivery.lines:
            line.picked = pieces(line.asked, part)
        self._struck(delivery)

    @precondition(lambda self: self.sent(*NEXT))
    @rule(which=PICKS, void=st.booleans())
    def one_step_back_or_void(self, which: int, void: bool) -> None:
        delivery = pick(self.sent(*NEXT), which)
        if void or delivery.state == "draft":
            document = self.take(delivery, "void", sale.people().billing, reason="不送了")
            self.done(delivery, document, "void")
        else:
            self._one_step_back(delivery)

    def _one_step_back(self, delivery: Delivery) -> None:
        codes = {"authorized": "unauthorize", "picked": "unpick", "checked": "uncheck"}
        codes["loaded"] = "unload"
        act = lambda: self.take(delivery, codes[delivery.state], road.keeper(), reason="重来")  # noqa: E731
        before = {after: state for state, after in NEXT.items()}[delivery.state]
        if delivery.state == "picked":
            taken_back = [(x, x.picked) for x in delivery.lines]
            for line in delivery.lines:
                line.picked = None
            if not self._rest_is_free(delivery):
                for line, picked in taken_back:
                    line.picked = picked
                self.refused(act)
                return
        was = delivery.state
        self.done(delivery, act(), before)
        if was == "picked":
            self._struck(delivery)

    def _rest_is_free(self, delivery: Delivery) -> bool:
        return all(
            self.books.shipped(x.of) + self._on_others(delivery, x) + x.sent
            <= x.of.quantity - x.of.closed
            for x in delivery.lines
        )

    @precondition(lambda self: self.sent(*NEXT))
    @rule(which=PICKS)
    def two_let_it_go_before_the_money(self, which: int) -> None:
        delivery = pick(self.sent(*NEXT), which)
        if delivery.allowed:
            return
        for person in (sale.people().manager, sale.people().accountant):
            self.take(delivery, "allow_dispatch", person, reason="老客户")
        delivery.allowed = True

    # --- Out --------------------------------------------------------------------

    def _dispatch(self, delivery: Delivery) -> None:
        """The form is sent twice; goods leave once, out of what is theirs or free."""
        key, chief = uuid.uuid4(), road.chief()
        act = lambda: engine.perform(delivery.pk, "dispatch", actor=chief, key=key)  # noqa: E731
        there = all(x.sent <= self.there_for(x) for x in delivery.lines)
        if not (self._lawful(delivery) and self._paid_for(delivery) and there):
            self.refused(act)
            return
        self._struck(delivery)
        self.done(delivery, act().document, "dispatched")
        after = ledgers.everything()
        assert act().repeated
        assert ledgers.everything() == after
        self._post_goods(delivery)
        self._post_debt(delivery)
        self.books.follow(delivery.order)

    def there_for(self, line: SentLine) -> Decimal:
        """What lies on the shelf and is promised to nobody else."""
        return self.books.free(line.of.item) + min(line.of.kept, line.sent)

    def _post_goods(self, delivery: Delivery) -> None:
        planned = [(x.of.item, SHELF, -x.sent, None) for x in delivery.lines]
        moves = self.books.store.book(delivery, planned)
        for line, move in zip(delivery.lines, moves, strict=True):
            line.cost = -move.amount
            line.given_up = min(line.of.kept, line.sent)
            line.of.kept -= line.given_up

    def _post_debt(self, delivery: Delivery) -> None:
        order, amount = delivery.order, delivery.amount
        if amount:
            kept = self.books.kept_for(order)
            new = self.books.add(delivery, amount, self.today, order=order, cause="goods")
            self.books.settle(delivery, new, kept, amount)

    # --- Never ---------------------------------------------------------------------------------

    @precondition(lambda self: self.sent("draft", "loaded"))
    @rule(which=PICKS)
    def not_by_the_wrong_person_nor_out_of_turn(self, which: int) -> None:
        """Who drew it up authorises nothing, the office lets nothing leave."""
        delivery = pick(self.sent("draft", "loaded"), which)
        wrong: dict[str, Callable[[], Any]] = {
            "draft": lambda: self.take(delivery, "authorize", sale.people().billing),
            "loaded": lambda: self.take(delivery, "dispatch", sale.people().clerk),
        }
        self.refused(wrong[delivery.state])
        self.refused(lambda: road.sign(self.paper(delivery.pk)))

    @precondition(lambda self: self.to_send())
    @rule(which=PICKS)
    def no_more_leaves_than_was_ordered(self, which: int) -> None:
        order = pick(self.to_send(), which)
        line = self._deliverable(order)[0]
        texts = [str(line.quantity + 1) if x is line else "0" for x in order.lines]
        document = road.drawn([self.paper(order.pk)], *texts)
        self.refused(lambda: road.authorize(document))
        road.step(document, "void", sale.people().billing, reason="录错")
