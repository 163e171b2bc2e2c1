"""Opening stock on the screen: entered, imported all or nothing, closed for good."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from documents.models import Document, OpeningLock
from inventory.opening_stock.models import OpeningStockLine
from masterdata.roles import Role
from tests import factories
from tests.inventory.opening_stock.walk import approve, draft, make, person

pytestmark = pytest.mark.django_db
AsUser = Callable[..., Client]
BASE = "/inventory/opening-stock/"


@pytest.fixture
def maker(client: Client, as_user: AsUser) -> Client:
    return as_user(client, person(Role.ADMINISTRATOR))


def entry(client: Client, rows: list[dict[str, Any]], **head: Any) -> Any:
    """Fill in the form as the browser sends it."""
    page = client.get(f"{BASE}new/").content.decode()
    key = re.search(r'name="key"[^>]*value="([^"]+)"', page)
    data = {"key": key[1] if key else "", "date": "", **head}
    data |= {"lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"lines-{number}-{name}": value for name, value in row.items()}
    date = re.search(r'name="date"[^>]*value="([^"]+)"', page)
    return client.post(f"{BASE}new/", {**data, "date": date[1] if date else ""})


def test_lines_are_entered_and_the_amount_is_computed(maker: Client) -> None:
    item, warehouse = factories.item("螺丝"), factories.warehouse()

    answer = entry(
        maker,
        [{"item": item.pk, "quantity": "３", "unit_cost": "0.333333"}],
        warehouse=warehouse.pk,
    )

    assert answer.status_code == 302, answer.content.decode()[:3000]
    line = OpeningStockLine.objects.get()
    assert (line.quantity, line.amount) == (Decimal(3), Decimal("1.00"))
    assert line.bin.code == "ZC"
    assert line.body.head.total == Decimal("1.00")


@pytest.mark.parametrize("state", ["draft", "approved", "reversed", "void"])
def test_the_paper_opens_in_every_state(maker: Client, state: str) -> None:
    document = make(state)

    page = maker.get(f"{BASE}{document.pk}/")

    assert page.status_code == 200
    assert document.number in page.content.decode()


def test_the_storekeeper_sees_the_goods_but_no_cost(client: Client, as_user: AsUser) -> None:
    document = approve(draft("螺丝 7 x 111.11"))

    page = as_user(client, factories.user(Role.STOREKEEPER)).get(f"{BASE}{document.pk}/")

    assert "螺丝" in page.content.decode()
    assert "111.11" not in page.content.decode()
    assert "777.77" not in page.content.decode()


def test_a_sheet_with_faults_names_them_all_and_stores_nothing(maker: Client) -> None:
    factories.item("螺丝")
    pasted = "item\tbin\tquantity\tunit_cost\n螺丝\t\t-1\t2\n没有\t\t5\t2\n螺丝\t\tx\t2\n"

    answer = maker.post(f"{BASE}import/", {"pasted": pasted})

    assert answer.status_code == 422
    assert [fault.row for fault in answer.context["faults"]] == [2, 3, 4]
    assert Document.objects.count() == 0


def test_a_good_sheet_fills_the_form(maker: Client) -> None:
    factories.item("螺丝")
    factories.warehouse("main")
    factories.warehouse("branch")
    pasted = "item\tbin\tquantity\tunit_cost\n螺丝\tbranch/ZC\t５\t2.50\n"

    answer = maker.post(f"{BASE}import/", {"pasted": pasted})

    assert answer.status_code == 200
    assert "branch/ZC" in answer.content.decode()


def test_the_list_opens(maker: Client) -> None:
    document = draft()

    assert document.number in maker.get(BASE, {"view": "all"}).content.decode()


def test_it_is_printed_with_those_who_signed(maker: Client) -> None:
    document = approve(draft())

    answer = maker.get(f"{BASE}{document.pk}/print/list/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_opening_is_closed_on_its_page(client: Client, as_user: AsUser) -> None:
    waiting = draft()
    accountant = as_user(client, person(Role.ACCOUNTANT))
    assert waiting.number in accountant.get("/inventory/opening/").content.decode()

    accountant.post("/inventory/opening/")
    assert not OpeningLock.objects.filter(closed_at__isnull=False).exists()
    approve(waiting)
    accountant.post("/inventory/opening/")

    assert OpeningLock.objects.get().closed_by == person(Role.ACCOUNTANT)
    assert accountant.get("/inventory/opening/").status_code == 200


def test_a_storekeeper_does_not_close_the_opening(client: Client, as_user: AsUser) -> None:
    client = as_user(client, factories.user(Role.STOREKEEPER))

    assert client.post("/inventory/opening/").status_code == 403
    assert not OpeningLock.objects.filter(closed_at__isnull=False).exists()
