"""What a return says to the ledgers when its goods leave; no database."""

from decimal import Decimal
from types import SimpleNamespace as Thing
from typing import Any

import pytest

from finance.parties.ledger import Payable, Settles
from inventory.stock.ledger import Stock
from masterdata.money import LineAmounts
from purchasing.purchase_return import checks, flow
from purchasing.purchase_return.amounts import Gone, part_of, worth_of
from purchasing.purchase_return.effects import sources_of
from purchasing.purchase_return.flow import goods_and_credit
from purchasing.purchase_return.settling import settling

BODY = Thing(head=Thing(party_id=7), head_id=90)


@pytest.fixture(autouse=True)
def debts(monkeypatch: pytest.MonkeyPatch) -> dict[int, list[tuple[int, Decimal]]]:
    """What is open of the receipts, instead of the ledger's answer."""
    known: dict[int, list[tuple[int, Decimal]]] = {}
    monkeypatch.setattr(flow, "open_debts", lambda ids: {k: known[k] for k in ids if k in known})
    return known


def receipt_line(number: int = 1, *, receipt: int = 41, **more: Any) -> Any:
    values = {
        "pk": number,
        "body_id": receipt,
        "base_accepted": Decimal(40),
        "net": Decimal("80.00"),
        "gross": Decimal("90.40"),
    }
    return Thing(**(values | more))


def line(number: int = 1, quantity: str = "10", **more: Any) -> Any:
    values = {
        "line_no": number,
        "item_id": 100 + number,
        "item": Thing(kind="raw_material"),
        "bin_id": 5,
        "base_quantity": Decimal(quantity),
        "gross": Decimal("22.60"),
        "cost": Decimal("20.00"),
        "receipt_line": receipt_line(number),
        "order_line": None,
    }
    return Thing(**(values | more))


def order_line(received: str = "40", **more: Any) -> Any:
    values = {
        "pk": 9,
        "body": Thing(receiving_bin_id=3),
        "body_id": 55,
        "line_no": 4,
        "base_quantity": Decimal(100),
        "received_quantity": Decimal(received),
        "closed_quantity": Decimal(0),
        "promised_on": None,
        "contract_on": None,
    }
    return Thing(**(values | more))


def expected(entries: list[Any]) -> list[Decimal]:
    return [e.quantity for e in entries if isinstance(e, Stock) and e.phase == "expected"]


def test_goods_leave_at_what_they_cost_and_their_gross_is_credited() -> None:
    stock, credit = goods_and_credit(BODY, [line()])

    assert stock == Stock(
        1, 101, 5, "on_hand", Decimal(-10), Decimal("-20.00"), cause="purchase_return"
    )
    assert credit == Payable(7, Decimal("-22.60"), None, line_no=1)


def test_without_a_receipt_goods_leave_at_the_average() -> None:
    stock, _credit = goods_and_credit(BODY, [line(cost=None, receipt_line=None)])

    assert stock.amount is None


def test_a_service_is_credited_but_lay_on_no_shelf() -> None:
    (credit,) = goods_and_credit(BODY, [line(item=Thing(kind="service"))])

    assert credit.amount == Decimal("-22.60")


def test_a_gift_goes_back_without_value_and_without_credit() -> None:
    (stock,) = goods_and_credit(BODY, [line(cost=Decimal(0), gross=Decimal(0))])

    assert (stock.quantity, stock.amount) == (Decimal(-10), Decimal(0))


def test_what_is_replaced_is_expected_again_at_the_orders_own_bin() -> None:
    _left, again, _credit = goods_and_credit(BODY, [line(order_line=order_line())])

    assert (again.quantity, again.bin_id, again.phase) == (Decimal(10), 3, "expected")
    assert (again.claim_document, again.claim_line) == (55, 4)


def test_a_surplus_that_goes_back_opens_nothing() -> None:
    over, exact = order_line("110"), order_line("105")

    assert expected(goods_and_credit(BODY, [line(order_line=over)])) == []
    assert expected(goods_and_credit(BODY, [line(order_line=exact)])) == [Decimal(5)]


def test_two_lines_of_one_order_line_open_it_together() -> None:
    same = order_line("105")

    entries = goods_and_credit(BODY, [line(1, order_line=same), line(2, order_line=same)])

    assert expected(entries) == [Decimal(5), Decimal(10)]


def test_the_credit_settles_each_receipt_as_far_as_it_is_open(
    debts: dict[int, list[tuple[int, Decimal]]],
) -> None:
    debts |= {41: [(17, Decimal("90.40"))], 42: [(18, Decimal("5.00"))]}
    second = line(2, receipt_line=receipt_line(2, receipt=42))

    *_rest, first_pair, second_pair = goods_and_credit(BODY, [line(1), second])

    assert first_pair == Settles(Decimal("22.60"), debit_item=17, credit_line=1)
    assert second_pair == Settles(Decimal("5.00"), debit_item=18, credit_line=1)


def test_of_a_paid_receipt_all_stays_the_suppliers_credit() -> None:
    assert list(settling({41: Decimal("22.60")}, {})) == []


def test_parts_add_up_to_the_whole_to_the_cent() -> None:
    source = receipt_line(base_accepted=Decimal(3), net=Decimal("8.85"), gross=Decimal("10.00"))

    parts = list(worth_of([(source, Decimal(1))] * 3, {}))

    assert [part.gross for part in parts] == [Decimal("3.33"), Decimal("3.34"), Decimal("3.33")]
    assert sum(part.net for part in parts) == Decimal("8.85")
    assert all(part.net + part.tax == part.gross for part in parts)


def test_the_last_part_takes_what_the_others_left_whatever_came_between() -> None:
    source = receipt_line(base_accepted=Decimal(3), net=Decimal("8.85"), gross=Decimal("10.00"))
    gone = {1: Gone(Decimal(1), Decimal("2.95"), Decimal("3.34"))}

    (rest,) = worth_of([(source, Decimal(2))], gone)

    assert rest == LineAmounts(net=Decimal("5.90"), tax=Decimal("0.76"), gross=Decimal("6.66"))


def test_a_part_is_rounded_half_up() -> None:
    assert part_of(Decimal("0.05"), Decimal(1), Decimal(2)) == Decimal("0.03")
    assert part_of(Decimal("0.05"), Decimal(2), Decimal(2)) == Decimal("0.05")


def test_receipts_and_the_orders_that_open_again_are_locked_in_order() -> None:
    lines = [
        line(1, receipt_line=receipt_line(1, receipt=44), order_line=order_line()),
        line(2, receipt_line=receipt_line(2, receipt=43)),
        line(3, receipt_line=None),
    ]

    assert sources_of(BODY, lines) == [43, 44, 55]


@pytest.mark.parametrize(
    ("day", "back"),
    [("2026-11-24", "2025-11-24"), ("2024-02-29", "2023-02-28"), ("2026-01-31", "2025-01-31")],
)
def test_twelve_months_back_is_the_same_day_or_the_months_last(day: str, back: str) -> None:
    from datetime import date

    assert checks.months_before(date.fromisoformat(day), 12) == date.fromisoformat(back)
