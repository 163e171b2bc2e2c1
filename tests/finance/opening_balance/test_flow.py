"""Opening balances through their real steps: once, by two people, and locked afterwards."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from documents import opening
from documents.errors import Refused
from finance.parties import queries
from masterdata.roles import Role
from tests import factories
from tests.finance.opening_balance.walk import approve, draft, make, person
from tests.notation import owed, owing

pytestmark = pytest.mark.usefixtures("books")


def test_a_draft_is_nothing_and_the_approval_everything() -> None:
    document = draft("应付 甲厂 100.00, 应付 乙厂 -30.00, 应收 红星商场 8.50")
    assert owed("甲厂 0")

    approve(document)

    assert owed("甲厂 100.00")
    assert owed("乙厂 -30.00")
    assert owing("红星商场 8.50")


def test_a_party_is_opened_once_per_side() -> None:
    approve(draft("应付 甲厂 100.00, 应付 甲厂 20.00"))

    with pytest.raises(Refused, match="甲厂"):
        approve(draft("应付 甲厂 1.00"))

    assert owed("甲厂 120.00")


def test_a_payable_needs_a_supplier() -> None:
    factories.customer("红星商场")
    document = draft("应付 甲厂 1.00")
    line = document.openingbalance.lines.get()
    line.party = factories.customer("红星商场")
    line.save()

    with pytest.raises(Refused, match="红星商场"):
        approve(document)


def test_an_opening_debt_ages_from_its_own_date() -> None:
    document, today = draft(), timezone.localdate()
    document.openingbalance.lines.update(dated=today - timedelta(days=70))

    approve(document)

    (ageing,) = queries.ageing("payable", on=today).values()
    assert ageing.buckets == [0, 0, Decimal(100), 0]


def test_an_opening_debt_is_not_younger_than_its_paper() -> None:
    document = draft()
    document.openingbalance.lines.update(dated=timezone.localdate() + timedelta(days=1))

    with pytest.raises(Refused, match="原单日期"):
        approve(document)


def test_a_reversal_leaves_nothing_open() -> None:
    make("reversed")

    assert owed("甲厂 0")


def test_the_lock_of_the_opening_is_one_for_stock_and_debts() -> None:
    opening.close(actor=person(Role.ACCOUNTANT), at=timezone.now())

    with pytest.raises(Refused):
        approve(draft())
