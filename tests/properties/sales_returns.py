"""Goods that come back: applied for, received apart, graded, credited or sent again, undone."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from documents.undoing import undo_from_end, undo_plan
from masterdata.roles import Role
from tests.finance.remittance import desk as money
from tests.orders import desk as sale
from tests.orders.delivery import road
from tests.orders.sales_return import returns
from tests.properties.days import PARTS, PICKS, pick
from tests.properties.model import ZERO
from tests.properties.sales_gate import NEXT, pieces
from tests.properties.sales_machine import BEFORE_MONEY
from tests.properties.sales_money import PAYABLE
from tests.properties.sales_papers import ASKED, BACK, HERE, OUT, SIGNED, Back, Delivery, SentLine
from tests.properties.sales_road import Road
from tests.properties.sales_store import APART, HOLD, SHELF, part_of

ON_THE_WAY = ("approving", "approved", "received", "graded", "drawn")
GRADES = st.sampled_from(((100, 0), (60, 100), (0, 100), (0, 0)))
Came = tuple[Delivery, SentLine]


class Sale(Road):
    """A sale to its end, and back."""

    def backs(self, *states: str) -> list[Back]:
        return [b for b in self.books.returns if b.state in states]

    def _of(self, line: SentLine, *states: str) -> list[Back]:
        return [b for b in self.backs(*states) if b.line is line]

    def _returnable(self, line: SentLine) -> Decimal:
        gone = sum((b.now for b in self._of(line, *BACK)), ZERO)
        return line.kept - gone - sum((b.now for b in self._of(line, *ASKED)), ZERO)

    def _with_customers(self) -> list[Came]:
        lines = [(d, x) for d in self.sent(*SIGNED) for x in d.lines]
        return [(d, x) for d, x in lines if self._returnable(x) > 0]

    def _next(self) -> list[Callable[[], None]]:
        """What waits on somebody's desk, each as the act that brings it one step on."""
        asked = [*self.running(*BEFORE_MONEY, "approving")]
        noticed, filed, gone = self.orders("noticed"), self.claims("filed"), self.sent("dispatched")
        payable = self.orders(*PAYABLE)
        return [
            *(partial(self._sent_on, d, 5) for d in self.sent(*NEXT)),
            *(partial(self.is_signed_for, n, 30 * (n % 2)) for n in range(len(gone))),
            *(partial(self.draw_up, n, 100, 5) for n in range(len(self.to_send()))),
            *(partial(self.one_step_on, n) for n in range(len(asked))),
            *(partial(self.money_comes, payable.index(o), 100, 0) for o in noticed),
            *(partial(self.arrives, n) for n in range(len(filed))),
            *(partial(self._comes_on, b, (60, 100)) for b in self.backs("applied", *ON_THE_WAY)),
        ]

    @precondition(lambda self: self._next())
    @rule(which=PICKS)
    def a_clerk_does_what_is_next(self, which: int) -> None:
        """Walks that are allowed few rules get on by this one, the first of those with a number."""
        pick(self._next(), which)()

    # --- To the credit -------------------------------------------------------------------------

    @precondition(lambda self: self._with_customers())
    @rule(which=PICKS, part=PARTS, replaced=st.booleans(), far=st.integers(1, 6), grades=GRADES)
    def goods_come_back(
        self, which: int, part: int, replaced: bool, far: int, grades: tuple[int, int]
    ) -> None:
        """Mostly walked on till they are credited at once."""
        delivery, line = pick(self._with_customers(), which)
        back = self._applied(delivery, line, pieces(self._returnable(line), part), replaced)
        for _step in range(far):
            self._comes_on(back, grades)

    def _applied(
        self, delivery: Delivery, line: SentLine, quantity: Decimal, replaced: bool
    ) -> Back:
        wish = "replace" if replaced else "credit"
        texts = [str(quantity if x is line else 0) for x in delivery.lines]
        document = returns.applied([self.paper(delivery.pk)], *texts, wish=wish)
        back = Back(document.pk, delivery.customer, "applied", self.today, delivery, line, quantity)
        back.replaced = replaced
        self.books.returns.append(back)
        return back

    @precondition(lambda self: self.backs("applied", *ON_THE_WAY))
    @rule(which=PICKS, steps=st.integers(1, 5), grades=GRADES)
    def it_comes_on(self, which: int, steps: int, grades: tuple[int, int]) -> None:
        back = pick(self.backs("applied", *ON_THE_WAY), which)
        for _step in range(steps):
            self._comes_on(back, grades)

    def _comes_on(self, back: Back, grades: tuple[int, int]) -> None:
        """One step of it; only an order in fulfilment can be sent the goods again."""
        if back.state not in returns.STEPS or back.state in BACK:
            return
        was, document = back.state, self.paper(back.pk)
        if was == "approved":
            self._receive(back)
            return
        stuck = back.replaced and back.delivery.order.state not in ("released", "fulfilled")
        act = lambda: returns.STEPS[was](document)  # noqa: E731
        if was == "received":
            act = lambda: self._graded(back, grades)  # noqa: E731
        over = was == "applied" and back.quantity > self._returnable(back.line)
        if stuck or over:
            self.refused(act)
            return
        route = list(returns.ROUTE)
        self.done(back, act(), route[route.index(was) + 1])
        if back.state == "approved":
            back.valid = self.today + timedelta(days=30)
        if back.state == "graded":
            self._judge(back, grades)
        if back.state == "posted":
            self._credit(back)

    def _receive(self, back: Back) -> None:
        """Within thirty days; they lie apart at what they cost when they left."""
        document = self.paper(back.pk)
        act = lambda: returns.receive(document)  # noqa: E731
        if self.today > back.valid:
            self.refused(act)
            self.take(back, "prolong", sale.people().manager, reason="在路上")
            back.valid = self.today + timedelta(days=30)
            return
        back.cost = self._cost(back)
        self.done(back, act(), "received")
        back.counted = back.quantity
        moved = (back.line.of.item, HOLD, back.counted, back.cost)
        self.books.store.book(back, [moved])

    def _cost(self, back: Back) -> Decimal:
        line = back.line
        stayed = line.cost - (part_of(line.cost, line.refused, line.sent) if line.refused else ZERO)
        others = [b for b in self._of(line, *HERE, *BACK) if b is not back]
        before = sum((b.now if b.state in BACK else b.counted or ZERO for b in others), ZERO)
        costs = (b.cost_of(b.now) if b.state in BACK else b.cost for b in others)
        share = part_of(stayed, before + back.quantity, line.kept)
        return max(share - sum(costs, ZERO), ZERO)

    def _split(self, back: Back, grades: tuple[int, int]) -> tuple[Decimal, Decimal]:
        """So many good, and so many scrap; the rest is not ours."""
        counted = back.counted or ZERO
        good = Decimal(int(counted * grades[0] / 100))
        return good, Decimal(int((counted - good) * grades[1] / 100))

    def _graded(self, back: Back, grades: tuple[int, int]) -> object:
        good, scrap = self._split(back, grades)
        counted = back.counted or ZERO
        told = {"good": good, "scrap": scrap, "not_ours": counted - good - scrap}
        return returns.grade(self.paper(back.pk), {1: told})

    def _judge(self, back: Back, grades: tuple[int, int]) -> None:
        back.good, scrap = self._split(back, grades)
        back.taken = back.good + scrap
        back.replaced = back.replaced and back.taken > 0

    def _credit(self, back: Back) -> None:
        line, taken, books = back.line, back.taken or ZERO, self.books
        item, others = line.of.item, [b for b in self._of(line, *BACK) if b is not back]
        kept, good = back.cost_of(taken), back.cost_of(back.good)
        planned = [(item, HOLD, -(back.counted or ZERO), -back.cost)]
        planned += [(item, SHELF, back.good, good)] if back.good else []
        planned += [(item, APART, taken - back.good, kept - good)] if taken > back.good else []
        books.store.book(back, planned)
        stayed = line.gross - line.refused_gross
        gone = sum((b.gross for b in others), ZERO)
        before = sum((b.now for b in others), ZERO)
        share = part_of(stayed, before + taken, line.kept)
        back.gross = max(share - gone, ZERO) if taken else ZERO
        if back.gross:
            self._credit_money(back)
        books.follow(back.delivery.order)

    def _credit_money(self, back: Back) -> None:
        """What is sent again stays with the order; else it pays its delivery, the rest is his."""
        books, order = self.books, back.delivery.order
        debts = [i for i in books.owed_on(order) if i.paper is back.delivery]
        if back.replaced:
            new = books.add(back, -back.gross, self.today, order=order, cause="goods")
            books.settle(back, new, debts, back.gross)
            return
        settled = min(back.gross, sum((i.left for i in debts), ZERO))
        if settled:
            new = books.add(back, -settled, self.today, order=order, cause="money")
            books.settle(back, new, debts, settled)
        if back.gross > settled:
            books.add(back, settled - back.gross, self.today)

    # --- Undone --------------------------------------------------------------------------------

    @precondition(lambda self: self.backs("approving", "approved", "received", *BACK))
    @rule(which=PICKS)
    def a_return_is_taken_back(self, which: int) -> None:
        back = pick(self.backs("approving", "approved", "received", *BACK), which)
        if back.state in BACK:
            self._reverse(back)
        elif back.state == "received":
            document = self.take(back, "unreceive", road.keeper(), reason="拉走了")
            self.done(back, document, "approved")
            self.books.store.take_back(back)
            back.counted, back.cost = None, ZERO
        else:
            self.done(back, self.take(back, "void", returns.rep(), reason="不退了"), "void")

    def _reverse(self, back: Back) -> None:
        """Not while its goods or its credit are used, or what is sent again is under way."""
        act = self.reversal(back, sale.people().accountant)
        line, order = back.line.of, back.delivery.order
        used = self.books.settled_by_others(back) or back.good > self.books.free(line.item)
        if back.replaced:
            left = self.books.open(line) - self.books.waiting(line)
            used = used or self.idle(order) or (back.taken or ZERO) > max(left, ZERO)
        if used:
            self.refused(act)
            return
        self.done(back, act(), "reversed")
        self.came_not(back)

    def came_not(self, back: Back) -> None:
        line = back.line.of
        self.books.store.take_back(back)
        self.books.undo(back)
        line.kept = min(line.kept, max(self.books.open(line), ZERO))
        self.books.follow(back.delivery.order)

    @precondition(lambda self: self.sent(*OUT))
    @rule(which=PICKS)
    def a_delivery_is_undone_from_its_end(self, which: int) -> None:
        """All that followed goes back in one act, in the order of the plan, or nothing does."""
        delivery = pick(self.sent(*OUT), which)
        plan = [each.document.pk for each in undo_plan(self.paper(delivery.pk))]
        assert {each.pk for each in self.followers(delivery)} == set(plan[:-1])
        deputy = money.person(Role.DEPUTY_GENERAL_MANAGER)
        undo = lambda: undo_from_end(delivery.pk, actor=deputy, reason="整单作废", at=self.at)  # noqa: E731
        sure = len(plan) == 1 and not self.stands_firm(delivery)
        if self.maybe(undo, sure=sure):
            assert not self.idle(delivery.order)
            for pk in plan:
                self._undone(pk)

    def _undone(self, pk: int) -> None:
        papers = [*self.books.deliveries, *self.books.remittances, *self.books.returns]
        paper = next(each for each in papers if each.pk == pk)
        was, paper.state = paper.state, "reversed"
        if paper in self.books.deliveries:
            self.undone(paper)
        elif paper in self.books.returns and was in BACK:
            self.came_not(paper)
        elif paper in self.books.remittances and was == "confirmed":
            self.unpaid(paper)
        else:
            paper.state = "void"
