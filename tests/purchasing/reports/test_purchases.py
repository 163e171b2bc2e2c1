"""Purchases added up four ways are the receipts to the cent; prices only for who may see them."""

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from documents.models import Document
from purchasing.receipt.models import ReceiptLine
from purchasing.reports.purchases import (
    ITEM,
    KEYS,
    MONTH,
    PURCHASER,
    SUPPLIER,
    approved_lines,
    bought,
)
from tests import factories
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
AsUser = Callable[..., Client]


def shop() -> None:
    firm.receipt([firm.order("螺丝 100 x 1.13, 螺母 10 x 2.26")], "100", "10")
    firm.receipt([firm.order("螺丝 10 x 1.13", supplier="乙厂")], "10")
    firm.reverse(firm.receipt([firm.order("螺丝 500 x 1.13", supplier="丙厂")], "500"))
    firm.receipt([firm.order("螺丝 7 x 1.13", supplier="丁厂")], "7", state="submitted")


@pytest.mark.parametrize("by", KEYS)
def test_every_way_of_adding_up_gives_the_sum_of_the_approved_receipts(by: str) -> None:
    shop()

    rows = bought(approved_lines(), by)

    total = sum(
        Document.objects.filter(type="receipt", state="approved").values_list("total", flat=True)
    )
    assert sum(row.gross for row in rows) == total == Decimal("146.90")
    assert sum(row.share for row in rows) == pytest.approx(100, abs=Decimal("0.05"))


def test_suppliers_and_items_stand_by_their_worth() -> None:
    shop()

    suppliers = [(row.code, row.gross) for row in bought(approved_lines(), SUPPLIER)]
    items = [(row.code, row.quantity, row.receipts) for row in bought(approved_lines(), ITEM)]

    assert suppliers == [("甲厂", Decimal("135.60")), ("乙厂", Decimal("11.30"))]
    assert items == [("螺丝", Decimal(110), 2), ("螺母", Decimal(10), 1)]


def test_what_went_back_is_taken_off() -> None:
    shop()
    line = ReceiptLine._base_manager.filter(item__code="螺母").get()
    ReceiptLine._base_manager.filter(pk=line.pk).update(returned_gross=Decimal("2.26"))

    (row,) = bought(approved_lines(item=line.item), PURCHASER)

    assert (row.gross, row.returned, row.kept) == (
        Decimal("22.60"),
        Decimal("2.26"),
        Decimal("20.34"),
    )
    ReceiptLine._base_manager.filter(pk=line.pk).update(returned_gross=0)


def test_a_period_a_supplier_and_an_item_narrow_it() -> None:
    shop()
    today = firm.today()

    assert bought(approved_lines(first=today + timedelta(days=1)), MONTH) == []
    (row,) = bought(
        approved_lines(last=today, party=factories.supplier("甲厂"), item=factories.item("螺母")),
        MONTH,
    )
    assert (row.code, row.gross) == (f"{today:%Y-%m}", Decimal("22.60"))


@pytest.mark.parametrize("by", KEYS)
def test_the_page_has_the_rows_the_picture_and_the_sum(
    client: Client, as_user: AsUser, by: str
) -> None:
    shop()
    as_user(client, firm.people().manager)

    page = client.get(reverse(f"purchases_by_{by}")).content.decode()

    assert "146.90" in page
    assert f"chart-purchases-by-{by}-title" in page


def test_the_export_is_what_the_page_shows(client: Client, as_user: AsUser) -> None:
    shop()
    as_user(client, firm.people().manager)

    answer = client.get(reverse("purchases_by_supplier"), {"export": "xlsx"})

    sheet = load_workbook(io.BytesIO(answer.content)).active
    values: list[Any] = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any("甲厂" in row and 135.6 in row for row in values)


def test_who_sees_no_prices_sees_no_statistics(client: Client, as_user: AsUser) -> None:
    as_user(client, firm.people().storekeeper)

    assert client.get(reverse("purchases_by_item")).status_code == 403


def test_the_page_costs_the_same_however_much_was_bought(client: Client, as_user: AsUser) -> None:
    shop()
    as_user(client, firm.people().manager)
    url = reverse("purchases_by_supplier")
    client.get(url)

    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(3):
        firm.receipt([firm.order("螺丝 1 x 1.13", supplier=f"第{number}厂")], "1")
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) == len(few)
