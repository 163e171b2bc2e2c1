"""销售台账 and 对账单: page = ledger = ageing = statement = book, to the cent, by real steps."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from documents import engine
from finance.parties import lists, queries
from finance.parties.models import OpenItem, Side
from finance.parties.queries import balances as balances_of
from finance.statement.account import account_of
from finance.statement.sources import details
from masterdata.models import Party
from orders.receivables.book import GOODS, MONEY, ORDER, Book, book_of
from orders.receivables.year_sums import year_rows
from tests.finance.remittance import desk as money
from tests.orders import desk
from tests.orders.delivery import road
from tests.orders.receivables import chase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
D = Decimal


def book(party: Party | None = None) -> Book:
    return book_of(party or desk.customer(), chase.today().year, today=chase.today())


def agree(party: Party) -> Decimal:
    """Seven ways to the same figure, which is returned."""
    first, last = date(chase.today().year, 1, 1), chase.today()
    items = OpenItem.objects.filter(side=Side.RECEIVABLE, party=party)
    ledger = sum(items.values_list("amount", flat=True), D(0))
    page = list(lists.account("receivable", party.pk, first=first, last=last))
    aged = queries.ageing("receivable", on=last, party_id=party.pk).get(party.pk)
    moved = queries.movements("receivable", first=first, last=last)[party.pk]
    statement = account_of("receivable", party.pk, first=first, last=last)
    found = book(party)
    (year,) = year_rows(chase.today().year, scope=Q(pk=party.pk))

    assert queries.balances("receivable").get(party.pk, D(0)) == ledger
    assert (page[-1].running if page else D(0)) == ledger
    assert (aged.balance if aged else D(0)) == ledger
    assert moved.closing == ledger
    assert statement.closing == ledger
    assert found.closing == year.closing == ledger
    assert (found.rows[-1].balance if found.rows else D(0)) == ledger
    assert found.sum(GOODS) == year.shipped
    assert found.sum(MONEY) == year.paid
    assert found.sum(ORDER) == year.ordered
    return ledger


def test_a_year_of_a_customer_reads_the_same_everywhere() -> None:
    """On account, paid in parts, with refused goods, a surplus, a refund and a reversal."""
    party = desk.customer(credit_limit=D(1000), credit_days=30)
    order = road.ordered("螺丝 10 x 2.53", terms="credit")

    first = road.send([order], "6")
    assert agree(party) == D("15.18")
    desk.remit(order, "10.00", surplus="3.33")
    assert agree(party) == D("1.85")
    road.sign(first, refused={1: "2"})
    assert agree(party) == D("-3.21")
    road.send([order], "4")
    assert agree(party) == D("6.91")
    desk.step(order, "short_close", desk.people().clerk, reason="不要了")
    prepaid = road.ordered("螺母 3 x 7.77")
    assert agree(party) == D("-13.07"), "the surplus is set off, the rest is remitted"
    road.send([prepaid])
    assert agree(party) == D("10.24")
    desk.own_money("5.55")
    money.refund("2.00")
    assert agree(party) == D("6.69")
    wrong = money.remit("1.11", customer=party)
    assert agree(party) == D("5.58")
    money.reverse(wrong)

    assert agree(party) == D("6.69")


def test_on_one_day_the_debt_stands_before_the_payment() -> None:
    """However it was entered: the balance of an even day never looks negative for a moment."""
    road.send([road.ordered("螺丝 10 x 2.50")])

    balances = [row.balance for row in book().rows]

    assert min(balances) == 0
    assert [row.kind for row in book().rows] == [ORDER, GOODS, MONEY]


def test_the_opening_stands_even_where_nothing_moved() -> None:
    party = desk.customer("新客户")

    assert book(party) == Book(D(0), ())


def test_a_remittance_for_two_orders_and_a_surplus_is_one_row() -> None:
    orders = [desk.order(to="noticed") for _each in range(2)]
    money.remit("60.00", *((order, "25.00") for order in orders))

    (row,) = [row for row in book().rows if row.kind == MONEY]

    assert row.amount == D("60.00")
    assert row.order_number == f"{orders[0].number}、{orders[1].number}"


def test_money_set_off_at_pricing_is_no_movement_of_the_book() -> None:
    desk.own_money("10.00")
    desk.order(to="noticed", terms="credit")

    rows = book().rows

    assert [row.kind for row in rows if row.change] == [MONEY]


def test_orders_before_their_approval_and_void_ones_are_not_in_the_book() -> None:
    desk.order(to="pricing")
    gone = desk.order(to="noticed")
    engine.perform(
        gone.pk, "cancel", actor=desk.people().manager, reason="不要", data={"money": ""}
    )
    kept = desk.order(to="noticed", terms="deposit", deposit_percent=D(20))

    (row,) = book().rows

    assert (row.order_number, row.order_amount) == (kept.number, D("25.00"))
    assert row.deposit == D("5.00")


def test_days_overdue_run_until_the_debt_is_settled() -> None:
    chase.on_account()
    later = chase.today() + timedelta(days=12)
    year = chase.today().year
    party = desk.customer()

    def days() -> list[int]:
        rows = book_of(party, year, today=later).rows
        return [row.days_overdue for row in rows if row.kind == GOODS]

    assert days() == [12]
    (item,) = [each.item for each in chase.debtor().items]  # type: ignore[union-attr]
    money.remit("25.00", (item, "25.00"), customer=party)

    assert days() == [0], "it was paid on the day"


def test_a_long_year_takes_as_many_queries_as_a_short_one(
    django_assert_max_num_queries: Any,
) -> None:
    for _each in range(3):
        road.send([road.ordered("螺丝 10 x 2.50")])

    with django_assert_max_num_queries(10):
        assert len(book().rows) == 9


def test_the_detailed_statement_names_the_goods_that_came_and_those_that_were_refused() -> None:
    """Under the debt what left, under the credit what the customer refused; each comes to it."""
    desk.customer(credit_limit=D(1000))
    order = road.ordered("螺丝 10 x 2.50, 螺母 4 x 1.00", terms="credit", freight=D("6.66"))
    delivery = road.sign(road.send([order]), refused={1: "3"})

    found = details([delivery.pk])[delivery.pk]

    sent = [each for each in found if each.amount > 0]
    back = [each for each in found if each.amount < 0]
    assert [each.name for each in sent[:2]] == ["螺丝", "螺母"]
    assert sum((each.amount for each in sent), D(0)) == D("35.66")
    assert [(each.name, each.quantity, each.amount) for each in back] == [
        ("螺丝", D(-3), D("-7.50"))
    ]
    assert balances_of("receivable")[delivery.party_id] == D("28.16")
