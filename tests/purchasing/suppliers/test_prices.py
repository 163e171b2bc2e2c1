"""Last and list prices: written at approval, taken back by a reversal, compared in base units."""

from datetime import timedelta
from decimal import Decimal

import pytest

from masterdata.models import User
from purchasing.suppliers.models import LastPrice, SupplierPrice
from purchasing.suppliers.queries import deals_with_others, default_price, last_deals
from tests import factories
from tests.grounds import begins_with
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def offered(code: str = "螺丝", supplier: str = "甲厂", *, by: User | None = None) -> str:
    offer = default_price(
        factories.item(code), factories.supplier(supplier), by or firm.people().purchaser
    )
    return f"{offer.source} {offer.price.normalize():f}"


def test_an_approved_receipt_sets_the_last_price() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "40", state="submitted")
    assert offered() == "none 0"

    firm.approve(receipt)

    assert offered() == "last 2.26"


@begins_with(firm.order, "螺丝 10 x 2.26")
def test_a_reversal_takes_the_last_price_back() -> None:
    firm.receipt([firm.order("螺丝 10 x 2.26")], "10")
    second = firm.receipt([firm.order("螺丝 10 x 3.39")], "10")
    assert offered() == "last 3.39"

    firm.reverse(second)

    assert offered() == "last 2.26"


@begins_with(firm.order, "螺丝 10 x 2.26")
def test_the_last_reversal_leaves_no_price() -> None:
    receipt = firm.receipt([firm.order("螺丝 10 x 2.26")], "10")

    firm.reverse(receipt)

    assert offered() == "none 0"
    assert not LastPrice.objects.exists()


@begins_with(firm.order, "螺丝 10 x 2.26")
def test_a_gift_teaches_no_price() -> None:
    firm.receipt([firm.order("螺丝 10 x 2.26")], "10")
    firm.receipt([firm.order("螺丝 10 x 2.26")], "10", is_gift=True)

    assert offered() == "last 2.26"


def test_a_price_per_box_is_compared_per_piece() -> None:
    order = firm.order("螺丝 10 x 24", ratio_numerator=12)

    firm.receipt([order], "10", ratio_numerator=12)

    assert offered() == "last 2"


def test_a_discount_is_part_of_the_price() -> None:
    firm.receipt([firm.order("螺丝 10 x 10", discount=Decimal(90))], "10")

    assert offered() == "last 9"


def test_another_suppliers_price_is_shown_but_never_proposed() -> None:
    firm.receipt([firm.order("螺丝 10 x 2.26", supplier="乙厂")], "10")

    assert offered(supplier="甲厂") == "none 0"
    item = factories.item("螺丝")
    assert last_deals(item, factories.supplier("甲厂")) == []
    assert [deal.party.code for deal in deals_with_others(item, factories.supplier("甲厂"))] == [
        "乙厂"
    ]


@begins_with(firm.order, "螺丝 10 x 2.26")
def test_the_users_setting_chooses_which_price_comes_first() -> None:
    firm.receipt([firm.order("螺丝 10 x 2.26")], "10")
    _listed("2.50")
    buyer = firm.people().purchaser
    assert offered(by=buyer) == "last 2.26"

    buyer.default_price_source = "list"

    assert offered(by=buyer) == "list 2.5"


def test_a_list_price_counts_only_in_its_time() -> None:
    buyer = firm.people().purchaser
    buyer.default_price_source = "list"
    _listed("2.50", first=-10, last=-1)
    assert offered(by=buyer) == "none 0"

    _listed("2.80", first=-1)

    assert offered(by=buyer) == "list 2.8"


def test_the_items_own_list_price_is_the_last_resort() -> None:
    factories.item("铰链", list_purchase_price=Decimal("1.20"))

    assert offered("铰链") == "list 1.2"


def test_five_deals_are_at_hand_the_newest_first() -> None:
    for price in range(1, 8):
        firm.receipt([firm.order(f"螺丝 10 x {price}")], "10")

    deals = last_deals(factories.item("螺丝"), factories.supplier("甲厂"))

    assert [deal.price for deal in deals] == [Decimal(price) for price in (7, 6, 5, 4, 3)]


def _listed(price: str, *, first: int = -5, last: int | None = None) -> None:
    today = firm.today()
    SupplierPrice.objects.create(
        party=factories.supplier("甲厂"),
        item=factories.item("螺丝"),
        price=Decimal(price),
        valid_from=today + timedelta(days=first),
        valid_to=None if last is None else today + timedelta(days=last),
    )
