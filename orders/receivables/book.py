"""销售台账: one customer's year as a book, with the receivable after every row.

Orders stand in it for what they are worth and move nothing; goods and money are the ledger's own
items, in the order of the customer's account, so that the book's balance is the account's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from documents.models import Document
from finance.parties.flows import MONEY_PAPERS
from finance.parties.lists import account
from finance.parties.queries import balance_at
from masterdata.models import Party
from orders.customer_order.models import CustomerOrder, Terms
from orders.customer_order.queries import WITH_MONEY
from ui.punctuation import listed

NONE = Decimal(0)
RECEIVABLE = "receivable"
GOODS_PAPERS = frozenset({"delivery", "sales_return"})
OPENING, ORDER, GOODS, MONEY, OTHER = "opening", "order", "goods", "money", "other"


@dataclass(frozen=True)
class BookRow:
    """One event of one day; `amount` is what it is of its kind, `change` what it does to the debt.

    `paper` is the delivery, the return, or the paper by which money came; `orders` are those that
    it is for.
    """

    on_date: date | None
    kind: str
    amount: Decimal = NONE
    change: Decimal = NONE
    balance: Decimal = NONE
    deposit: Decimal | None = None
    paper: Document | None = None
    orders: tuple[Document, ...] = ()
    description: str = ""
    days_overdue: int = 0
    pk: int = field(default=0, compare=False)

    def of(self, kind: str) -> Decimal | None:
        return self.amount if self.kind == kind else None

    @property
    def order_amount(self) -> Decimal | None:
        return self.of(ORDER)

    @property
    def shipped_on(self) -> date | None:
        return self.on_date if self.kind == GOODS else None

    @property
    def shipped_amount(self) -> Decimal | None:
        return self.of(GOODS)

    @property
    def paid_on(self) -> date | None:
        return self.on_date if self.kind == MONEY else None

    @property
    def paid_amount(self) -> Decimal | None:
        return self.of(MONEY)

    @property
    def other_amount(self) -> Decimal | None:
        return self.of(OTHER)

    @property
    def order_number(self) -> str:
        return listed(order.number for order in self.orders)

    @property
    def delivery_number(self) -> str:
        return self.paper.number if self.paper and self.kind == GOODS else ""

    @property
    def paper_number(self) -> str:
        return self.paper.number if self.paper and self.kind in (MONEY, OTHER) else ""


@dataclass(frozen=True)
class Book:
    """The opening, the rows, and what they add up to."""

    opening: Decimal
    rows: tuple[BookRow, ...]

    def sum(self, kind: str) -> Decimal:
        return sum((row.amount for row in self.rows if row.kind == kind), NONE)

    @property
    def closing(self) -> Decimal:
        return self.opening + sum((row.change for row in self.rows), NONE)


def book_of(party: Party, year: int, *, today: date) -> Book:
    """In nine queries, however long the year was."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    opening = balance_at(RECEIVABLE, party.pk, first - timedelta(days=1))
    found = account(RECEIVABLE, party.pk, first=first, last=last, opening=opening)
    items = found.select_related("for_document")
    moved = _together(_moved(item, today=today) for item in items)
    return Book(
        opening, tuple(_with_balances(_merged(_ordered(party, first, last), moved), opening))
    )


def _ordered(party: Party, first: date, last: date) -> list[BookRow]:
    """The orders that count, by the day they bear."""
    orders = (
        CustomerOrder.objects.filter(
            head__party=party, head__state__in=WITH_MONEY, head__date__range=(first, last)
        )
        .select_related("head")
        .order_by("head__date", "pk")
    )
    return [
        BookRow(
            order.head.date,
            ORDER,
            amount=order.head.total,
            deposit=order.deposit_due if order.terms == Terms.DEPOSIT else None,
            orders=(order.head,),
            pk=order.pk,
        )
        for order in orders
    ]


def kind_of(paper_type: str) -> str:
    if paper_type in MONEY_PAPERS:
        return MONEY
    return GOODS if paper_type in GOODS_PAPERS else OTHER


def _moved(item: Any, *, today: date) -> BookRow:
    """Money is shown as it came: what lowers the debt is money in, above zero."""
    kind = kind_of(item.document.type)
    return BookRow(
        item.on_date,
        kind,
        amount=-item.amount if kind == MONEY else item.amount,
        change=item.amount,
        paper=item.document,
        orders=(item.for_document,) if item.for_document else (),
        description=item.description,
        days_overdue=days_overdue(item, today=today),
        pk=item.pk,
    )


def days_overdue(item: Any, *, today: date) -> int:
    """Days past the due date until the debt was settled, or till today while it is open."""
    if item.amount <= 0 or item.due_on is None or item.reverses_id:
        return 0
    end = today
    if item.allocated >= item.amount:
        settled = [each.on_date for each in item.settled_by.all()]
        end = max(settled, default=today)
    return max((end - item.due_on).days, 0)


def _together(rows: Iterable[BookRow]) -> list[BookRow]:
    """A delivery of several orders is one row, so is a remittance for several."""
    found: list[BookRow] = []
    for row in rows:
        last = found[-1] if found else None
        if last is not None and _same(last, row):
            orders = (*last.orders, *(one for one in row.orders if one not in last.orders))
            found[-1] = replace(
                last,
                amount=last.amount + row.amount,
                change=last.change + row.change,
                orders=orders,
                days_overdue=max(last.days_overdue, row.days_overdue),
            )
        else:
            found.append(row)
    return found


def _same(last: BookRow, row: BookRow) -> bool:
    """What one paper raises and what it lowers on the same day stay apart."""
    same = (last.paper, last.on_date) == (row.paper, row.on_date)
    return same and (last.change > 0) == (row.change > 0)


def _merged(orders: list[BookRow], moved: list[BookRow]) -> list[BookRow]:
    """By day; the orders of a day before what was delivered and paid on it."""
    keyed = [((row.on_date, 0, place), row) for place, row in enumerate(orders)]
    keyed += [((row.on_date, 1, place), row) for place, row in enumerate(moved)]
    return [row for _key, row in sorted(keyed, key=lambda each: each[0])]


def _with_balances(rows: Iterable[BookRow], opening: Decimal) -> Iterator[BookRow]:
    balance = opening
    for number, row in enumerate(rows, start=1):
        balance += row.change
        yield replace(row, balance=balance, pk=number)
