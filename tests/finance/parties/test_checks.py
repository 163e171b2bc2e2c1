"""Bite tests: each check of the party ledger must find what was tampered with."""

import pytest
from django.db import connection

from documents import append_only
from documents.books import run_checks
from tests.finance.parties.conftest import CHECKS
from tests.finance.parties.papers import payable, post, reverse, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _books() -> None:
    settle(post(payable("甲厂 100.00")), post(payable("甲厂 -100.00")), "60.00")
    reverse(post(payable("甲厂 7.00")))
    post(payable("乙厂 5.00"))


def tamper(statement: str) -> None:
    append_only.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    append_only.install(connection)


def test_clean_books_have_no_breach() -> None:
    assert run_checks(CHECKS) == []


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("party_balances", "UPDATE finance_partybalance SET amount = amount + 1"),
        ("party_balances", "DELETE FROM finance_partybalance"),
        ("party_balances", "UPDATE finance_openitem SET amount = amount + 1 WHERE amount > 0"),
        ("party_settled", "UPDATE finance_openitem SET allocated = 1 WHERE amount = 500"),
        ("party_settled", "UPDATE finance_allocation SET amount = amount + 1"),
        ("party_settled", "DELETE FROM finance_allocation"),
        (
            "party_pairs",
            "UPDATE finance_allocation SET debit_item_id = credit_item_id,"
            " credit_item_id = debit_item_id",
        ),
        (
            "party_reversals",
            "UPDATE finance_openitem SET amount = amount - 1, allocated = allocated - 1"
            " WHERE reverses_id IS NOT NULL",
        ),
    ],
)
def test_tampering_is_found(check: str, statement: str) -> None:
    tamper(statement)

    assert run_checks([check])
