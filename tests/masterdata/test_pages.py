"""Every page of the master data opens, for those who may, in a fixed number of queries."""

from decimal import Decimal as D

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from masterdata import demo
from masterdata.models import Contact, Item, ItemBarcode, PackUnit, Party, Unit, User
from masterdata.roles import Role
from tests import factories
from ui import navigation

pytestmark = pytest.mark.django_db
LISTS = ["item", "party", "unit", "category", "region", "tax_rate", "user"]


@pytest.fixture
def firm() -> None:
    demo.load()


def signed_in(*roles: Role) -> Client:
    client = Client()
    client.force_login(factories.user(*roles))
    return client


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_is_exported(firm: None, name: str) -> None:
    client = signed_in(Role.ADMINISTRATOR)

    page = client.get(reverse(f"{name}_list"))
    sheet = client.get(reverse(f"{name}_list"), {"export": "xlsx"})

    assert page.status_code == 200
    assert sheet.status_code == 200
    assert "spreadsheetml" in sheet["Content-Type"]


@pytest.mark.parametrize("name", LISTS)
def test_every_record_opens_to_be_read_and_to_be_changed(firm: None, name: str) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    models = {"user": User, "item": Item, "party": Party}
    model = models.get(name)
    pk = model.objects.order_by("pk").first().pk if model else None
    if pk is None:
        from masterdata.models import Category, Region, TaxRate

        others = {"unit": Unit, "category": Category, "region": Region, "tax_rate": TaxRate}
        pk = others[name].objects.order_by("pk").first().pk

    for page in ("detail", "edit"):
        assert client.get(reverse(f"{name}_{page}", args=[pk])).status_code == 200
    assert client.get(reverse(f"{name}_new")).status_code == 200
    assert client.get(reverse(f"{name}_history", args=[pk])).status_code == 200


@pytest.mark.parametrize("name", ["item", "party", "unit", "category", "region"])
def test_every_import_opens_and_has_a_template(firm: None, name: str) -> None:
    client = signed_in(Role.ADMINISTRATOR)

    assert client.get(reverse(f"{name}_import")).status_code == 200
    assert client.get(reverse(f"{name}_import_template")).status_code == 200


@pytest.mark.parametrize("name", ["item", "party"])
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_few(name: str) -> None:
    def queries() -> int:
        client = signed_in(Role.PURCHASER)
        client.get(reverse(f"{name}_list"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse(f"{name}_list")).status_code == 200
        return len(asked)

    factories.item("one", default_supplier=factories.supplier("first"))
    few = queries()
    for n in range(40):
        party = factories.supplier(f"s{n}", owner=factories.user())
        Contact.objects.create(party=party, name="x", mobile="1", is_main=True)
        factories.item(f"i{n}", default_supplier=party)

    assert queries() == few


@pytest.mark.parametrize("q", ["JG0401", "内六角", "nljls", demo.barcode(19), demo.barcode(1019)])
def test_an_item_is_found_by_code_name_initials_and_every_barcode(firm: None, q: str) -> None:
    client = signed_in(Role.STOREKEEPER)

    found = client.get("/lookup/item/", {"q": q}).json()["results"]
    page = client.get(reverse("item_list"), {"q": q, "use": "in_use"})

    assert "JG0401" in [row["code"] for row in found]
    assert "JG0401" in page.content.decode()


def test_a_look_up_of_items_tells_units_and_prices_to_those_who_may_know(firm: None) -> None:
    def row(role: Role) -> dict[str, object]:
        found = signed_in(role).get("/lookup/item/", {"q": "BG0501"}).json()["results"]
        return dict(found[0])

    for_purchaser, for_clerk, for_driver = (
        row(Role.PURCHASER),
        row(Role.ORDER_CLERK),
        row(Role.DRIVER),
    )

    assert [unit["text"] for unit in for_purchaser["units"]] == ["把", "箱"]
    assert (for_purchaser["list_price"], for_purchaser["list_purchase_price"]) == ("368", "215")
    assert "list_purchase_price" not in for_clerk
    assert for_clerk["list_price"] == "368"
    assert "list_price" not in for_driver


def test_prices_are_nowhere_for_those_who_may_not_see_them() -> None:
    item = factories.item(list_price=D("0.7391"), list_purchase_price=D("0.6173"))
    item.save()
    pages = [reverse("item_list"), item.get_absolute_url(), reverse("item_history", args=[item.pk])]

    for role, seen in (
        (Role.STOREKEEPER, ()),
        (Role.ORDER_CLERK, ("0.7391",)),
        (Role.PURCHASER, ("0.7391", "0.6173")),
    ):
        client = signed_in(role)
        text = "".join(client.get(page).content.decode() for page in pages)
        for price in ("0.7391", "0.6173"):
            assert (price in text) == (price in seen), (role, price)


def test_the_menu_of_master_data_begins_with_what_is_asked_for_most() -> None:
    menu = navigation.menu(factories.user(Role.ADMINISTRATOR))

    (section,) = [one for one in menu if one["code"] == "masterdata"]
    assert [str(item["title"]) for item in section["items"]] == [
        "商品", "往来单位", "计量单位", "商品类别", "区域", "税率", "仓库", "储位", "默认储位",
    ]  # fmt: skip


def test_a_packs_barcode_says_which_pack_it_is_printed_on(firm: None) -> None:
    item = factories.item("LS-0008")
    box = PackUnit.objects.create(
        item=item, unit=Unit.objects.create(code="ctn", name="纸箱"), numerator=100
    )
    ItemBarcode.objects.create(item=item, code="6901234567892", pack=box)
    ItemBarcode.objects.create(item=item, code="6901234567893")
    client = signed_in(Role.PURCHASER)

    def row(q: str) -> dict[str, object]:
        (found,) = client.get("/lookup/item/", {"q": q}).json()["results"]
        return dict(found)

    assert row("6901234567892")["scan_unit_id"] == box.unit_id
    assert "scan_unit_id" not in row("6901234567893")
    assert "scan_unit_id" not in row("LS-0008")
