"""The firm in which things are sold: its people, its clock, and its figures beside the model's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from unittest import mock

from django.utils import timezone

from documents.models import Document
from finance.cash.models import CashAccount
from masterdata.models import Party, User
from masterdata.roles import Role
from tests import factories
from tests.finance.remittance import desk as money
from tests.orders import desk as sale
from tests.properties import ledgers, sales_ledgers
from tests.properties.days import Days
from tests.properties.model import ZERO
from tests.properties.sales_model import Books
from tests.properties.sales_papers import SIGNED, Item, Paper
from tests.purchasing import firm

# Level and credit limit.
CUSTOMERS = {"红星商场": ("", 900), "蓝天五金": ("A", 6000)}
ITEMS = ("螺丝", "合页")


@dataclass(frozen=True)
class Desk:
    """Everybody who has a hand in a sale, made before the walks begin."""

    customers: dict[str, Party]
    items: dict[str, int]
    director: User
    general: User

    @classmethod
    def open(cls) -> "Desk":
        firm.people()
        CashAccount.objects.create(code="中行", name="中行", kind="bank", overdraft=Decimal(10**9))
        for role in (Role.CASHIER, Role.DEPUTY_GENERAL_MANAGER, Role.ORDER_CLERK):
            money.person(role)
        for role in (Role.STOREKEEPER, Role.DRIVER, Role.SALES_REP, Role.INSPECTOR):
            sale.person(role)
        given = {
            name: {"level": level, "credit_limit": Decimal(limit), "credit_days": 30}
            for name, (level, limit) in CUSTOMERS.items()
        }
        return cls(
            {name: factories.customer(name, **fields) for name, fields in given.items()},
            {name: factories.item(name).pk for name in ITEMS},
            sale.people().director,
            firm.people().general_manager,
        )


class SalesDays(Days):
    """The clock of the program is the clock of the walk."""

    desk: ClassVar[Desk]

    def __init__(self) -> None:
        super().__init__()
        self.clock = mock.patch("django.utils.timezone.now", self.now)
        self.clock.start()
        self.books = Books({name: Decimal(limit) for name, (_level, limit) in CUSTOMERS.items()})

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            self.clock.stop()

    def now(self) -> datetime:
        return self.at

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    def months_people(self) -> tuple[User, User]:
        return sale.people().accountant, self.desk.general

    def paper(self, pk: int) -> Document:
        return Document.objects.select_related("party").get(pk=pk)

    def done(self, paper: Paper, document: Document, expected: str) -> None:
        """The paper stands where the model says it does."""
        assert document.state == expected, f"{document} is {document.state}, not {expected}"
        paper.state = expected

    def take(self, paper: Paper, code: str, actor: User, **options: Any) -> Document:
        return sale.step(self.paper(paper.pk), code, actor, **options)

    def reversal(self, paper: Paper, actor: User) -> Callable[[], Document]:
        return lambda: self.take(paper, "reverse", actor, reason="录错")

    def check(self) -> None:
        self._check_goods()
        self._check_papers()
        self._check_money()

    def _check_goods(self) -> None:
        store, books = self.books.store, self.books
        assert sales_ledgers.places() == {k: n for k, n in store.there.items() if n}
        assert sales_ledgers.worth() == {k: n for k, n in store.worth.items() if n}
        figures = {
            code: (store.on_hand(code), books.reserved(code), store.expected[code])
            for code in ITEMS
        }
        free = {code: books.free(code) for code in ITEMS}
        assert sales_ledgers.four_figures(self.desk.items) == {
            code: (*figures[code], free[code]) for code in ITEMS
        }

    def _check_papers(self) -> None:
        books = self.books
        lines = {
            x.pk: (
                books.shipped(x),
                books.shipped_gross(x),
                books.shipped(x, SIGNED),
                x.closed,
                x.kept,
            )
            for o in books.orders
            for x in o.lines
        }
        assert sales_ledgers.order_lines(o.pk for o in books.orders) == lines
        papers = [*books.orders, *books.deliveries, *books.remittances, *books.returns]
        states = {p.pk: (p.state, getattr(p, "held", False)) for p in papers}
        assert sales_ledgers.standing(states) == states

    def _check_money(self) -> None:
        books = self.books
        assert sales_ledgers.open_items() == [_row(item) for item in books.items]
        sums = {name: sum((i.amount for i in books.of(name)), ZERO) for name in CUSTOMERS}
        found = sales_ledgers.balances()
        assert {name: found.get(name, ZERO) for name in CUSTOMERS} == sums
        assert sales_ledgers.credit(self.desk.customers) == {
            name: (books.owes(name), books.will_owe(name)) for name in CUSTOMERS
        }
        assert ledgers.cash(money.bank().code) == books.cash


def _row(item: Item) -> tuple[Any, ...]:
    order = item.order.pk if item.order else None
    about = (item.paper.customer, item.paper.pk, order, item.cause, item.on)
    return (*about, item.amount, item.left)
