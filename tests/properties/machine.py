"""Random days of a firm: whatever people do in whatever order, the books and the model agree."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from documents.models import Document
from masterdata.models import User
from tests.properties import ledgers
from tests.properties.days import PICKS, Days, pick
from tests.properties.desk import ITEMS, SUPPLIERS, Desk, order_lines, receipt_lines
from tests.properties.model import Books, Line, Paper

QUANTITIES = st.integers(1, 60)
PRICES = st.integers(1, 99_999).map(lambda fen: Decimal(fen) / 100)


class Purchases(Days):
    """Orders, receipts, their reversal, and the closing of months."""

    desk: ClassVar[Desk]

    def __init__(self) -> None:
        super().__init__()
        self.books = Books()

    def done(self, paper: Paper, document: Document, expected: str) -> None:
        """The paper stands where the model says it does."""
        assert document.state == expected, f"{document} is {document.state}, not {expected}"
        paper.state = expected

    @initialize(quantity=QUANTITIES, price=PRICES)
    def goods_are_there(self, quantity: int, price: Decimal) -> None:
        """Each supplier has delivered something, so that every rule has its chance."""
        for number in range(len(SUPPLIERS)):
            self.order(number, number, quantity + number, price)
            self.goods_come(0, 50)

    @rule(supplier=PICKS, item=PICKS, quantity=QUANTITIES, price=PRICES)
    def order(self, supplier: int, item: int, quantity: int, price: Decimal) -> None:
        name = pick(list(SUPPLIERS), supplier)
        goods = [(pick(list(ITEMS), item), quantity, price)]
        if quantity % 2:
            goods.append((pick(list(ITEMS), item + 1), quantity + 1, price + 1))
        document = self.desk.order(name, goods, self.at)
        paper = Paper(document.pk, "order", name, "active")
        found = zip(order_lines(document.pk), goods, strict=True)
        paper.lines = [
            Line(line.pk, paper, code, Decimal(count), cost) for line, (code, count, cost) in found
        ]
        self.books.papers.append(paper)

    def _receivable(self) -> list[Line]:
        lines = [line for paper in self.books.of("order", "active") for line in paper.lines]
        return [x for x in lines if self.books.open(x) - self.books.on_its_way(x) > 0]

    @precondition(lambda self: self._receivable())
    @rule(which=PICKS, part=st.integers(1, 100))
    def goods_come(self, which: int, part: int) -> None:
        """Received and approved at once."""
        self.receive(which, part)
        self.approve_receipt(len(self.books.of("receipt", "submitted")) - 1)

    @precondition(lambda self: self._receivable())
    @rule(which=PICKS, part=st.integers(1, 100))
    def receive(self, which: int, part: int) -> None:
        line = pick(self._receivable(), which)
        left = self.books.open(line) - self.books.on_its_way(line)
        quantity = max(int(left * part / 100), 1)
        document = self.desk.receipt([(line.pk, quantity)], self.at)
        paper = Paper(document.pk, "receipt", line.paper.supplier, "draft")
        (row,) = receipt_lines(document.pk)
        paper.lines = [Line(row.pk, paper, line.item, Decimal(quantity), line.price, of=line)]
        self.books.papers.append(paper)
        document = self.desk.step(document.pk, "submit", self.desk.purchaser, self.at)
        self.done(paper, document, "submitted")

    @precondition(lambda self: self.books.of("receipt", "submitted"))
    @rule(which=PICKS)
    def approve_receipt(self, which: int) -> None:
        paper = pick(self.books.of("receipt", "submitted"), which)
        self.done(paper, self.desk.approve(paper.pk, self.at), "approved")
        self.books.add(paper, paper.gross).pk = ledgers.items_of(paper.pk)[0]

    @precondition(lambda self: self.books.of("receipt", "submitted"))
    @rule(which=PICKS)
    def reject_receipt(self, which: int) -> None:
        paper = pick(self.books.of("receipt", "submitted"), which)
        step = self.desk.step
        document = step(paper.pk, "reject", self.desk.manager, self.at, reason="数量不符")
        self.done(paper, document, "draft")

    @precondition(lambda self: self.books.of("receipt", "draft"))
    @rule(which=PICKS)
    def void_receipt(self, which: int) -> None:
        paper = pick(self.books.of("receipt", "draft"), which)
        step = self.desk.step
        document = step(paper.pk, "void", self.desk.purchaser, self.at, reason="重录")
        self.done(paper, document, "void")

    @precondition(lambda self: self.books.of("receipt", "approved"))
    @rule(which=PICKS)
    def reverse_receipt(self, which: int) -> None:
        paper = pick(self.books.of("receipt", "approved"), which)
        act = self._reversal(paper, self.desk.manager)
        if self.stands_in_the_way(paper):
            self.refused(act)
        else:
            self.done(paper, act(), "reversed")
            self.books.undo(paper)

    def _reversal(self, paper: Paper, actor: Any) -> Callable[[], Document]:
        return lambda: self.desk.step(paper.pk, "reverse", actor, self.at, reason="录错")

    def stands_in_the_way(self, paper: Paper) -> bool:
        """Whether something later depends on the paper; nothing does as long as goods only come."""
        return False

    @precondition(lambda self: self.books.of("receipt", "submitted"))
    @rule(which=PICKS)
    def the_maker_may_not_approve(self, which: int) -> None:
        paper = pick(self.books.of("receipt", "submitted"), which)
        self.refused(lambda: self.desk.step(paper.pk, "approve", self.desk.purchaser, self.at))

    @precondition(lambda self: self.books.of("receipt", "approved"))
    @rule(which=PICKS)
    def nothing_is_approved_twice(self, which: int) -> None:
        paper = pick(self.books.of("receipt", "approved"), which)
        self.refused(lambda: self.desk.step(paper.pk, "approve", self.desk.manager, self.at))

    @precondition(lambda self: self._receivable())
    @rule(which=PICKS)
    def much_more_than_ordered_is_refused(self, which: int) -> None:
        line = pick(self._receivable(), which)
        quantity = int(line.quantity * 2 + 1)
        document = self.desk.receipt([(line.pk, quantity)], self.at)
        self.refused(lambda: self.desk.step(document.pk, "submit", self.desk.purchaser, self.at))
        step = self.desk.step
        step(document.pk, "void", self.desk.purchaser, self.at, reason="数量录错")

    def months_people(self) -> tuple[User, User]:
        return self.desk.accountant, self.desk.director

    def check(self) -> None:
        """Everything that must be equal after each step."""
        for item in ITEMS:
            assert ledgers.on_hand(item) == self.books.on_hand(item), item
            assert ledgers.expected(item) == self.books.expected(item), item
        for supplier in SUPPLIERS:
            owed = self.books.owed(supplier)
            assert ledgers.owed(supplier) == owed, supplier
            assert ledgers.left_of_items(supplier) == owed, supplier
