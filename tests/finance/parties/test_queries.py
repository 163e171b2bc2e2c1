"""Balances, open items and ageing, of today and of any past day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from finance.parties import lists, queries
from finance.parties.models import OpenItem, Side
from tests import factories
from tests.finance.parties.papers import payable, post, receivable, reverse, settle

pytestmark = pytest.mark.usefixtures("clean_parties")
D = Decimal
OWED = Side.PAYABLE


def today() -> date:
    return timezone.localdate()


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def party(code: str = "甲厂") -> int:
    return factories.supplier(code).pk


def test_balances_come_from_the_cache_by_side() -> None:
    post(payable("甲厂 100.00"), payable("乙厂 7.00", 1))
    post(receivable("红星商场 40.00"))

    assert queries.balances(OWED) == {party(): D(100), party("乙厂"): D(7)}


def test_the_period_has_an_opening_what_came_what_went_and_a_closing() -> None:
    post(payable("甲厂 100.00"), days_ago=40)
    post(payable("甲厂 50.00"), days_ago=5)
    post(payable("甲厂 -30.00"), days_ago=3)
    post(payable("甲厂 8.00"), days_ago=1)

    moved = queries.movements(OWED, first=ago(10), last=ago(2))[party()]

    assert (moved.opening, moved.increase, moved.decrease) == (D(100), D(50), D(30))
    assert moved.closing == D(120) == queries.balance_at(OWED, party(), ago(2))


def test_open_items_of_a_past_day_know_nothing_of_later_settlements() -> None:
    receipt = post(payable("甲厂 100.00"), days_ago=40)
    payment = post(payable("甲厂 -60.00"), days_ago=10)
    settle(receipt, payment, "60.00", days_ago=5)

    before = queries.open_items(OWED, on=ago(7))
    after = queries.open_items(OWED, on=today())

    assert [each.left for each in before] == [D(100), D(-60)]
    assert [each.left for each in after] == [D(40)]


def test_a_settlement_taken_back_later_still_counted_in_between() -> None:
    receipt = post(payable("甲厂 100.00"), days_ago=40)
    payment = post(payable("甲厂 -60.00"), days_ago=10)
    settlement = settle(receipt, payment, "60.00", days_ago=5)
    reverse(settlement)

    between = queries.open_items(OWED, on=ago(3))

    assert [each.left for each in between] == [D(40)]
    assert [each.left for each in queries.open_items(OWED, on=today())] == [D(100), D(-60)]


def test_a_payment_dated_before_its_receipt_is_a_prepayment_until_it_comes() -> None:
    receipt = post(payable("甲厂 100.00"), days_ago=2)
    settle(receipt, post(payable("甲厂 -60.00"), days_ago=9), "60.00", days_ago=9)

    between = queries.open_items(OWED, on=ago(5))

    assert [each.left for each in between] == [D(-60)]
    assert queries.ageing(OWED, on=ago(5))[party()].balance == queries.balance_at(
        OWED, party(), ago(5)
    )


@pytest.mark.parametrize("days", [0, 3, 7, 35, 100])
def test_the_ageing_is_the_ledger_to_the_cent_on_every_day(days: int) -> None:
    first = post(payable("甲厂 100.33"), days_ago=95)
    second = post(payable("甲厂 50.50"), days_ago=40)
    payment = post(payable("甲厂 -120.01"), days_ago=10)
    settle(first, payment, "100.33", days_ago=6)
    settle(second, payment, "19.68", days_ago=2)
    post(payable("甲厂 -7.00"), days_ago=1)

    ageing = queries.ageing(OWED, on=ago(days)).get(party())
    balance = queries.balance_at(OWED, party(), ago(days))

    assert (ageing.balance if ageing else D(0)) == balance


def test_on_one_day_the_debt_comes_before_the_payment() -> None:
    post(payable("甲厂 -100.00"))
    post(payable("甲厂 100.00"))

    rows = list(lists.account(OWED, party()))

    assert [row.running for row in rows] == [D(100), D(0)]


def test_an_account_that_begins_in_the_middle_carries_its_opening() -> None:
    post(payable("甲厂 100.00"), days_ago=40)
    post(payable("甲厂 -30.00"))

    (row,) = lists.account(OWED, party(), first=ago(10))

    assert (row.decrease, row.running) == (D(30), D(70))


def test_a_hundred_suppliers_take_as_many_queries_as_one() -> None:
    counts = []
    for size in (1, 100):
        post(*[payable(f"厂{n} 10.00", n) for n in range(1, size + 1)])
        with CaptureQueriesContext(connection) as asked:
            queries.balances(OWED)
            queries.movements(OWED, first=None, last=today())
            queries.ageing(OWED, on=today())
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 4


def mixed_books() -> None:
    """Two suppliers and a customer: reversed, partly settled, prepaid, dated ahead and undated."""
    old = post(payable("甲厂 100.33", due_on=ago(60)), days_ago=95)
    paid = post(payable("甲厂 -70.00"), days_ago=30)
    settle(old, paid, "60.10", days_ago=20)
    undone = settle(old, paid, "5.00", days_ago=8)
    reverse(undone)
    wrong = post(payable("甲厂 12.12"), days_ago=12)
    reverse(wrong)
    post(payable("乙厂 9.99"), payable("甲厂 3.21", 1, ago(1)), days_ago=4)
    post(payable("乙厂 -50.00"), days_ago=3)
    post(payable("乙厂 8.88", due_on=ago(-20)), days_ago=-2)
    post(receivable("红星商场 40.00"), days_ago=9)


@pytest.mark.parametrize("first", [None, 200, 40, 10, 3, 0])
@pytest.mark.parametrize("last", [100, 30, 8, 2, 0])
def test_what_is_worked_out_from_today_back_is_what_the_rows_add_up_to(
    first: int | None, last: int
) -> None:
    mixed_books()
    begin, end = None if first is None else ago(first), ago(last)

    found = queries.movements(OWED, first=begin, last=end)

    assert found == _by_hand(begin, end)
    ages = queries.ageing(OWED, on=end)
    for pk in (party(), party("乙厂")):
        rows = OpenItem.objects.filter(side=OWED, party=pk, on_date__lte=end)
        ledger = sum((row.amount for row in rows), D(0))
        assert queries.balance_at(OWED, pk, end) == ledger
        assert (ages[pk].balance if pk in ages else D(0)) == ledger


def _by_hand(first: date | None, last: date) -> dict[int, queries.Movement]:
    found: dict[int, queries.Movement] = {}
    for row in OpenItem.objects.filter(side=OWED, on_date__lte=last):
        opening, more, less = _place(row, first)
        was = found.get(row.party_id, queries.Movement())
        found[row.party_id] = queries.Movement(
            was.opening + opening, was.increase + more, was.decrease + less
        )
    return found


def _place(row: OpenItem, first: date | None) -> tuple[Decimal, Decimal, Decimal]:
    if first is not None and row.on_date < first:
        return row.amount, D(0), D(0)
    return D(0), max(row.amount, D(0)), max(-row.amount, D(0))


def test_an_account_s_opening_is_what_the_rows_before_it_add_up_to() -> None:
    mixed_books()

    for days in (200, 40, 10, 3):
        rows = list(lists.account(OWED, party(), first=ago(days)))
        before = OpenItem.objects.filter(side=OWED, party=party(), on_date__lt=ago(days))
        opening = sum((row.amount for row in before), D(0))
        assert rows[0].running == opening + rows[0].amount
