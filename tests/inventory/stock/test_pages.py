"""The stock pages: who sees what, that nothing is lost, and that rows cost no queries."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.stock.ledger import EXPECTED
from masterdata.roles import Role
from tests import factories
from tests.inventory.stock.papers import goods, post

pytestmark = pytest.mark.usefixtures("clean_stock")
AsUser = Callable[..., Client]


@pytest.fixture
def accountant(client: Client, as_user: AsUser) -> Client:
    return as_user(client, factories.user(Role.ACCOUNTANT))


@pytest.fixture
def storekeeper(client: Client, as_user: AsUser) -> Client:
    return as_user(client, factories.user(Role.STOREKEEPER))


def text(client: Client, url: str, **query: Any) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_stock_list_shows_figures_and_value(accountant: Client) -> None:
    post(goods("螺丝 main 10 25.00"))
    post(goods("螺丝 main/SH 60", phase=EXPECTED))

    page = text(accountant, "/inventory/stock/")

    assert "螺丝" in page
    assert "25.00" in page
    assert "2.50" in page


def test_who_may_not_see_costs_finds_them_nowhere(storekeeper: Client) -> None:
    post(goods("螺丝 main 7 777.77"))
    item = factories.item("螺丝").pk

    for url in ("/inventory/stock/", "/inventory/stock/bins/", f"/inventory/stock/{item}/"):
        page = text(storekeeper, url)
        assert "螺丝" in page
        assert "777.77" not in page
        assert "111.11" not in page
        sheet = storekeeper.get(url, {"export": "xlsx"})
        assert "777.77" not in cells(sheet.content)


def cells(data: bytes) -> str:
    book = openpyxl.load_workbook(BytesIO(data))
    return " ".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )


def test_items_without_stock_are_shown_when_asked_for(accountant: Client) -> None:
    factories.item("木板")

    assert "木板" not in text(accountant, "/inventory/stock/")
    assert "木板" in text(accountant, "/inventory/stock/", zero="on")


def test_what_is_below_its_safety_stock_is_found_even_if_nothing_is_left(
    accountant: Client,
) -> None:
    factories.item("木板", safety_stock=5)
    factories.item("螺母", safety_stock=5)
    post(goods("螺母 main 6 6.00"))

    page = text(accountant, "/inventory/stock/", below_safety="on")

    assert "木板" in page
    assert "螺母" not in page


def test_what_nobody_took_for_long_is_slow(accountant: Client) -> None:
    post(goods("螺丝 main 10 10.00"), goods("螺母 main 10 10.00"), days_ago=100)
    post(goods("螺母 main -1"), days_ago=10)
    post(goods("木板 main 1 1.00"))

    page = text(accountant, "/inventory/stock/", slow_days="90")

    assert "螺丝" in page
    assert "螺母" not in page
    assert "木板" not in page


def test_the_list_can_be_narrowed_to_a_warehouse(accountant: Client) -> None:
    post(goods("螺丝 main 10 10.00"), goods("螺母 branch 4 4.00"))
    branch = factories.warehouse("branch").pk

    page = text(accountant, "/inventory/stock/", warehouse=branch)

    assert "螺母" in page
    assert "螺丝" not in page


def test_the_card_shows_the_running_balance_and_where_it_lies(accountant: Client) -> None:
    post(goods("螺丝 main 10 10.00"), days_ago=1)
    post(goods("螺丝 main -4"))
    item = factories.item("螺丝").pk

    page = text(accountant, f"/inventory/stock/{item}/")

    assert "ZC" in page
    assert "6" in page


def test_a_paper_one_may_not_read_keeps_its_number_to_itself(accountant: Client) -> None:
    secret = post(goods("螺丝 main 10 10.00"))
    item = factories.item("螺丝").pk

    assert secret.number not in text(accountant, f"/inventory/stock/{item}/")


@pytest.mark.parametrize("url", ["/inventory/stock/", "/inventory/stock/bins/"])
def test_more_rows_cost_no_more_queries(accountant: Client, url: str) -> None:
    counts = []
    for size in (2, 12):
        post(*[goods(f"A{size}-{n} main 1 1.00", n) for n in range(1, size + 1)])
        text(accountant, url)
        with CaptureQueriesContext(connection) as asked:
            text(accountant, url)
        counts.append(len(asked))

    assert counts[0] == counts[1], counts


def test_a_longer_card_costs_no_more_queries(accountant: Client) -> None:
    counts = []
    item = factories.item("螺丝").pk
    for size in (2, 12):
        for _each in range(size):
            post(goods("螺丝 main 1 1.00"))
        text(accountant, f"/inventory/stock/{item}/")
        with CaptureQueriesContext(connection) as asked:
            text(accountant, f"/inventory/stock/{item}/")
        counts.append(len(asked))

    assert counts[0] == counts[1], counts


def test_the_export_has_numbers_and_the_total(accountant: Client) -> None:
    post(goods("螺丝 main 10 25.00"), goods("螺母 main 1 5.50"))

    sheet = accountant.get("/inventory/stock/", {"export": "xlsx"})

    assert "30.5" in cells(sheet.content)


def test_the_item_look_up_tells_what_is_there(storekeeper: Client) -> None:
    post(goods("螺丝 main 10 25.00"), goods("螺丝 branch 2 5.00"))
    branch = factories.warehouse("branch").pk

    everywhere = storekeeper.get("/lookup/item/", {"q": "螺丝"}).json()["results"][0]
    there = storekeeper.get("/lookup/item/", {"q": "螺丝", "warehouse": branch}).json()["results"][
        0
    ]

    assert everywhere["on_hand"] == "12"
    assert there["on_hand"] == "2"


def test_a_visitor_is_sent_to_the_door(client: Client) -> None:
    assert client.get("/inventory/stock/").status_code == 302
