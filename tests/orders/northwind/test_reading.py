"""Packing, ranks and rounding of the data set; without a database."""

from datetime import date
from decimal import Decimal

import pytest

from orders.northwind.files import Line, Order
from orders.northwind.packing import inner_unit
from orders.northwind.ranks import levels


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("24 - 12 oz bottles", (24, "bottle")),
        ("12 - 1 lb pkgs.", (12, "package")),
        ("24 - 250 g  jars", (24, "jar")),
        ("24 - 0.5 l bottles", (24, "bottle")),
        ("10 boxes x 20 bags", (10, "box")),
        ("30 gift boxes", (30, "gift box")),
        ("48 pies", (48, "pie")),
        ("1 kg pkg.", None),
        ("2 kg box", None),
        ("1k pkg.", None),
        ("750 cc per bottle", None),
        ("500 ml", None),
    ],
)
def test_packing_says_how_many_lie_in_a_piece(text: str, unit: tuple[int, str] | None) -> None:
    assert inner_unit(text) == unit


def test_each_line_is_rounded_half_up_after_its_discount() -> None:
    line = Line("1", Decimal("7.70"), Decimal(1), Decimal("0.15"))

    assert line.gross == Decimal("7.70")
    assert line.net == Decimal("6.55")  # 6.545
    assert line.paid_percent == 85


def test_who_orders_most_ranks_first_a_ninth_a_up_to_a_third_b() -> None:
    orders = [_order(str(number), Decimal(100 - number)) for number in range(18)]

    ranks = levels(orders, [order.customer_id for order in orders])

    assert [ranks[str(number)] for number in range(18)] == ["A"] * 2 + ["B"] * 4 + ["C"] * 12


def _order(customer: str, worth: Decimal) -> Order:
    day = date(1996, 7, 4)
    line = Line("1", worth, Decimal(1), Decimal(0))
    return Order(
        order_id=1,
        customer_id=customer,
        employee_id="1",
        ordered_on=day,
        wanted_on=day,
        shipper="",
        freight=Decimal(0),
        receiver="",
        address="",
        lines=(line,),
    )
