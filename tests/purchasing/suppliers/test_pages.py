"""Price lists and the F9 pop-up: for the purchasing office alone."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from purchasing.suppliers.models import SupplierPrice
from tests import factories
from tests.grounds import begins_with
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


@begins_with(firm.order, "螺丝 10 x 2.26")
def test_the_last_deals_are_shown_to_a_purchaser(client: Client) -> None:
    receipt = firm.receipt([firm.order("螺丝 10 x 2.26")], "10")
    firm.receipt([firm.order("螺丝 10 x 3.39", supplier="乙厂")], "10")
    asked = {"item": factories.item("螺丝").pk, "party": factories.supplier("甲厂").pk}
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("purchase_prices"), asked).content.decode()
    data = client.get(reverse("purchase_prices"), asked, headers={"Accept": "application/json"})

    assert receipt.number in page
    found = json.loads(data.content)
    assert [deal["gross"] for deal in found["own"]] == ["2.26"]
    assert [deal["party"] for deal in found["others"]] == ["乙厂"]


@begins_with(firm.order, "螺丝 10 x 2.26")
@pytest.mark.parametrize("role", [firm.Role.STOREKEEPER, firm.Role.ORDER_CLERK])
def test_who_may_not_see_purchase_prices_gets_none(client: Client, role: Any) -> None:
    firm.receipt([firm.order("螺丝 10 x 2.26")], "10")
    signed_in(client, factories.user(role))

    answer = client.get(reverse("purchase_prices"), {"item": factories.item("螺丝").pk})
    looked_up = client.get("/lookup/item/", {"q": "螺丝"}).content.decode()
    listed = client.get(reverse("supplier_price_list"))

    assert (answer.status_code, listed.status_code) == (403, 403)
    assert "2.26" not in looked_up


@begins_with(firm.order, "螺丝 10 x 2.26")
def test_a_look_up_of_items_proposes_the_price_with_its_source(client: Client) -> None:
    receipt = firm.receipt([firm.order("螺丝 10 x 2.26")], "10")
    signed_in(client, firm.people().purchaser)
    party = factories.supplier("甲厂").pk

    (row,) = client.get("/lookup/item/", {"q": "螺丝", "party": party}).json()["results"]

    assert row["price"] == "2.26"
    assert receipt.number in row["price_source"]


@pytest.mark.parametrize("asked", [{}, {"item": "x"}, {"item": "1" * 30}, {"item": "-1"}])
def test_nonsense_is_not_found(client: Client, asked: dict[str, str]) -> None:
    signed_in(client, firm.people().purchaser)

    assert client.get(reverse("purchase_prices"), asked).status_code == 404


def test_price_lists_are_kept_by_purchasers(client: Client) -> None:
    signed_in(client, firm.people().purchaser)
    form = {
        "party": factories.supplier("甲厂").pk,
        "item": factories.item("螺丝").pk,
        "price": "2.5",
        "includes_tax": "on",
        "valid_from": "2026-01-01",
    }

    response = client.post(reverse("supplier_price_new"), form)

    assert response.status_code == 302
    assert SupplierPrice.objects.get().price == Decimal("2.5")
    assert client.get(reverse("supplier_price_list")).status_code == 200


def test_price_lists_are_imported_from_pasted_cells(client: Client) -> None:
    factories.supplier("甲厂")
    factories.item("螺丝")
    factories.item("螺母")
    signed_in(client, firm.people().purchaser)
    url = reverse("supplier_price_import")
    template = client.get(reverse("supplier_price_import_template"))
    assert template.status_code == 200
    heads = ["供应商", "商品编码", "单价", "生效日期"]
    rows = [heads, ["甲厂", "螺丝", "2.5", "2026-01-01"], ["甲厂", "螺母", "1.25", "2026-01-01"]]
    pasted = "\n".join("\t".join(row) for row in rows)

    checked = client.post(url, {"pasted": pasted})
    client.post(url, {"token": checked.context.get("token", ""), "confirm": "1"})

    assert SupplierPrice.objects.count() == 2, checked.context["faults"]
