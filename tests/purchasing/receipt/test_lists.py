"""What the list and page of receipts say about money: paid, owed, invoiced, returned, due."""

import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from documents.models import Document
from purchasing.receipt.models import Receipt
from tests import factories
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
MONEY = ("settled", "left", "invoiced", "owed_invoice")


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> Iterator[None]:
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def credit_days() -> Any:
    return factories.supplier("甲厂", credit_days=30)


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def listed(client: Client, **query: Any) -> list[Any]:
    page = client.get(reverse("receipt_list"), {"view": "all", **query})
    assert page.status_code == 200
    return list(page.context["table"].rows)


def cell(row: Any, name: str) -> str:
    return str(row.get_cell(name))


def two_receipts() -> tuple[Document, Document]:
    """One with a part sent back, one with all of it and therefore nothing owed."""
    first = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    second = firm.receipt([firm.order("螺母 10 x 1.13")], "10")
    returns.returned([first], "10")
    returns.returned([second], "10")
    return first, second


@pytest.mark.usefixtures("credit_days")
def test_the_list_says_what_is_paid_owed_invoiced_returned_and_due(client: Client) -> None:
    first, _second = two_receipts()
    signed_in(client, firm.people().purchaser)

    (row,) = [row for row in listed(client) if row.record.pk == first.pk]

    shown = {name: cell(row, name) for name in (*MONEY, "returned", "due_on")}
    assert shown == {
        "settled": "22.60",
        "left": "67.80",
        "invoiced": "",
        "owed_invoice": "67.80",
        "returned": "10",
        "due_on": f"{firm.today() + timedelta(days=30):%Y-%m-%d}",
    }


def test_who_may_not_see_prices_sees_none_of_them(client: Client) -> None:
    first, _second = two_receipts()
    signed_in(client, firm.people().storekeeper)

    (row, *_rest) = listed(client)
    page = client.get(reverse("receipt_detail", args=[first.pk])).content.decode()
    sheet = client.get(reverse("receipt_list"), {"view": "all"}).content.decode()

    names = {column.name for column in row.table.columns}
    assert not names & set(MONEY)
    assert "returned" in names
    assert "67.80" not in page + sheet


def test_the_list_is_narrowed_to_what_is_owed_or_without_invoice(client: Client) -> None:
    first, _second = two_receipts()
    signed_in(client, firm.people().purchaser)

    assert [row.record.pk for row in listed(client, owing="on")] == [first.pk]
    assert [row.record.pk for row in listed(client, owing_invoice="on")] == [first.pk]


def test_a_red_invoice_that_is_due_is_found_too(client: Client) -> None:
    _first, second = two_receipts()
    Receipt.objects.filter(pk=second.pk).update(owed_invoice=Decimal("-11.30"))
    signed_in(client, firm.people().purchaser)

    assert second.pk in [row.record.pk for row in listed(client, owing_invoice="on")]
    Receipt.objects.filter(pk=second.pk).update(owed_invoice=0)


@pytest.mark.parametrize("name", ["settled", "left", "owed_invoice", "due_on", "returned"])
def test_every_figure_sorts(client: Client, name: str) -> None:
    first, second = two_receipts()
    third = firm.receipt([firm.order("垫片 100 x 2.26")], "90")
    signed_in(client, firm.people().purchaser)

    up = [row.record.pk for row in listed(client, sort=name)]
    down = [row.record.pk for row in listed(client, sort=f"-{name}")]

    assert set(up) == {first.pk, second.pk, third.pk} == set(down)
    if name in ("left", "owed_invoice"):
        assert up == [second.pk, first.pk, third.pk] == down[::-1]


def test_the_export_has_the_figures(client: Client) -> None:
    two_receipts()
    signed_in(client, firm.people().purchaser)

    answer = client.get(reverse("receipt_list"), {"view": "all", "export": "xlsx"})
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    cells = [cell for row in load_workbook(io.BytesIO(data)).worksheets[0].values for cell in row]

    assert "欠款" in cells
    assert any(isinstance(each, (int, float)) and each == 67.8 for each in cells)


def test_the_page_says_what_is_paid_and_owed(client: Client) -> None:
    first, _second = two_receipts()
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("receipt_detail", args=[first.pk]))

    said = {str(fact["label"]): fact["value"] for fact in page.context["fields"]}
    assert (said["已付"], said["欠款"]) == ("22.60", "67.80")
    assert said["欠票"] == "67.80"


def test_a_reversed_receipt_owes_nothing(client: Client) -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    firm.reverse(receipt)
    signed_in(client, firm.people().purchaser)

    (row,) = listed(client)

    assert {cell(row, name) for name in MONEY} == {""}
