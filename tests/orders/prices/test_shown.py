"""What F9 and the look-up box tell of an item's price, to whom, and what nonsense they refuse."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from masterdata.models import PackUnit
from masterdata.roles import SEE_LIST_PRICES, Role
from orders.prices.models import ItemFloor
from tests import factories
from tests.orders.prices.test_offers import agreed, price_list
from tests.orders.prices.trade import sale

pytestmark = pytest.mark.django_db
D = Decimal
JSON = {"Accept": "application/json"}


@pytest.fixture
def clerk(client: Client, as_user: Callable[[Client, Any], Client]) -> Client:
    return as_user(client, factories.user(Role.BILLING_CLERK))


def told(client: Client, **asked: Any) -> dict[str, Any]:
    asked.setdefault("item", factories.item("螺丝").pk)
    asked.setdefault("party", factories.customer("红星商场").pk)
    response = client.get(reverse("sales_prices"), asked, headers=JSON)
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


def test_the_offer_its_source_its_floor_and_the_last_deals(clerk: Client) -> None:
    first = sale("螺丝 10 x 2.26")
    sale("螺丝 10 x 3.39", to="蓝天商场")
    ItemFloor.objects.create(item=factories.item("螺丝"), floor_price=D(2))

    found = told(clerk)

    assert (found["offer"]["price"], found["offer"]["source"]) == ("2.26", "last")
    assert first.number in found["offer"]["label"]
    assert found["offer"]["floor"] == "2.00"
    assert [(deal["gross"], deal["net"], deal["number"]) for deal in found["own"]] == [
        ("2.26", "2.00", first.number)
    ]
    assert [deal["party"] for deal in found["others"]] == ["蓝天商场"]


def test_the_same_as_a_part_of_a_page(clerk: Client) -> None:
    deal = sale("螺丝 10 x 2.26")
    asked = {"item": factories.item("螺丝").pk, "party": factories.customer("红星商场").pk}

    page = clerk.get(reverse("sales_prices"), asked).content.decode()

    assert deal.number in page
    assert "2.26" in page
    assert "<html" not in page


def test_prices_are_told_in_the_unit_asked_for(clerk: Client) -> None:
    item = factories.item("螺丝")
    box = factories.unit("箱")
    PackUnit.objects.create(item=item, unit=box, numerator=12)
    sale("螺丝 10 x 2")
    price_list("all", "螺丝 1.5 from 24")

    found = told(clerk, unit=box.pk)
    other = told(clerk, party="", unit=box.pk, quantity="2")

    assert (found["offer"]["price"], found["unit"]) == ("24.00", "箱")
    assert found["own"][0]["gross"] == "24.00"
    assert other["offer"]["price"] == "18.00", "two boxes are twenty-four pieces"


def test_a_quantity_reaches_its_break(clerk: Client) -> None:
    price_list("all", "螺丝 10, 螺丝 9 from 100")

    assert told(clerk, quantity="99")["offer"]["price"] == "10.00"
    assert told(clerk, quantity="１００")["offer"]["price"] == "9.00"


def test_prices_are_told_without_tax_if_the_form_reckons_so(clerk: Client) -> None:
    price_list("all", "螺丝 11.3")

    found = told(clerk, price_includes_tax="0")["offer"]

    assert (found["price"], found["price_includes_tax"]) == ("10.00", False)


def test_a_price_that_ends_says_when(clerk: Client) -> None:
    agreed("9", party=factories.customer("红星商场"), valid_to=timezone.localdate())

    found = told(clerk)["offer"]
    page = clerk.get(
        reverse("sales_prices"),
        {"item": factories.item("螺丝").pk, "party": factories.customer("红星商场").pk},
    ).content.decode()

    assert found["valid_to"] == f"{timezone.localdate():%Y-%m-%d}"
    assert found["valid_to"] in page


def test_an_item_without_a_price_says_so(clerk: Client) -> None:
    found = told(clerk, party="")

    assert (found["offer"]["price"], found["offer"]["source"], found["own"]) == ("", "none", [])
    assert (
        clerk.get(reverse("sales_prices"), {"item": factories.item("螺丝").pk}).status_code == 200
    )


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_told_what_it_may_know(
    client: Client, as_user: Callable[[Client, Any], Client], role: Role
) -> None:
    sale("螺丝 10 x 3.39", to="蓝天商场")
    ItemFloor.objects.create(item=factories.item("螺丝"), floor_price=D("7.77"))
    as_user(client, factories.user(role))
    asked = {"item": factories.item("螺丝").pk, "party": factories.customer("红星商场").pk}

    response = client.get(reverse("sales_prices"), asked)
    looked_up = client.get("/lookup/sold_item/", {"q": "螺丝"}).json()["results"][0]

    assert response.status_code == (200 if role in SEE_LIST_PRICES else 403)
    assert ("price" in looked_up) is (role in SEE_LIST_PRICES)
    page = response.content.decode()
    knows_floor = role in {
        Role.ADMINISTRATOR, Role.REGIONAL_MANAGER, Role.SALES_DIRECTOR, Role.GENERAL_MANAGER,
        Role.DEPUTY_GENERAL_MANAGER, Role.ORDER_CLERK, Role.BILLING_CLERK, Role.ACCOUNTANT,
    }  # fmt: skip
    assert ("7.77" in page) is knows_floor
    assert ("floor_price" in looked_up) is knows_floor
    assert ("蓝天商场" in page) is (knows_floor and role is not Role.ORDER_CLERK)


@pytest.mark.parametrize(
    "odd",
    [
        {"item": ""},
        {"item": "x"},
        {"item": "1" * 30},
        {"item": "-1"},
        {"unit": "999999"},
        {"unit": "x"},
        {"quantity": "viel"},
        {"quantity": "-1"},
        {"quantity": "1" * 20},
    ],
)
def test_nonsense_is_not_found(clerk: Client, odd: dict[str, str]) -> None:
    asked = {"item": factories.item("螺丝").pk, **odd}

    assert clerk.get(reverse("sales_prices"), asked).status_code == 404


def test_a_post_is_not_taken(clerk: Client) -> None:
    assert clerk.post(reverse("sales_prices")).status_code == 405


def test_the_look_up_proposes_the_price_with_its_source_stock_and_units(clerk: Client) -> None:
    factories.item("螺丝", list_purchase_price=D("1.11"), list_price=D(20))
    agreed("2.5", party=factories.customer("红星商场"))
    url = "/lookup/sold_item/"

    (alone,) = clerk.get(url, {"q": "螺丝"}).json()["results"]
    party = factories.customer("红星商场").pk
    (his,) = clerk.get(url, {"q": "螺丝", "party": party}).json()["results"]
    (same,) = clerk.get(url, {"q": "螺丝", "customer": party, "date": "2026-07-15"}).json()[
        "results"
    ]
    (early,) = clerk.get(url, {"q": "螺丝", "party": party, "date": "2020-01-01"}).json()["results"]

    assert [row["price"] for row in (alone, his, same, early)] == ["20", "2.5", "2.5", "20"]
    assert his["price_source"]
    assert {"units", "available", "list_price"} <= his.keys()
    assert "1.11" not in str(his)
