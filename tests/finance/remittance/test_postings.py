"""What a remittance says to the ledgers; no database."""

from decimal import Decimal
from types import SimpleNamespace as Thing
from typing import Any

from finance.cash.ledger import Cash
from finance.parties.ledger import Receivable, Settles
from finance.remittance.postings import Books, entries_of, shared

HEAD = Thing(party_id=7)


def body(kind: str = "receipt", money: str = "0") -> Any:
    return Thing(kind=kind, money=Decimal(money), account_id=3, head=HEAD)


def for_order(number: int, order: int, amount: str) -> Any:
    return Thing(line_no=number, order_id=order, open_item=None, amount=Decimal(amount))


def for_debt(number: int, item: int, amount: str, *, order: int | None = None) -> Any:
    debt = Thing(pk=item, for_document_id=order)
    return Thing(line_no=number, order_id=None, open_item=debt, amount=Decimal(amount))


def test_money_for_an_order_is_kept_for_it_and_the_surplus_is_the_customers_own() -> None:
    entries = list(entries_of(body(money="100"), [for_order(1, 40, "80")], Books()))

    assert entries == [
        Cash(3, Decimal(100), 9001, party_id=7),
        Receivable(7, Decimal(-80), None, 1, for_document=40, cause="money"),
        Receivable(7, Decimal(-20), None, 9001),
    ]


def test_an_old_debt_is_settled_by_its_line() -> None:
    entries = list(entries_of(body(money="50"), [for_debt(1, 11, "50")], Books()))

    assert entries[1:] == [
        Receivable(7, Decimal(-50), None, 1),
        Settles(Decimal(50), debit_item=11, credit_line=1),
    ]


def test_a_debt_of_an_order_is_paid_for_that_order() -> None:
    entries = list(entries_of(body(money="50"), [for_debt(1, 11, "50", order=40)], Books()))

    assert entries[1] == Receivable(7, Decimal(-50), None, 1, for_document=40, cause="money")


def test_money_for_an_order_settles_what_its_deliveries_left_open_first() -> None:
    books = Books(debts={40: [(11, Decimal(30)), (12, Decimal(30))]})

    entries = list(entries_of(body(money="50"), [for_order(1, 40, "50")], books))

    assert entries[2:] == [
        Settles(Decimal(30), debit_item=11, credit_line=1),
        Settles(Decimal(20), debit_item=12, credit_line=1),
    ]


def test_an_allotment_takes_the_customers_own_money_oldest_first_and_moves_no_cash() -> None:
    books = Books(free=[(5, Decimal(60)), (6, Decimal(60))])

    lines = [for_order(1, 40, "70"), for_debt(2, 11, "10")]
    entries = list(entries_of(body("allotment"), lines, books))

    assert entries == [
        Receivable(7, Decimal(80), None, 9002, cause="transfer"),
        Settles(Decimal(60), debit_line=9002, credit_item=5),
        Settles(Decimal(20), debit_line=9002, credit_item=6),
        Receivable(7, Decimal(-70), None, 1, for_document=40, cause="money"),
        Receivable(7, Decimal(-10), None, 2),
        Settles(Decimal(10), debit_item=11, credit_line=2),
    ]


def test_a_refund_takes_his_own_money_out_of_the_account() -> None:
    entries = list(entries_of(body("refund", "25"), [], Books(free=[(5, Decimal(60))])))

    assert entries == [
        Receivable(7, Decimal(25), None, 9003),
        Settles(Decimal(25), debit_line=9003, credit_item=5),
        Cash(3, Decimal(-25), 9003, party_id=7),
    ]


def test_an_amount_that_is_used_up_touches_no_further_debt() -> None:
    parts = list(shared(Decimal(10), [(1, Decimal(4)), (2, Decimal(6)), (3, Decimal(5))]))

    assert parts == [(1, Decimal(4)), (2, Decimal(6))]


def test_parts_of_a_yuan_are_shared_out_and_what_is_used_up_ends_it() -> None:
    debts = [(11, Decimal("0.40")), (12, Decimal("0.50")), (13, Decimal(9))]

    assert list(shared(Decimal("0.90"), debts)) == [(11, Decimal("0.40")), (12, Decimal("0.50"))]
