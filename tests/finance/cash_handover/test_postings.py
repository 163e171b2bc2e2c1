"""What counted cash says to the ledgers; no database."""

from decimal import Decimal
from types import SimpleNamespace as Thing
from typing import Any

from finance.cash.ledger import Cash
from finance.cash_handover.postings import STEP, Debt, entries_of
from finance.parties.ledger import Receivable, Settles

BODY: Any = Thing(account_id=3)


def line(number: int, delivery: int, counted: str | None) -> Any:
    found = None if counted is None else Decimal(counted)
    return Thing(line_no=number, delivery_id=delivery, delivery=Thing(party_id=7), counted=found)


def test_cash_settles_the_deliverys_debt_and_pays_its_order() -> None:
    debts = {20: [Debt(11, Decimal(100), order=40)]}

    assert list(entries_of(BODY, [line(1, 20, "100")], debts)) == [
        Cash(3, Decimal(100), 1, party_id=7),
        Receivable(7, Decimal(-100), None, 1, for_document=40, cause="money"),
        Settles(Decimal(100), debit_item=11, credit_line=1),
    ]


def test_a_delivery_of_two_orders_pays_both() -> None:
    debts = {20: [Debt(11, Decimal(60), order=40), Debt(12, Decimal(60), order=41)]}

    entries = list(entries_of(BODY, [line(1, 20, "100")], debts))

    assert entries[3:] == [
        Receivable(7, Decimal(-40), None, 1 + STEP, for_document=41, cause="money"),
        Settles(Decimal(40), debit_item=12, credit_line=1 + STEP),
    ]


def test_what_the_debts_do_not_take_is_the_customers_own() -> None:
    entries = list(entries_of(BODY, [line(1, 20, "100")], {20: [Debt(11, Decimal(70))]}))

    assert entries[1] == Receivable(7, Decimal(-70), None, 1)
    assert entries[3] == Receivable(7, Decimal(-30), None, 1 + STEP)


def test_a_line_of_which_nothing_was_found_moves_nothing() -> None:
    assert list(entries_of(BODY, [line(1, 20, "0"), line(2, 21, None)], {})) == []


def test_a_debt_of_less_than_a_yuan_is_settled_too() -> None:
    entries = list(entries_of(BODY, [line(1, 20, "0.50")], {20: [Debt(11, Decimal("0.50"))]}))

    assert entries[1:] == [
        Receivable(7, Decimal("-0.50"), None, 1),
        Settles(Decimal("0.50"), debit_item=11, credit_line=1),
    ]


def test_cash_that_is_used_up_makes_no_further_credit() -> None:
    debts = {20: [Debt(11, Decimal(70)), Debt(12, Decimal(30))]}

    assert len(list(entries_of(BODY, [line(1, 20, "70")], debts))) == 3
