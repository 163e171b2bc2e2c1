"""The stock list's pages: who has read it, the first screen of clerks, spreadsheet and print."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from masterdata.calendar import firm_calendar
from masterdata.roles import Role
from orders.stock_list.models import StockList
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.orders import desk as sale
from tests.orders.stock_list import desk

pytestmark = pytest.mark.django_db
AsUser = Callable[..., Client]


@pytest.fixture
def keeper(client: Client, as_user: AsUser) -> Client:
    return as_user(client, desk.keeper())


def head(**more: Any) -> dict[str, Any]:
    day = f"{timezone.localdate():%Y-%m-%d}"
    return {"date": day, "day": day, **more}


def test_a_second_list_of_a_day_is_refused_by_number(keeper: Client) -> None:
    first = desk.stock_list()

    answer = keeper.post(reverse("stock_list_new"), sent(head(), [], key=key()))

    assert answer.status_code == 422
    assert first.number in answer.content.decode()


def test_a_list_is_of_today(keeper: Client) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)

    answer = keeper.post(
        reverse("stock_list_new"), sent(head(day=f"{yesterday:%Y-%m-%d}"), [], key=key())
    )

    assert answer.status_code == 422
    assert not StockList.objects.exists()


def test_two_notes_to_one_item_become_one(keeper: Client) -> None:
    item = factories.item("衣柜")
    notes = [{"item": item, "note": text} for text in ("一", "二")]

    keeper.post(reverse("stock_list_new"), sent(head(), notes, key=key()))

    assert [line.note for line in StockList.objects.get().lines.all()] == ["一；二"]


def test_the_page_names_who_has_read_it_and_who_has_not(client: Client, as_user: AsUser) -> None:
    desk.clerk(1)
    second = desk.clerk(2)
    document = desk.note(desk.submit(desk.stock_list()), desk.clerk(1))
    as_user(client, second)

    answer = client.get(reverse("stock_list_detail", args=[document.pk]))

    (panel,) = [p for p in answer.context["panels"] if "missing" in p["context"]]
    read = {row["name"]: row["at"] is not None for row in panel["context"]["rows"]}
    assert read == {desk.clerk(1).display_name: True, second.display_name: False}


def test_the_list_tells_no_money(keeper: Client) -> None:
    sale.put("衣柜 10 x 77.77")
    document = desk.submit(desk.stock_list())

    page = keeper.get(reverse("stock_list_detail", args=[document.pk])).content.decode()

    assert "衣柜" in page
    assert "77.77" not in page
    assert "777.7" not in page


def test_the_spreadsheet_has_every_item(keeper: Client) -> None:
    sale.put("衣柜 10 x 1.00, 书桌 5 x 1.00")
    document = desk.submit(desk.stock_list())

    answer = keeper.get(reverse("stock_list_export", args=[document.pk]))

    (sheet,) = load_workbook(io.BytesIO(answer.content)).worksheets
    names = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"衣柜", "书桌", 10, 5} <= names


def test_clerks_see_on_the_first_screen_that_the_list_is_missing_and_then_there(
    client: Client, as_user: AsUser
) -> None:
    as_user(client, desk.clerk())

    def panel() -> dict[str, Any]:
        found = client.get(reverse("home")).context["panels"]
        return dict(next(p["context"] for p in found if p["name"] == "stock-list"))

    works = firm_calendar().is_working_day(timezone.localdate())
    assert (panel()["tone"] == "bad") == works
    desk.submit(desk.stock_list())

    assert ("url" in panel()) == works


def test_a_driver_and_a_purchaser_know_nothing_of_it(client: Client, as_user: AsUser) -> None:
    document = desk.submit(desk.stock_list())

    for role in (Role.DRIVER, Role.PURCHASER):
        as_user(client, factories.user(role))
        assert client.get(reverse("stock_list_detail", args=[document.pk])).status_code == 404
        assert client.get(reverse("stock_list_list")).status_code == 403
