"""What an approved receipt says to the ledgers; no database."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace as Thing
from typing import Any

from finance.parties.ledger import Payable
from inventory.stock.ledger import Stock
from purchasing.receipt.flow import goods_and_debt, orders_of

PARTY = Thing(credit_days=30)
HEAD = Thing(date=date(2026, 11, 2), party_id=7, party=PARTY)


def body(deductible: bool = True) -> Any:
    return Thing(head=HEAD, tax_is_deductible=deductible, pickup_note_id=None)


def line(number: int = 1, accepted: str = "40", **more: Any) -> Any:
    values = {
        "line_no": number,
        "item_id": 100 + number,
        "item": Thing(kind="raw_material"),
        "bin_id": 5,
        "base_accepted": Decimal(accepted),
        "net": Decimal("80.00"),
        "gross": Decimal("90.40"),
        "order_line_id": None,
    }
    return Thing(**(values | more))


def of_order(number: int = 1) -> dict[str, Any]:
    order = Thing(receiving_bin_id=3)
    return {"order_line_id": 9, "order_line": Thing(body=order, body_id=55, line_no=number)}


def test_accepted_goods_come_in_at_net_cost_and_their_gross_is_owed() -> None:
    stock, debt = goods_and_debt(body(), [line()])

    assert stock == Stock(1, 101, 5, "on_hand", Decimal(40), Decimal("80.00"), cause="receipt")
    assert debt == Payable(7, Decimal("90.40"), date(2026, 12, 2))


def test_without_a_deductible_invoice_the_tax_is_part_of_the_cost() -> None:
    stock, _debt = goods_and_debt(body(deductible=False), [line()])

    assert stock.amount == Decimal("90.40")


def test_goods_of_an_order_are_no_longer_expected_at_the_orders_own_bin() -> None:
    _stock, expected, _debt = goods_and_debt(body(), [line(**of_order(4))])

    assert expected == Stock(
        1,
        101,
        3,
        "expected",
        Decimal(-40),
        cause="receipt",
        claim_document=55,
        claim_line=4,
    )


def test_one_debt_for_all_lines() -> None:
    entries = goods_and_debt(body(), [line(1), line(2), line(3, gross=Decimal("0.01"))])

    debts = [entry for entry in entries if isinstance(entry, Payable)]
    assert [debt.amount for debt in debts] == [Decimal("180.81")]


def test_wholly_rejected_goods_move_nothing() -> None:
    nothing = line(accepted="0", net=Decimal(0), gross=Decimal(0), **of_order())

    assert goods_and_debt(body(), [nothing]) == []


def test_a_gift_comes_in_without_value_and_without_debt() -> None:
    (stock,) = goods_and_debt(body(), [line(net=Decimal(0), gross=Decimal(0))])

    assert (stock.quantity, stock.amount) == (Decimal(40), Decimal(0))


def test_a_service_is_owed_but_lies_on_no_shelf() -> None:
    (debt,) = goods_and_debt(body(), [line(item=Thing(kind="service"))])

    assert debt.amount == Decimal("90.40")


def test_orders_are_locked_once_each_in_the_order_of_their_ids() -> None:
    lines = [
        line(1, order_line_id=1, order_line=Thing(body_id=8)),
        line(2),
        line(3, order_line_id=2, order_line=Thing(body_id=3)),
        line(4, order_line_id=3, order_line=Thing(body_id=8)),
    ]

    assert orders_of(body(), lines) == [3, 8]
