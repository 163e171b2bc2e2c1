"""What a settlement says to the ledgers; no database."""

from decimal import Decimal
from types import SimpleNamespace as Thing
from typing import Any

from finance.cash.ledger import Cash
from finance.parties.ledger import Payable, Receivable, Settles
from finance.settlement.postings import money_and_debts

HEAD = Thing(party_id=7)


def body(kind: str = "payment", money: str = "0", discount: str = "0") -> Any:
    return Thing(
        kind=kind, money=Decimal(money), discount=Decimal(discount), account_id=3, head=HEAD
    )


def line(item: int, amount: str, *, is_debt: bool = True, side: str = "payable") -> Any:
    return Thing(
        open_item_id=item, amount=Decimal(amount), is_debt=is_debt, open_item=Thing(side=side)
    )


def settling(entries: list[Any]) -> list[tuple[Any, Any, Decimal]]:
    found = [entry for entry in entries if isinstance(entry, Settles)]
    return [
        (each.debit_item or each.debit_line, each.credit_item or each.credit_line, each.amount)
        for each in found
    ]


def test_money_lowers_the_debt_leaves_the_account_and_settles_the_item() -> None:
    entries = money_and_debts(body(money="100"), [line(1, "100")])

    assert entries == [
        Payable(7, Decimal(-100), None, 9001),
        Cash(3, Decimal(-100), 9001, party_id=7),
        Settles(Decimal(100), debit_item=1, credit_line=9001),
    ]


def test_prepayments_go_first_then_the_discount_and_the_money_last() -> None:
    lines = [line(1, "50"), line(2, "60"), line(8, "30", is_debt=False)]

    entries = money_and_debts(body(money="75", discount="5"), lines)

    assert settling(entries) == [(1, 8, 30), (1, 9002, 5), (1, 9001, 15), (2, 9001, 60)]


def test_what_is_paid_above_the_sum_stays_open_of_the_money() -> None:
    entries = money_and_debts(body(money="100"), [line(1, "60")])

    assert entries[0] == Payable(7, Decimal(-100), None, 9001)
    assert settling(entries) == [(1, 9001, 60)]


def test_a_prepayment_settles_nothing() -> None:
    entries = money_and_debts(body("prepayment", money="500"), [])

    assert entries == [
        Payable(7, Decimal(-500), None, 9001),
        Cash(3, Decimal(-500), 9001, party_id=7),
    ]


def test_an_offset_moves_no_money_and_makes_no_item() -> None:
    lines = [line(1, "40"), line(8, "25", is_debt=False), line(9, "15", is_debt=False)]

    entries = money_and_debts(body("offset"), lines)

    assert settling(entries) == [(1, 8, 25), (1, 9, 15)]
    assert len(entries) == 2


def test_a_refund_brings_money_back_and_uses_the_prepayment_up() -> None:
    entries = money_and_debts(body("refund", money="-80"), [line(8, "80", is_debt=False)])

    assert entries == [
        Payable(7, Decimal(80), None, 9001),
        Cash(3, Decimal(80), 9001, party_id=7),
        Settles(Decimal(80), debit_line=9001, credit_item=8),
    ]


def test_a_set_off_lowers_both_sides_and_settles_both() -> None:
    lines = [line(1, "70"), line(2, "30"), line(5, "100", side="receivable")]

    entries = money_and_debts(body("set_off"), lines)

    made = [entry for entry in entries if not isinstance(entry, Settles)]
    assert made == [
        Payable(7, Decimal(-100), None, 9001),
        Receivable(7, Decimal(-100), None, 9003),
    ]
    assert settling(entries) == [(1, 9001, 70), (2, 9001, 30), (5, 9003, 100)]


def test_less_than_a_yuan_is_paid_back_and_forth_like_any_sum() -> None:
    paid = money_and_debts(body(money="0.50"), [line(1, "0.50")])
    back = money_and_debts(body("refund", money="-0.50"), [line(8, "0.50", is_debt=False)])

    assert settling(paid) == [(1, 9001, Decimal("0.50"))]
    assert settling(back) == [(9001, 8, Decimal("0.50"))]


def test_where_no_money_moves_none_settles_what_the_prepayments_leave_open() -> None:
    entries = money_and_debts(body("offset"), [line(1, "40"), line(8, "25", is_debt=False)])

    assert settling(entries) == [(1, 8, 25)]
