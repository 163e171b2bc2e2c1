"""Pages of prices: who opens and changes them, what is refused and in which words."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from masterdata.models import Company
from masterdata.roles import Role
from orders.prices.models import CustomerPrice, ItemFloor, PriceList, PriceListLine
from tests import factories
from tests.orders.prices.test_offers import agreed, price_list, region
from tests.orders.prices.trade import ON

pytestmark = pytest.mark.django_db
D = Decimal
SignedIn = Callable[[Client, Any], Client]

SETTERS = {
    Role.ADMINISTRATOR,
    Role.REGIONAL_MANAGER,
    Role.SALES_DIRECTOR,
    Role.GENERAL_MANAGER,
    Role.DEPUTY_GENERAL_MANAGER,
}
SELLERS = {Role.ORDER_CLERK, Role.BILLING_CLERK, Role.SALES_REP, Role.CUSTOMER_SERVICE}
FLOOR_READERS = {*SETTERS, Role.ORDER_CLERK, Role.BILLING_CLERK, Role.ACCOUNTANT}


@pytest.fixture
def director(client: Client, as_user: SignedIn) -> Client:
    return as_user(client, factories.user(Role.SALES_DIRECTOR, name="周总监"))


def kind_of(role: Role) -> set[str]:
    """What a role may open of all these pages."""
    seen = {"set", "lists", "floors"} if role in SETTERS else set()
    if role in SELLERS | {Role.ACCOUNTANT}:
        seen.add("lists")
    if role in FLOOR_READERS:
        seen.add("floors")
    return seen


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_it_may(client: Client, as_user: SignedIn, role: Role) -> None:
    price_list("A", "螺丝 10")
    may = kind_of(role)
    as_user(client, factories.user(role))

    for name in ("price_list", "price_list_line", "customer_price", "item_floor"):
        needed = "floors" if name == "item_floor" else "lists"
        listed = client.get(reverse(f"{name}_list")).status_code
        made = client.get(reverse(f"{name}_new")).status_code
        imported = client.get(reverse(f"{name}_import")).status_code

        assert listed == (200 if needed in may else 403), name
        assert (made, imported) == ((200, 200) if "set" in may else (403, 403)), name


@pytest.mark.parametrize(("role", "told"), [(Role.SALES_REP, False), (Role.BILLING_CLERK, True)])
def test_a_lowest_price_is_shown_to_few(
    client: Client, as_user: SignedIn, role: Role, told: bool
) -> None:
    made = price_list("A", "螺丝 10")
    line = made.lines.get()
    PriceListLine.objects.filter(pk=line.pk).update(floor_price=D("7.77"))
    line.floor_price = D("6.66")
    line.save()
    as_user(client, factories.user(role))

    for url in (
        reverse("price_list_line_list"),
        reverse("price_list_line_detail", args=[line.pk]),
        reverse("price_list_line_history", args=[line.pk]),
        reverse("price_list_detail", args=[made.pk]),
    ):
        response = client.get(url)
        assert response.status_code == 200, url
        assert ("6.66" in response.content.decode()) is told, url

    sheet = load_workbook(
        BytesIO(client.get(reverse("price_list_line_list"), {"export": "xlsx"}).content)
    ).worksheets[0]
    assert (6.66 in {cell.value for row in sheet.rows for cell in row}) is told


def test_a_price_list_is_made_with_its_lines(director: Client) -> None:
    form = {
        "code": "A-HD",
        "name": "A级华东",
        "level": "A",
        "region": region("HD").pk,
        "includes_tax": "on",
        "valid_from": "2026-07-01",
        "is_active": "on",
    }

    response = director.post(reverse("price_list_new"), form)
    made = PriceList.objects.get()
    line = {"price_list": made.pk, "item": factories.item("螺丝").pk, "price": "２．５０"}
    director.post(reverse("price_list_line_new"), line)

    assert response.status_code == 302
    assert (made.level, made.region.code if made.region else "", made.is_active) == (
        "A",
        "HD",
        True,
    )
    assert [(each.price, each.min_quantity, each.floor_price) for each in made.lines.all()] == [
        (D("2.5"), D(0), None)
    ]
    page = director.get(reverse("price_list_detail", args=[made.pk])).content.decode()
    assert "2.50" in page
    assert f"price_list={made.pk}" in page


@pytest.mark.parametrize(("level", "warned"), [("A", False), ("A级", True), ("", False)])
def test_a_level_that_no_customer_has_is_told(director: Client, level: str, warned: bool) -> None:
    factories.customer(level="A")
    form = {"code": "X", "name": "X", "level": level, "valid_from": "2026-07-01"}

    page = director.post(reverse("price_list_new"), form, follow=True)

    told = [str(each) for each in page.context["messages"]]
    assert any(f"“{level}”" in each for each in told) is warned
    assert PriceList.objects.count() == 1


def test_a_new_line_starts_in_the_list_it_was_asked_from(director: Client) -> None:
    made = price_list("A", "螺丝 10")
    url = reverse("price_list_line_new")

    form = director.get(url, {"price_list": made.pk}).context["form"]

    assert str(form.initial["price_list"]) == str(made.pk)
    assert director.get(url, {"price_list": "½"}).status_code == 200


@pytest.mark.parametrize("firms", [True, False])
def test_a_new_price_starts_as_the_firm_reckons(director: Client, firms: bool) -> None:
    Company.objects.update_or_create(id=1, defaults={"name": "厂", "prices_include_tax": firms})

    for name in ("price_list", "customer_price", "item_floor"):
        form = director.get(reverse(f"{name}_new")).context["form"]
        assert form["includes_tax"].value() is firms, name


LINE: dict[str, Any] = {"price": "2.5"}


@pytest.mark.parametrize(
    ("odd", "field"),
    [
        ({"price": "0"}, "price"),
        ({"price": "-1"}, "price"),
        ({"price": "abc"}, "price"),
        ({"price": ""}, "price"),
        ({"price": "1" * 30}, "price"),
        ({"price": "0.0000001"}, "price"),
        ({"min_quantity": "-1"}, "min_quantity"),
        ({"floor_price": "3"}, "floor_price"),
        ({"floor_price": "-3"}, "floor_price"),
        ({"item": "999999"}, "item"),
        ({"price_list": ""}, "price_list"),
    ],
)
def test_bad_lines_are_refused_beside_their_field(
    director: Client, odd: dict[str, str], field: str
) -> None:
    made = price_list("A", "螺母 1")
    form = {"price_list": made.pk, "item": factories.item("螺丝").pk, **LINE, **odd}

    response = director.post(reverse("price_list_line_new"), form)

    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert made.lines.count() == 1


def test_one_price_for_an_item_and_quantity_in_a_list(director: Client) -> None:
    made = price_list("A", "螺丝 10")
    form = {"price_list": made.pk, "item": factories.item("螺丝").pk, "price": "9"}

    again = director.post(reverse("price_list_line_new"), form)
    more = director.post(reverse("price_list_line_new"), {**form, "min_quantity": "100"})

    assert (again.status_code, more.status_code) == (422, 302)


def test_a_list_ends_after_it_begins(director: Client) -> None:
    form = {"code": "A", "name": "A", "valid_from": "2026-07-02", "valid_to": "2026-07-01"}

    response = director.post(reverse("price_list_new"), form)

    assert response.context["form"].errors["valid_to"]
    assert not PriceList.objects.exists()


def test_a_list_with_prices_is_not_deleted(director: Client) -> None:
    made = price_list("A", "螺丝 10")

    director.post(reverse("price_list_delete", args=[made.pk]))

    assert PriceList.objects.exists()


def customer_form(**more: Any) -> dict[str, Any]:
    return {
        "party": factories.customer().pk,
        "item": factories.item("螺丝").pk,
        "price": "2.5",
        "includes_tax": "on",
        "valid_from": "2026-07-01",
        "valid_to": "2026-07-31",
        **more,
    }


def test_a_customer_price_is_kept_with_reason_and_who_agreed(director: Client) -> None:
    who = factories.user(Role.SALES_DIRECTOR)

    response = director.post(
        reverse("customer_price_new"), customer_form(reason="年度协议", agreed_by=who.pk)
    )

    price = CustomerPrice.objects.get()
    assert response.status_code == 302
    assert (price.price, price.reason, price.agreed_by) == (D("2.5"), "年度协议", who)
    assert director.get(reverse("customer_price_list")).status_code == 200
    assert director.get(reverse("customer_price_history", args=[price.pk])).status_code == 200


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        ("2026-07-01", "2026-07-31", True),
        ("2026-06-01", "2026-07-01", True),
        ("2026-07-31", "", True),
        ("2026-06-01", "", True),
        ("2026-07-10", "2026-07-20", True),
        ("2026-08-01", "", False),
        ("2026-06-01", "2026-06-30", False),
    ],
)
def test_two_prices_never_hold_on_one_day(
    director: Client, first: str, last: str, refused: bool
) -> None:
    director.post(reverse("customer_price_new"), customer_form())

    with translation.override("en"):
        form = customer_form(valid_from=first, valid_to=last, price="2.4")
        response = director.post(reverse("customer_price_new"), form)

    assert response.status_code == (422 if refused else 302)
    assert CustomerPrice.objects.count() == (1 if refused else 2)
    if refused:
        page = response.content.decode()
        assert "2.50" in page or "2026-07-31" in page, "the sentence names the other price"
        assert 'value="2.4"' in page, "what was typed stays"


def test_another_quantity_item_or_customer_has_its_own_days(director: Client) -> None:
    url = reverse("customer_price_new")
    director.post(url, customer_form())

    director.post(url, customer_form(min_quantity="100"))
    director.post(url, customer_form(item=factories.item("螺母").pk))
    director.post(url, customer_form(party=factories.customer("蓝天商场").pk))

    assert CustomerPrice.objects.count() == 4


def test_a_price_may_be_edited_in_its_own_days(director: Client) -> None:
    price = agreed("2.5", valid_from=ON, valid_to=ON + timedelta(days=9))
    url = reverse("customer_price_edit", args=[price.pk])

    response = director.post(url, customer_form(price="2.4", valid_from=f"{ON}", valid_to=""))

    assert response.status_code == 302
    price.refresh_from_db()
    assert (price.price, price.valid_to) == (D("2.4"), None)


def test_an_item_has_one_lowest_price(director: Client) -> None:
    form = {"item": factories.item("螺丝").pk, "floor_price": "2", "includes_tax": "on"}

    first = director.post(reverse("item_floor_new"), form)
    again = director.post(reverse("item_floor_new"), form)

    assert (first.status_code, again.status_code) == (302, 422)
    assert ItemFloor.objects.get().floor_price == D(2)


@pytest.mark.parametrize("role", [Role.ORDER_CLERK, Role.SALES_REP, Role.ACCOUNTANT, Role.DRIVER])
def test_who_prices_orders_does_not_set_prices(
    client: Client, as_user: SignedIn, role: Role
) -> None:
    price = agreed("2.5")
    as_user(client, factories.user(role))

    answers = {
        client.post(reverse("customer_price_new"), customer_form()).status_code,
        client.post(reverse("customer_price_edit", args=[price.pk]), {}).status_code,
        client.post(reverse("customer_price_delete", args=[price.pk])).status_code,
    }

    assert answers == {403}
    assert CustomerPrice.objects.count() == 1


def test_lists_ask_the_same_queries_for_two_rows_and_forty(director: Client) -> None:
    names = ("price_list", "price_list_line", "customer_price", "item_floor")
    for name in names:
        director.get(reverse(f"{name}_list"), {"valid": "on"})
    counts: dict[str, list[int]] = {}
    for size in (2, 40):
        for number in range(size):
            code = f"件{size}-{number}"
            price_list(f"L{size}-{number}", f"{code} 1", region="HD")
            agreed("1", code, agreed_by=factories.user())
            ItemFloor.objects.create(item=factories.item(code), floor_price=D(1))
        for name in names:
            with CaptureQueriesContext(connection) as seen:
                assert director.get(reverse(f"{name}_list"), {"valid": "on"}).status_code == 200
            counts.setdefault(name, []).append(len(seen))

    assert {name: found[0] for name, found in counts.items()} == {
        name: found[1] for name, found in counts.items()
    }
