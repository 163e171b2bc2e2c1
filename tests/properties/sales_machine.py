"""Random days of the sale: orders come, are priced, approved, paid for, released, given up."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from documents.models import Document
from tests.orders import desk as sale
from tests.properties.days import PARTS, PICKS, pick
from tests.properties.model import ZERO, cents
from tests.properties.sales_days import CUSTOMERS, ITEMS, SalesDays
from tests.properties.sales_papers import Item, Order, OrderLine, Paper
from tests.properties.sales_store import SHELF
from tests.purchasing import firm

TERMS = ("prepaid", "deposit", "credit", "credit")
QUANTITIES = st.integers(1, 40)
PRICES = st.integers(1, 9_999).map(lambda fen: Decimal(fen) / 100)
BEFORE_MONEY = ("draft", "consulting", "calling", "pricing")


class Orders(SalesDays):
    """Until the goods leave."""

    def __init__(self) -> None:
        super().__init__()
        self.coming: list[tuple[Document, str, Decimal, Decimal]] = []

    def orders(self, *states: str) -> list[Order]:
        return [o for o in self.books.orders if o.state in states]

    def running(self, *states: str) -> list[Order]:
        return [o for o in self.orders(*states) if not o.held]

    # --- Goods come ----------------------------------------------------------------------------

    @initialize(quantity=QUANTITIES, price=PRICES)
    def the_day_begins(self, quantity: int, price: Decimal) -> None:
        self.begin(quantity, price)

    def begin(self, quantity: int, price: Decimal) -> None:
        """Goods are there and each customer has ordered, so that every rule has its chance."""
        for number in range(len(ITEMS)):
            self.buy(number, quantity + 40, price)
            self.goods_arrive(0, 100)
        for number in range(2):
            self.order(number, number, number * 2, quantity, price, 9)

    @rule(item=PICKS, quantity=QUANTITIES, price=PRICES)
    def buy(self, item: int, quantity: int, price: Decimal) -> None:
        code = pick(list(ITEMS), item)
        bought = firm.order(f"{code} {quantity} x {price}")
        self.coming.append((bought, code, Decimal(quantity), price))
        self.books.store.expected[code] += quantity

    @precondition(lambda self: self.coming)
    @rule(which=PICKS, part=PARTS)
    def goods_arrive(self, which: int, part: int) -> None:
        """In part or in full; the rest is still to come."""
        bought, code, left, price = self.coming.pop(which % len(self.coming))
        quantity = max(Decimal(int(left * part / 100)), Decimal(1))
        receipt = firm.receipt([bought], str(quantity))
        assert receipt.state == "approved"
        net = cents(cents(quantity * price) / Decimal("1.13"))
        self.books.store.book(receipt, [(code, SHELF, quantity, net)])
        self.books.store.expected[code] -= quantity
        if left > quantity:
            self.coming.append((bought, code, left - quantity, price))

    # --- An order on its way to the notice -----------------------------------------------------

    @rule(
        customer=PICKS, item=PICKS, terms=PICKS, quantity=QUANTITIES, price=PRICES,
        far=st.integers(0, 9),
    )  # fmt: skip
    def order(
        self, customer: int, item: int, terms: int, quantity: int, price: Decimal, far: int
    ) -> None:
        """It is walked some steps at once, mostly up to its approval."""
        name = pick(list(CUSTOMERS), customer)
        goods = [(pick(list(ITEMS), item), quantity, price)]
        if quantity % 3 == 0:
            goods.append((pick(list(ITEMS), item + 1), quantity + 1, price + 1))
        order = self._drafted(name, pick(list(TERMS), terms), goods, far)
        for _step in range(min(far, 5)):
            self._one_step_on(order)

    def _drafted(
        self, name: str, terms: str, goods: list[tuple[str, int, Decimal]], far: int
    ) -> Order:
        wanted = self.today + timedelta(days=7 + (far % 3) * 200 + len(self.books.orders))
        percent = Decimal(30 if terms == "deposit" else 0)
        text = ", ".join(f"{code} {count} x {price}" for code, count, price in goods)
        document = sale.order(
            text, buyer=self.desk.customers[name], terms=terms, deposit_percent=percent,
            wanted_on=wanted,
        )  # fmt: skip
        order = Order(document.pk, name, "draft", self.today, terms, percent)
        order.rank = (CUSTOMERS[name][0], wanted)
        found = zip(sale.lines_of(document), goods, strict=True)
        order.lines = [
            OrderLine(row.pk, row.line_no, code, Decimal(count), cents(count * price))
            for row, (code, count, price) in found
        ]
        self.books.orders.append(order)
        return order

    @precondition(lambda self: self.running(*BEFORE_MONEY, "approving"))
    @rule(which=PICKS)
    def one_step_on(self, which: int) -> None:
        self._one_step_on(pick(self.running(*BEFORE_MONEY, "approving"), which))

    def _one_step_on(self, order: Order) -> None:
        if order.state == "approving":
            self._approve(order)
        elif order.state in BEFORE_MONEY:
            was = order.state
            document = sale.STEPS[was](self.paper(order.pk))
            route = list(sale.ROUTE)
            self.done(order, document, route[route.index(was) + 1])
            if was == "pricing":
                self._priced(order)

    def _priced(self, order: Order) -> None:
        """His own money that no other order has been promised is set off."""
        others = [o for o in self.orders("approving") if o.customer == order.customer]
        spoken_for = sum((o.own_used for o in others if o is not order), ZERO)
        own = max(self.books.own_sum(order.customer) - spoken_for, ZERO)
        order.own_used = min(own, order.total)
        share = {"prepaid": Decimal(100), "deposit": order.percent}.get(order.terms, ZERO)
        order.deposit = cents(order.total * share / 100)
        order.director = self.books.beyond(order)

    def _approve(self, order: Order) -> None:
        """On account beyond the limit only with the director; set off only what is still there."""
        act = lambda: sale.approve(self.paper(order.pk))  # noqa: E731
        without = self.books.beyond(order) and not order.director
        if without or order.own_used > self.books.own_sum(order.customer):
            self.refused(act)
            return
        self.done(order, act(), "noticed")
        day, order.approved = self.today if order.approved else order.on, True
        if order.own_used:
            own, used = self.books.own(order.customer), order.own_used
            out = self.books.add(order, used, day)
            self.books.settle(order, out, own, used)
            self.books.add(order, -used, day, order=order, cause="money")

    @precondition(lambda self: self.running("approving"))
    @rule(which=PICKS, rejected=st.booleans())
    def back_to_pricing(self, which: int, rejected: bool) -> None:
        order = pick(self.running("approving"), which)
        by, code = sale.people().billing, "unprice"
        if rejected:
            by, code = sale.people().manager, "reject"
        self.done(order, self.take(order, code, by, reason="改价"), "pricing")

    @precondition(lambda self: self.running("noticed"))
    @rule(which=PICKS)
    def withdraw_the_notice(self, which: int) -> None:
        """Only while nothing came for the order and no paper hangs on it."""
        order = pick(self.running("noticed"), which)
        act = lambda: self.take(order, "withdraw_notice", sale.people().billing, reason="改价")  # noqa: E731
        paid = self.books.paid(order) > order.own_used
        if paid or self.followers(order) or self.books.settled_by_others(order):
            self.refused(act)
            return
        self.done(order, act(), "pricing")
        self.books.undo(order)
        order.allowed = False

    def followers(self, paper: Paper) -> list[Paper]:
        """Live papers that came from this one; the rules of the road know more of them."""
        return [
            r
            for r in self.books.remittances
            if r.filed
            and r.state not in ("void", "reversed")
            and any(x is paper or isinstance(x, Item) and x.paper is paper for x, _sum in r.lines)
        ]

    # --- Release and what may come between -----------------------------------------------------

    @precondition(lambda self: self.orders("noticed"))
    @rule(which=PICKS)
    def release(self, which: int) -> None:
        order = pick(self.orders("noticed"), which)
        act = lambda: self.take(order, "release", sale.people().clerk)  # noqa: E731
        short = order.terms in ("prepaid", "deposit") and self.books.deposit_missing(order) > 0
        over = self.books.beyond(order) and not order.director
        if order.held or not order.allowed and (short or over):
            self.refused(act)
            return
        share = self.books.share_of(order)
        self.done(order, act(), "released")
        for line, part in share:
            line.kept += part
        self.books.follow(order)

    @precondition(lambda self: self.running("noticed"))
    @rule(which=PICKS)
    def two_allow_it_before_the_money(self, which: int) -> None:
        order = pick(self.running("noticed"), which)
        allow = lambda by: self.take(order, "allow_release", by, reason="老客户")  # noqa: E731
        short = order.terms in ("prepaid", "deposit") and self.books.deposit_missing(order) > 0
        over = self.books.beyond(order) and not order.director
        people = sale.people()
        if order.allowed or not short and not over:
            self.refused(lambda: allow(people.manager))
            return
        allow(people.manager)
        self.refused(lambda: allow(people.director))
        allow(people.accountant)
        order.allowed = True

    @precondition(lambda self: self.running("released"))
    @rule(which=PICKS)
    def allot(self, which: int) -> None:
        order = pick(self.running("released"), which)
        act = lambda: self.take(order, "allot", sale.people().clerk)  # noqa: E731
        share = self.books.share_of(order)
        if not share:
            self.refused(act)
            return
        act()
        for line, part in share:
            line.kept += part

    @precondition(lambda self: self.orders("noticed", "released"))
    @rule(which=PICKS)
    def hold_or_resume(self, which: int) -> None:
        """Who is on hold is resumed first, so that not all of them wait in the end."""
        found = self.orders("noticed", "released")
        order = pick([o for o in found if o.held] or found, which)
        code = "resume" if order.held else "hold"
        self.take(order, code, sale.people().clerk, reason="客户要求")
        order.held = not order.held
