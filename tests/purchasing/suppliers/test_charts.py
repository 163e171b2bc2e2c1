"""The price history of an item: a line per supplier, every price in the table, for who may see."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from masterdata.models import Item
from purchasing.suppliers.charts import by_supplier, latest_suppliers, price_history
from purchasing.suppliers.models import PriceRecord, SupplierPrice
from tests import factories
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


def bought(price: str, *, supplier: str = "甲厂") -> Any:
    return firm.receipt([firm.order(f"螺丝 10 x {price}", supplier=supplier)], "10")


def screw() -> Item:
    return Item.objects.select_related("unit").get(code="螺丝")


def test_each_supplier_has_a_line_of_what_was_paid() -> None:
    bought("2.26")
    bought("2.40", supplier="乙厂")
    bought("2.30")

    chart = price_history(screw())

    lines = {str(one.label): [v for v in one.values if v is not None] for one in chart.series}
    assert lines == {"甲厂": [Decimal("2.26"), Decimal("2.30")], "乙厂": [Decimal("2.40")]}


def test_a_reversed_receipt_leaves_no_price_in_the_picture() -> None:
    bought("2.26")
    firm.reverse(bought("9.99"))

    chart = price_history(screw())

    assert [row.cells for row in chart.rows] == [("2.26",)]


def test_two_prices_of_one_day_stand_in_two_rows() -> None:
    day = date(2026, 3, 2)

    days, columns = by_supplier([(day, 1, Decimal(2)), (day, 2, Decimal(3)), (day, 1, Decimal(4))],
                                [1, 2])  # fmt: skip

    assert days == [day, day]
    assert columns == {1: [Decimal(2), Decimal(4)], 2: [Decimal(3), None]}


def test_at_most_as_many_suppliers_as_colours_whoever_came_last_first() -> None:
    deals = [PriceRecord(party_id=n) for n in (1, 2, 3, 1, 4, 5, 6, 7, 8)]

    assert latest_suppliers(deals) == [8, 7, 6, 5, 4, 1]


def test_it_stands_on_the_item_and_on_the_list_price(client: Client, as_user: Any) -> None:
    bought("2.26")
    listed = SupplierPrice.objects.create(
        party=factories.supplier("甲厂"), item=screw(), price=Decimal(2), valid_from=firm.today()
    )
    as_user(client, firm.people().purchaser)

    item = client.get(reverse("item_detail", args=[screw().pk])).content.decode()
    price = client.get(reverse("supplier_price_detail", args=[listed.pk])).content.decode()

    for page in (item, price):
        assert f"chart-price-history-{screw().pk}-title" in page
        assert "2.26" in page


def test_who_sees_no_prices_sees_no_price_history(client: Client, as_user: Any) -> None:
    bought("2.26")

    page = as_user(client, firm.people().storekeeper).get(reverse("item_detail", args=[screw().pk]))

    assert page.status_code == 200
    assert "price-history" not in page.content.decode()
    assert "2.26" not in page.content.decode()


def test_an_item_never_bought_says_so(client: Client, as_user: Any) -> None:
    item = factories.item("新品")

    page = as_user(client, firm.people().purchaser).get(reverse("item_detail", args=[item.pk]))

    assert "该商品尚无进货。" in page.content.decode()
