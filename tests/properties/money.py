"""Beside the goods, the money: returns, settlements, prepayments, refunds, and undoing it all."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from documents.models import Document
from documents.undoing import undo_from_end, undo_plan
from finance.settlement.models import Kind
from tests.properties import ledgers
from tests.properties.days import PARTS, PICKS, pick, refusal_of
from tests.properties.desk import SUPPLIERS
from tests.properties.machine import PRICES, QUANTITIES, Purchases
from tests.properties.model import ZERO, Asked, Item, Line, Paper, cents, state_of_request


def share(amount: Decimal, part: int) -> Decimal:
    return max(cents(amount * part / 100), Decimal("0.01"))


def spread(request: Paper, amount: Decimal) -> list[tuple[Asked, Decimal]]:
    """Each line in full before the next."""
    parts = []
    for each in request.asked:
        paid = min(each.rest, amount)
        amount -= paid
        if paid:
            parts.append((each, paid))
    return parts


class Money(Purchases):
    """A purchase to its end, and back."""

    def stands_in_the_way(self, paper: Paper) -> bool:
        return bool(self._after(paper))

    def _after(self, paper: Paper) -> list[Paper]:
        """Returns, invoices, settlements and requests that build on a receipt."""
        invoices = [i for x in paper.lines for i in self.books.lines_on(x, "invoice", "matched")]
        asking = [
            p
            for p in self.books.of("request", "approved", "part_paid", "paid")
            if any(each.item.paper is paper for each in p.asked)
        ]
        returns = [r for x in paper.lines for r in self.books.lines_on(x, "return", "posted")]
        settling = [s.by for s in self.books.settled if s.item.paper is paper and s.by is not paper]
        return [*(x.paper for x in (*returns, *invoices)), *settling, *asking]

    def _received(self) -> list[Line]:
        lines = [line for p in self.books.of("receipt", "approved") for line in p.lines]
        return [line for line in lines if self.books.returnable(line) > 0]

    @precondition(lambda self: self._received())
    @rule(which=PICKS, part=PARTS, replaced=st.booleans())
    def send_back(self, which: int, part: int, replaced: bool) -> None:
        line = pick(self._received(), which)
        quantity = Decimal(max(int(self.books.returnable(line) * part / 100), 1))
        pk = self.desk.send_back(line.pk, quantity, self.at, replaced=replaced)
        paper = Paper(pk, "return", line.paper.supplier, "posted")
        credit = self.books.credit_of(line, quantity)
        paper.lines = [
            Line(0, paper, line.item, quantity, line.price, line, ZERO, replaced, credit)
        ]
        self.books.papers.append(paper)
        if credit:
            self._credit(paper, line.paper, credit)

    def _credit(self, paper: Paper, receipt: Paper, credit: Decimal) -> None:
        """The credit settles what is still open of its own receipt; the rest stays open."""
        item = self.books.add(paper, -credit)
        (item.pk,) = ledgers.items_of(paper.pk)
        for debt in [i for i in self.books.items if i.paper is receipt]:
            amount = min(debt.left, item.left)
            if amount:
                self.books.take(paper, debt, amount)
                self.books.take(paper, item, amount)

    @precondition(lambda self: self._received())
    @rule(which=PICKS)
    def more_than_came_does_not_go_back(self, which: int) -> None:
        line = pick(self._received(), which)
        quantity = self.books.returnable(line) + 1
        self._never(lambda: self.desk.send_back(line.pk, quantity, self.at, replaced=False))

    @precondition(lambda self: self.books.of("return", "posted"))
    @rule(which=PICKS)
    def take_a_return_back(self, which: int) -> None:
        """Allowed while its credit is unused; what came for it again may stand in the way."""
        paper = pick(self.books.of("return", "posted"), which)
        act = self._reversal(paper, self.desk.manager)
        if self.books.settled_by_others(paper):
            self.refused(act)
        elif self.maybe(act, sure=not paper.lines[0].replaced):
            paper.state = "reversed"
            self.books.undo(paper)

    def _pays(self) -> list[str]:
        return [name for name in SUPPLIERS if self.books.debts(name)]

    @precondition(lambda self: self._pays())
    @rule(which=PICKS, part=PARTS, over=st.integers(0, 3), used=st.integers(0, 100))
    def settle(self, which: int, part: int, over: int, used: int) -> None:
        """Some debts wholly or in part, from prepayments first; what is paid above is prepaid."""
        supplier = pick(self._pays(), which)
        debts = self.books.debts(supplier)[: 1 + which % 3]
        wanted = [(item, share(item.left, part)) for item in debts]
        due = sum((amount for _item, amount in wanted), ZERO)
        credits = self._used(supplier, due, used)
        spent = sum((amount for _item, amount in credits), ZERO)
        money = due - spent + over * Decimal("12.34")
        if money == 0 and not credits:
            return
        kind = Kind.PAYMENT if money else Kind.OFFSET
        self._settled(kind, supplier, money, [*wanted, *credits])

    def _used(self, supplier: str, due: Decimal, percent: int) -> list[tuple[Item, Decimal]]:
        found, left = [], cents(due * percent / 100)
        for item in self.books.credits(supplier):
            amount = min(left, item.left)
            if amount > 0:
                found.append((item, amount))
                left -= amount
        return found

    def _settled(
        self, kind: Kind, supplier: str, money: Decimal, lines: list[tuple[Item, Decimal]]
    ) -> None:
        rows = [(item.pk, amount) for item, amount in lines]
        pk = self.desk.settle(kind, supplier, money, rows, self.at)
        paper = Paper(pk, "settlement", supplier, "posted")
        self.books.papers.append(paper)
        for item, amount in lines:
            self.books.take(paper, item, amount)
        self.books.cash -= money
        if money:
            self._paid(paper, money, lines)

    def _paid(self, paper: Paper, money: Decimal, lines: list[tuple[Item, Decimal]]) -> None:
        own = self.books.add(paper, -money)
        own.pk = ledgers.items_of(paper.pk)[0]
        due = sum((amount for item, amount in lines if item.amount > 0), ZERO)
        spent = sum((amount for item, amount in lines if item.amount < 0), ZERO)
        self.books.take(paper, own, due - spent if money > 0 else spent)

    @precondition(lambda self: self._pays())
    @rule(which=PICKS, part=PARTS)
    def ask_for_money(self, which: int, part: int) -> None:
        """A request for up to three debts; what others ask for already is not free."""
        supplier = pick(self._pays(), which)
        free = [(i, self.books.free(i)) for i in self.books.debts(supplier)[: 1 + which % 3]]
        wanted = [Asked(item, share(left, part)) for item, left in free if left]
        if not wanted:
            return
        rows = [(each.item.pk, each.amount) for each in wanted]
        document = self.desk.request(supplier, rows, self.at)
        paper = Paper(document.pk, "request", supplier, "draft", asked=wanted)
        self.books.papers.append(paper)
        self.done(paper, document, "approved")

    @precondition(lambda self: self._pays())
    @rule(which=PICKS, part=PARTS, paid=PARTS)
    def ask_and_be_paid(self, which: int, part: int, paid: int) -> None:
        self.ask_for_money(which, part)
        if self._to_pay():
            self.pay_a_request(len(self._to_pay()) - 1, paid)

    @precondition(lambda self: self._pays())
    @rule(which=PICKS)
    def nobody_asks_for_more_than_is_free(self, which: int) -> None:
        item = self.books.debts(pick(self._pays(), which))[0]
        rows = [(item.pk, self.books.free(item) + 1)]
        self._never(lambda: self.desk.request(item.paper.supplier, rows, self.at))

    def _to_pay(self) -> list[Paper]:
        return self.books.of("request", "approved", "part_paid")

    @precondition(lambda self: self._to_pay())
    @rule(which=PICKS, part=PARTS)
    def pay_a_request(self, which: int, part: int) -> None:
        """In part or in full, in the order of its lines; refused once a debt is settled
        otherwise."""
        request = pick(self._to_pay(), which)
        amount = share(sum((each.rest for each in request.asked), ZERO), part)
        parts = spread(request, amount)
        if any(paid > asked.item.left for asked, paid in parts):
            self.refused(lambda: self.desk.pay(request.pk, amount, self.at))
            return
        pk = self.desk.pay(request.pk, amount, self.at)
        paper = Paper(pk, "settlement", request.supplier, "posted", pays=parts)
        self.books.papers.append(paper)
        for asked, paid in parts:
            asked.paid += paid
            self.books.take(paper, asked.item, paid)
        self.books.cash -= amount
        self._paid(paper, amount, [(asked.item, paid) for asked, paid in parts])
        self.done(request, Document.objects.get(pk=request.pk), state_of_request(request))

    def _to_invoice(self) -> list[Paper]:
        """Receipts of which something is neither returned nor invoiced."""
        return [
            paper
            for paper in self.books.of("receipt", "approved")
            if any(self.books.returnable(x) > self.books.invoiced(x) for x in paper.lines)
        ]

    @precondition(lambda self: self._to_invoice())
    @rule(which=PICKS)
    def the_invoice_comes(self, which: int) -> None:
        """Over all that is not invoiced yet; afterwards none is owed."""
        receipt = pick(self._to_invoice(), which)
        rest = [(x, self.books.returnable(x) - self.books.invoiced(x)) for x in receipt.lines]
        pk = self.desk.invoice(receipt.pk, self.at)
        paper = Paper(pk, "invoice", receipt.supplier, "matched")
        paper.lines = [Line(0, paper, x.item, left, x.price, of=x) for x, left in rest]
        self.books.papers.append(paper)
        assert ledgers.owed_invoice(receipt.pk) == 0

    @precondition(lambda self: self.books.of("invoice", "matched"))
    @rule(which=PICKS)
    def take_an_invoice_back(self, which: int) -> None:
        paper = pick(self.books.of("invoice", "matched"), which)
        self.done(paper, self._reversal(paper, self.desk.accountant)(), "reversed")

    @rule(which=PICKS, money=PRICES)
    def prepay(self, which: int, money: Decimal) -> None:
        order = pick(self.books.of("order", "active"), which)
        pk = self.desk.prepay(order.supplier, order.pk, money, self.at)
        paper = Paper(pk, "settlement", order.supplier, "posted")
        self.books.papers.append(paper)
        self.books.add(paper, -money).pk = ledgers.items_of(pk)[0]
        self.books.cash -= money

    def _prepaid(self) -> list[Item]:
        return [item for name in SUPPLIERS for item in self.books.credits(name)]

    @precondition(lambda self: self._prepaid())
    @rule(which=PICKS, part=PARTS)
    def money_comes_back(self, which: int, part: int) -> None:
        item = pick(self._prepaid(), which)
        amount = share(item.left, part)
        self._settled(Kind.REFUND, item.paper.supplier, -amount, [(item, amount)])

    @precondition(lambda self: self._prepaid())
    @rule(which=PICKS)
    def no_more_comes_back_than_was_prepaid(self, which: int) -> None:
        item = pick(self._prepaid(), which)
        rows, amount = [(item.pk, item.left + 1)], -(item.left + 1)
        supplier = item.paper.supplier
        self._never(lambda: self.desk.settle(Kind.REFUND, supplier, amount, rows, self.at))

    @precondition(lambda self: self._pays())
    @rule(which=PICKS, quantity=QUANTITIES)
    def no_more_is_settled_than_is_open(self, which: int, quantity: int) -> None:
        item = self.books.debts(pick(self._pays(), which))[0]
        money = item.left + quantity
        rows, supplier = [(item.pk, money)], item.paper.supplier
        self._never(lambda: self.desk.settle(Kind.PAYMENT, supplier, money, rows, self.at))

    @precondition(lambda self: self.books.of("settlement", "posted"))
    @rule(which=PICKS)
    def take_a_settlement_back(self, which: int) -> None:
        paper = pick(self.books.of("settlement", "posted"), which)
        act = self._reversal(paper, self.desk.accountant)
        if self.books.settled_by_others(paper):
            self.refused(act)
        else:
            self.done(paper, act(), "reversed")
            self._unpaid(paper)

    def _unpaid(self, paper: Paper) -> None:
        self.books.cash += sum((-i.amount for i in self.books.items if i.paper is paper), ZERO)
        self.books.undo(paper)

    @precondition(lambda self: self.books.of("receipt", "approved"))
    @rule(which=PICKS)
    def undo_a_receipt_from_its_end(self, which: int) -> None:
        """All that followed goes back in one act, in the order of the plan, or nothing does."""
        paper = pick(self.books.of("receipt", "approved"), which)
        plan = [each.document.pk for each in undo_plan(Document.objects.get(pk=paper.pk))]
        later = {each.pk for each in self._after(paper)}
        assert later < set(plan)
        undo = self._undoing(paper)
        if self.maybe(undo, sure=len(plan) == 1):
            for pk in plan:
                self._undone(pk)

    def _undoing(self, paper: Paper) -> Callable[[], Any]:
        deputy, at = self.desk.deputy, self.at
        return lambda: undo_from_end(paper.pk, actor=deputy, reason="整单作废", at=at)

    def _undone(self, pk: int) -> None:
        paper = next(each for each in self.books.papers if each.pk == pk)
        if paper.kind == "request":
            paper.state = "void"
            return
        if paper.kind == "settlement":
            self._unpaid(paper)
        else:
            self.books.undo(paper)
        paper.state = "reversed"

    def _never(self, walk: Callable[[], Any]) -> None:
        """A walk of several steps that is refused at one of them; its drafts post nothing."""
        before = ledgers.posted()
        assert refusal_of(walk), "this should have been refused"
        assert ledgers.posted() == before

    def check(self) -> None:
        super().check()
        requests = {paper.pk: paper.state for paper in self.books.of("request")}
        assert ledgers.states(requests) == requests
        left = ledgers.left_of(item.pk for item in self.books.items)
        assert {item.pk: item.left for item in self.books.items} == left
        assert ledgers.cash(self.desk.account.code) == self.books.cash
