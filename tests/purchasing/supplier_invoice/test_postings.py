"""What a settled difference says to the ledgers; no database."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace as Thing
from typing import Any

from finance.parties.ledger import Payable, Settles
from inventory.stock.ledger import Stock
from purchasing.supplier_invoice.postings import entries_of

D = Decimal
RECEIPT = Thing(date=date(2026, 11, 2), number="JH-1", party=Thing(credit_days=30))


def body(settled_by: str = "") -> Any:
    return Thing(head=Thing(party_id=7), invoice_number="26", settled_by=settled_by)


def line(number: int = 1, receipt: int = 55, **more: Any) -> Any:
    came = Thing(body_id=receipt, body=Thing(head=RECEIPT), bin_id=5)
    nothing = {"debt": D(0), "stock_cost": D(0), "gross": D(0), "covered_gross": D(0)}
    values = {"line_no": number, "item_id": 100 + number, "receipt_line": came} | nothing
    return Thing(**(values | more))


def test_what_agrees_posts_nothing() -> None:
    assert entries_of(body(), [line(), line(2)], {}) == []


def test_a_dearer_invoice_is_owed_as_the_receipt_is_due_and_revalues_the_goods() -> None:
    stock, debt = entries_of(body(), [line(debt=D("11.30"), stock_cost=D("10.00"))], {})

    assert stock == Stock(1, 101, 5, "on_hand", D(0), D("10.00"), cause="price_difference")
    assert debt == Payable(7, D("11.30"), date(2026, 12, 2), line_no=1, description="JH-1 26")


def test_a_cheaper_invoice_pays_off_what_is_open_of_the_receipt() -> None:
    credit, settles = entries_of(body(), [line(debt=D("-22.60"))], {55: [(9, D("226.00"))]})

    assert (credit.amount, credit.due_on) == (D("-22.60"), None)
    assert settles == Settles(D("22.60"), debit_item=9, credit_line=1)


def test_a_credit_is_spread_over_what_is_open_and_the_rest_stays() -> None:
    items = {55: [(9, D("10.00")), (12, D("5.00"))]}

    _credit, *settling = entries_of(body(), [line(debt=D("-22.60"))], items)

    assert [(each.debit_item, each.amount) for each in settling] == [
        (9, D("10.00")),
        (12, D("5.00")),
    ]


def test_one_item_per_receipt_whatever_its_lines() -> None:
    lines = [
        line(1, debt=D("3.00")),
        line(2, debt=D("-1.00")),
        line(3, receipt=60, debt=D("-2.00")),
    ]

    entries = entries_of(body(), lines, {})

    assert [(each.amount, each.line_no) for each in entries] == [(D("2.00"), 1), (D("-2.00"), 2)]


def test_a_debit_note_takes_back_what_the_invoice_asks_beyond_the_goods() -> None:
    billed = line(gross=D("237.30"), covered_gross=D("226.00"))

    asked, taken_back, settles = entries_of(body("debit_note"), [billed], {})

    assert (asked.amount, taken_back.amount) == (D("11.30"), D("-11.30"))
    assert settles == Settles(D("11.30"), debit_line=1, credit_line=2)


def test_one_debit_note_over_two_receipts_numbers_its_items_apart() -> None:
    lines = [
        line(1, gross=D("2.00"), covered_gross=D("1.00")),
        line(2, receipt=60, gross=D("5.00"), covered_gross=D("3.00")),
    ]

    entries = entries_of(body("debit_note"), lines, {})

    numbers = [each.line_no for each in entries if isinstance(each, Payable)]
    assert numbers == [1, 2, 3, 4]
