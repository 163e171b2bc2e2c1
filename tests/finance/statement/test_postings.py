"""What a statement says of the ledger: opening always, debts first, frozen when it is sent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from finance.parties import lists, queries
from finance.parties.models import OpenItem, Side
from finance.statement.account import account_of
from finance.statement.models import Statement
from tests import factories
from tests.finance.parties.papers import payable, post, receivable, reverse, settle
from tests.finance.statement.walk import draft, issue
from tests.notation import owed

pytestmark = pytest.mark.usefixtures("clean_parties")
D = Decimal


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def lines_of(code: str = "甲厂", days: int = 30, **body: object) -> list[str]:
    """The frozen lines as `+increase -decrease =balance`."""
    statement = Statement.objects.get(pk=issue(draft(code, days=days, **body)).pk)
    return [
        f"+{line.increase} -{line.decrease} ={line.balance}"
        for line in statement.lines.order_by("line_no")
    ]


def test_the_opening_stands_there_even_if_nothing_moved() -> None:
    post(payable("甲厂 100.00"), days_ago=40)

    assert lines_of() == ["+0.00 -0.00 =100.00"]


def test_a_party_that_never_dealt_has_an_opening_of_nothing() -> None:
    assert lines_of() == ["+0.00 -0.00 =0.00"]


def test_on_one_day_the_debt_comes_before_the_payment() -> None:
    post(payable("甲厂 -100.00"), days_ago=2)
    post(payable("甲厂 100.00"), days_ago=2)

    assert lines_of() == ["+0.00 -0.00 =0.00", "+100.00 -0.00 =100.00", "+0.00 -100.00 =0.00"]


def test_the_other_side_of_the_same_party_is_another_statement() -> None:
    factories.supplier("甲厂", is_customer=True)
    post(payable("甲厂 100.00"))
    post(receivable("甲厂 40.00"))

    assert lines_of(side="receivable")[-1] == "+40.00 -0.00 =40.00"


def test_what_is_frozen_is_what_was_counted_then() -> None:
    receipt = post(payable("甲厂 100.00"), days_ago=3)
    statement = Statement.objects.get(pk=issue(draft()).pk)
    post(payable("甲厂 7.00"), days_ago=2)
    reverse(receipt)

    statement.refresh_from_db()
    assert statement.closing == D(100)
    assert statement.head.total == D(100)
    assert owed("甲厂 7.00")


def test_overdue_is_of_the_last_day_not_of_today() -> None:
    post(payable("甲厂 100.00", due_on=ago(5)), days_ago=20)
    post(payable("甲厂 30.00", due_on=ago(1)), days_ago=20)

    statement = Statement.objects.get(pk=issue(draft(last=ago(3))).pk)

    assert statement.overdue == D(100)


@pytest.mark.parametrize("back", [0, 1, 4, 9, 21, 38, 41])
def test_page_ledger_ageing_and_statement_are_one_to_the_cent(back: int) -> None:
    old = post(payable("甲厂 100.33", due_on=ago(30)), days_ago=40)
    second = post(payable("甲厂 50.50"), days_ago=20)
    prepaid = post(payable("甲厂 -200.01"), days_ago=10)
    settle(old, prepaid, "100.33", days_ago=8)
    settlement = settle(second, prepaid, "20.00", days_ago=5)
    post(payable("甲厂 -7.77"), days_ago=1)
    reverse(settlement)
    reverse(second)
    party, last, first = factories.supplier("甲厂").pk, ago(back), ago(back + 15)

    found = account_of(Side.PAYABLE, party, first=first, last=last)
    rows = list(lists.account(Side.PAYABLE, party, first=first, last=last))
    moved = queries.movements(Side.PAYABLE, first=first, last=last).get(party)
    ageing = queries.ageing(Side.PAYABLE, on=last).get(party)
    ledger = sum(
        OpenItem.objects.filter(party=party, on_date__lte=last).values_list("amount", flat=True)
    )

    assert found.closing == ledger == (ageing.balance if ageing else 0)
    assert found.closing == (moved.closing if moved else 0)
    assert found.sum("increase") == sum(row.increase for row in rows)
    assert found.sum("decrease") + found.sum("discount") == sum(row.decrease for row in rows)
    assert [entry.balance for entry in found.entries] == [row.running for row in rows]
