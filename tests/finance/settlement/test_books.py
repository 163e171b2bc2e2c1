"""The checks see a settlement whose columns and entries no longer agree."""

import pytest
from django.db.models import F

from documents.books import run_checks
from finance.parties.models import OpenItem
from finance.settlement.models import Kind, Settlement, SettlementLine
from masterdata.fields import MoneyField
from tests.behind import loosen
from tests.finance.settlement import desk

pytestmark = pytest.mark.django_db
NAMES = ("settlements", "settlement_lines", "prepayments")


def found() -> set[str]:
    return {breach.check for breach in run_checks(NAMES)}


def test_every_kind_of_settlement_adds_up() -> None:
    debt, prepaid, second = desk.owe("100.00", "-30.00", "-20.00")
    desk.settle((debt, "50.00"), (prepaid, "30.00"), money="45.00", discount=5)
    desk.settle((second, "12.00"), money="-12.00", kind=Kind.REFUND)
    reversed_one = desk.settle((debt, "8.00"), (second, "8.00"), kind=Kind.OFFSET)
    desk.reverse(reversed_one)

    assert found() == set()


def test_a_surplus_that_nobody_paid_is_seen() -> None:
    (debt,) = desk.owe("100.00")
    loosen(desk.settle((debt, "100.00"), money="100.00"))

    more = F("money") + MoneyField().get_prep_value(1)
    Settlement.objects.update(money=more, surplus=F("surplus") + MoneyField().get_prep_value(1))

    assert found() == {"settlements"}


def test_a_line_that_settled_something_else_is_seen() -> None:
    (debt,) = desk.owe("100.00")
    loosen(desk.settle((debt, "100.00"), money="100.00"))

    SettlementLine.objects.update(amount=99)

    assert found() == {"settlement_lines"}


def test_money_that_came_back_for_nothing_is_seen() -> None:
    (prepaid,) = desk.owe("-80.00")
    desk.settle((prepaid, "80.00"), money="-80.00", kind=Kind.REFUND)

    OpenItem.objects.filter(line_no=9001).update(allocated=79)

    assert "prepayments" in found()
