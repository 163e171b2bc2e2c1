"""The customer's money: claimed, found at the bank or not, allotted, refunded, taken back."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from documents.models import Document
from finance.remittance.models import Kind
from masterdata.roles import Role
from tests.finance.remittance import desk as money
from tests.properties import sales_ledgers
from tests.properties.days import PARTS, PICKS, pick
from tests.properties.model import ZERO, cents
from tests.properties.sales_days import CUSTOMERS
from tests.properties.sales_machine import Orders
from tests.properties.sales_papers import MONEY, Item, Order, Remittance

PAYABLE = ("noticed", "released", "fulfilled")
Lines = Sequence[tuple[Order | Item, Decimal]]


def share(amount: Decimal, part: int) -> Decimal:
    return max(cents(amount * part / 100), Decimal("0.01"))


class Funds(Orders):
    """Remittances for orders and old debts, and money that is the customer's own."""

    def _claimed(self, kind: str, customer: str, amount: Decimal, lines: Lines) -> Remittance:
        """Claimed by the clerk and filed."""
        told = [(self._thing(each), part) for each, part in lines]
        party = self.desk.customers[customer]
        document = money.claim(amount, *told, customer=party, kind=kind)
        paper = Remittance(document.pk, customer, "draft", self.today, kind, amount, list(lines))
        self.books.remittances.append(paper)
        self.file(paper)
        return paper

    def _thing(self, each: Order | Item) -> Any:
        if isinstance(each, Order):
            return self.paper(each.pk)
        return sales_ledgers.open_item(each.paper.pk, each.order.pk if each.order else None)

    def file(self, paper: Remittance) -> None:
        """Asked at filing as at the arrival: lines that still hold, and money enough."""
        document = self.paper(paper.pk)
        act = lambda: money.file(document)  # noqa: E731
        if not self._holds(paper):
            self.refused(act)
            return
        self.done(paper, act(), "filed")
        paper.filed = True

    def _holds(self, paper: Remittance) -> bool:
        for each, amount in paper.lines:
            if isinstance(each, Order):
                if each.state not in PAYABLE:
                    return False
            elif each not in self.books.items or each.left < amount:
                return False
        named = sum((amount for _each, amount in paper.lines), ZERO)
        if paper.kind == Kind.RECEIPT:
            return named <= paper.money
        wanted = named if paper.kind == Kind.ALLOTMENT else paper.money
        return wanted <= self.books.own_sum(paper.customer)

    # --- Claims --------------------------------------------------------------------------------

    def _to_pay(self) -> list[Order]:
        return self.orders(*PAYABLE)

    @precondition(lambda self: self._to_pay())
    @rule(which=PICKS, part=st.sampled_from((30, 100, 100)), over=st.integers(0, 2))
    def money_is_claimed(self, which: int, part: int, over: int) -> None:
        """For an order, in part or in full, and something above it that is for nothing yet."""
        order = pick(self._to_pay(), which)
        missing = max(self.books.worth(order) - self.books.paid(order), Decimal("5.00"))
        amount = share(missing, part)
        more = over * Decimal("77.70")
        self._claimed(Kind.RECEIPT, order.customer, amount + more, [(order, amount)])

    @precondition(lambda self: self._to_pay())
    @rule(which=PICKS, part=st.sampled_from((30, 100, 100)), over=st.integers(0, 2))
    def money_comes(self, which: int, part: int, over: int) -> None:
        """Claimed, and found at the bank at once; an order that waited for it is released, and
        not before."""
        order = pick(self._to_pay(), which)
        if order.state == "noticed":
            self.release(self.orders("noticed").index(order))
        self.money_is_claimed(which, part, over)
        self.arrives(len(self.claims("filed")) - 1)
        if order.state == "noticed":
            self.release(self.orders("noticed").index(order))

    def _owing(self) -> list[Item]:
        return [item for name in CUSTOMERS for item in self.books.debts(name)]

    @precondition(lambda self: self._owing())
    @rule(which=PICKS, part=PARTS, over=st.integers(0, 1))
    def an_old_debt_is_paid(self, which: int, part: int, over: int) -> None:
        """Claimed for one delivery's debt; the money may be found later."""
        item = pick(self._owing(), which)
        amount = share(item.left, part)
        more = over * Decimal("12.34")
        self._claimed(Kind.RECEIPT, item.paper.customer, amount + more, [(item, amount)])

    def claims(self, *states: str) -> list[Remittance]:
        return [r for r in self.books.remittances if r.state in states]

    @precondition(lambda self: self.claims("filed"))
    @rule(which=PICKS)
    def arrives(self, which: int) -> None:
        paper = pick(self.claims("filed"), which)
        act = self._confirmation(paper)
        if not self._holds(paper):
            self.refused(act)
            return
        self.done(paper, act(), "confirmed")
        self._post(paper)

    def _confirmation(self, paper: Remittance) -> Callable[[], Document]:
        document = self.paper(paper.pk)
        if paper.kind == Kind.RECEIPT:
            return lambda: money.confirm(document)
        return lambda: money.approve(document)

    def _post(self, paper: Remittance) -> None:
        """What came is for its lines, the rest his own; what was his own is used oldest first."""
        books = self.books
        named = sum((amount for _each, amount in paper.lines), ZERO)
        if paper.kind == Kind.RECEIPT:
            books.cash += paper.money
        else:
            own, used = books.own(paper.customer), paper.money or named
            books.settle(paper, books.add(paper, used, paper.on), own, used)
            books.cash -= paper.money
        spoken = {id(each) for each, _amount in paper.lines}
        for each, amount in paper.lines:
            order = each if isinstance(each, Order) else each.order
            debts = [each] if isinstance(each, Item) else books.owed_on(each)
            cause = MONEY if order else ""
            new = books.add(paper, -amount, paper.on, order=order, cause=cause)
            if isinstance(each, Order):
                debts = [item for item in debts if id(item) not in spoken]
            books.settle(paper, new, debts, amount)
        if paper.kind == Kind.RECEIPT and paper.money > named:
            books.add(paper, named - paper.money, paper.on)

    @precondition(lambda self: self.claims("filed"))
    @rule(which=PICKS)
    def is_not_found(self, which: int) -> None:
        paper = pick(self.claims("filed"), which)
        accountant = money.person(Role.ACCOUNTANT)
        self.done(paper, self.take(paper, "reject", accountant, reason="银行未到账"), "draft")

    @precondition(lambda self: self.claims("draft"))
    @rule(which=PICKS, again=st.booleans())
    def is_filed_again_or_void(self, which: int, again: bool) -> None:
        paper = pick(self.claims("draft"), which)
        if again:
            self.file(paper)
        else:
            maker = money.person(Role.ORDER_CLERK)
            self.done(paper, self.take(paper, "void", maker, reason="录错"), "void")

    # --- The customer's own money --------------------------------------------------------------

    def _with_own(self) -> list[str]:
        return [name for name in CUSTOMERS if self.books.own_sum(name)]

    @precondition(lambda self: self._with_own())
    @rule(which=PICKS, part=PARTS)
    def own_money_is_allotted(self, which: int, part: int) -> None:
        """To an order that waits for money, else to a debt."""
        name = pick(self._with_own(), which)
        waiting = [o for o in self._to_pay() if o.customer == name]
        found: list[Order | Item] = [*waiting, *self.books.debts(name)]
        if not found:
            return
        each, own = pick(found, which), self.books.own_sum(name)
        most = min(own, each.left) if isinstance(each, Item) else own
        self._claimed(Kind.ALLOTMENT, name, ZERO, [(each, share(most, part))])
        self.arrives(len(self.claims("filed")) - 1)

    @precondition(lambda self: self._with_own())
    @rule(which=PICKS, part=PARTS, at_once=st.booleans())
    def own_money_goes_back(self, which: int, part: int, at_once: bool) -> None:
        name = pick(self._with_own(), which)
        amount = share(self.books.own_sum(name), part)
        self._claimed(Kind.REFUND, name, amount, [])
        if at_once:
            self.arrives(len(self.claims("filed")) - 1)

    @precondition(lambda self: self.claims("confirmed"))
    @rule(which=PICKS)
    def a_remittance_is_taken_back(self, which: int) -> None:
        """Not while what it brought pays for something else."""
        paper = pick(self.claims("confirmed"), which)
        act = self.reversal(paper, money.person(Role.ACCOUNTANT))
        if self.books.settled_by_others(paper):
            self.refused(act)
        else:
            self.done(paper, act(), "reversed")
            self.unpaid(paper)

    def unpaid(self, paper: Remittance) -> None:
        self.books.cash -= paper.money if paper.kind == Kind.RECEIPT else -paper.money
        self.books.undo(paper)

    # --- Never ---------------------------------------------------------------------------------

    @precondition(lambda self: self.claims("filed"))
    @rule(which=PICKS)
    def nobody_confirms_what_he_filed_or_may_not(self, which: int) -> None:
        paper = pick(self.claims("filed"), which)
        data = {"bank_line": None}
        for role in (Role.ORDER_CLERK, Role.CASHIER):
            self.refused(lambda: self.take(paper, "confirm", money.person(role), data=data))  # noqa: B023

    @precondition(lambda self: self.claims("filed") and self.claims("confirmed"))
    @rule(which=PICKS)
    def a_line_of_the_bank_is_used_once(self, which: int) -> None:
        used = [r for r in self.claims("confirmed") if r.kind == Kind.RECEIPT]
        receipts = [r for r in self.claims("filed") if r.kind == Kind.RECEIPT]
        if used and receipts:
            line = sales_ledgers.bank_line(pick(used, which).pk)
            document = self.paper(pick(receipts, which).pk)
            self.refused(lambda: money.confirm(document, line))
