"""Bite tests: each check of the books must find what was tampered with behind the program."""

from collections.abc import Callable

import pytest
from django.db import connection

from documents import append_only
from documents.books import Breach, run_checks
from inventory.stock.ledger import EXPECTED
from tests.inventory.stock.papers import goods, paper, post, reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def tamper() -> Callable[[str], None]:
    """Raw SQL past the triggers, as somebody with the database could do it."""

    def change(statement: str) -> None:
        append_only.remove(connection)
        with connection.cursor() as cursor:
            cursor.execute(statement)
        append_only.install(connection)

    return change


def found(check: str) -> list[Breach]:
    return run_checks([check])


def test_clean_books_have_no_breach() -> None:
    order = paper()
    post(goods("螺丝 main/SH 100", phase=EXPECTED), document=order)
    reverse(post(goods("螺丝 main 10 10.00")))
    post(goods("螺丝 main 10 10.00"))

    for check in ("stock_balances", "stock_values", "stock_reversals", "stock_claims"):
        assert found(check) == []


@pytest.mark.parametrize("phase", ["on_hand", "reserved", "expected"])
def test_a_changed_balance_is_found(tamper: Callable[[str], None], phase: str) -> None:
    post(goods("螺丝 main 10 10.00"))

    tamper(f"UPDATE inventory_stockbalance SET {phase} = {phase} + 10000")

    (breach,) = found("stock_balances")
    assert (
        breach.details[phase]
        == breach.details["entries" if phase == "on_hand" else f"entries_{phase}"] + 10000
    )


def test_a_deleted_balance_is_found(tamper: Callable[[str], None]) -> None:
    post(goods("螺丝 main 10 10.00"))

    tamper("DELETE FROM inventory_stockbalance")

    assert len(found("stock_balances")) == 1


def test_an_invented_balance_is_found(tamper: Callable[[str], None]) -> None:
    post(goods("螺丝 main 10 10.00"))

    tamper("UPDATE inventory_stockbalance SET held_for = 'HT-1'")

    assert len(found("stock_balances")) == 2


def test_a_deleted_entry_is_found(tamper: Callable[[str], None]) -> None:
    post(goods("螺丝 main 10 10.00"))

    tamper("DELETE FROM inventory_stockentry")

    assert found("stock_balances")
    assert found("stock_values")


def test_a_changed_value_is_found(tamper: Callable[[str], None]) -> None:
    post(goods("螺丝 main 10 10.00"))

    tamper("UPDATE inventory_stockcost SET amount = amount + 1")

    assert len(found("stock_values")) == 1


def test_a_reversal_that_is_not_opposite_is_found(tamper: Callable[[str], None]) -> None:
    reverse(post(goods("螺丝 main 10 10.00")))

    tamper("UPDATE inventory_stockentry SET amount = amount + 1 WHERE reverses_id IS NOT NULL")

    assert len(found("stock_reversals")) == 1


def test_an_overdrawn_claim_is_found(tamper: Callable[[str], None]) -> None:
    order = paper()
    post(goods("螺丝 main/SH 100", phase=EXPECTED), document=order)

    tamper("UPDATE inventory_stockentry SET quantity = -quantity")

    assert len(found("stock_claims")) == 1
