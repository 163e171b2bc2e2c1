"""What opening stock posts; no database."""

from decimal import Decimal
from types import SimpleNamespace

from inventory.opening_stock.flow import goods_and_value
from inventory.stock.ledger import ON_HAND, Stock


def test_each_line_brings_its_quantity_and_its_amount() -> None:
    line = SimpleNamespace(
        line_no=1, item_id=7, bin_id=3, quantity=Decimal(10), amount=Decimal("25.00")
    )

    (entry,) = goods_and_value(None, [line])

    assert entry == Stock(1, 7, 3, ON_HAND, Decimal(10), amount=Decimal("25.00"), cause="opening")
