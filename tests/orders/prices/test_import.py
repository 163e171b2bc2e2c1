"""Prices from a spreadsheet: added, changed, and refused with all faults at once."""

from collections.abc import Callable
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

from masterdata.models import Company, Item
from masterdata.roles import Role
from orders.prices.models import CustomerPrice, ItemFloor, PriceList, PriceListLine
from tests import factories
from tests.orders.prices.test_offers import agreed, price_list, region
from tests.orders.prices.trade import ON

pytestmark = pytest.mark.django_db
D = Decimal
BY_NAME: dict[str, Any] = {
    "price_list": PriceList,
    "price_list_line": PriceListLine,
    "customer_price": CustomerPrice,
    "item_floor": ItemFloor,
}


@pytest.fixture(autouse=True)
def director(client: Client, as_user: Callable[[Client, Any], Client]) -> Client:
    factories.item("螺丝")
    factories.item("螺母")
    factories.customer("红星商场")
    return as_user(client, factories.user(Role.SALES_DIRECTOR))


def imported(client: Client, name: str, *rows: str) -> list[str]:
    """The faults, none when all was stored; cells are separated by `|`, names are the form's."""
    url = reverse(f"{name}_import")
    with translation.override("en"):
        pasted = "\n".join("\t".join(cell.strip() for cell in row.split("|")) for row in rows)
        checked = client.post(url, {"pasted": pasted})
        if checked.status_code == 422:
            return [fault.reason for fault in checked.context["faults"]]
        stored = client.post(url, {"token": checked.context["token"], "confirm": "1"})
    return [] if stored.status_code == 302 else [f.reason for f in stored.context["faults"]]


HEAD = "price_list | item | min_quantity | price | floor_price"


def test_lines_are_added_and_changed(director: Client) -> None:
    made = price_list("A", "螺丝 10")
    made.lines.update(floor_price=D(5))

    faults = imported(
        director, "price_list_line", HEAD, "A|螺丝||9|", "A|螺丝|100|8|7.5", "A|螺母||2|1"
    )

    assert faults == []
    rows = made.lines.order_by("item__code", "min_quantity")
    assert sorted((r.item.code, r.min_quantity, r.price, r.floor_price) for r in rows) == sorted(
        [
            ("螺丝", D(0), D(9), D(5)),
            ("螺丝", D(100), D(8), D("7.5")),
            ("螺母", D(0), D(2), D(1)),
        ]
    )
    changed = made.lines.get(item__code="螺丝", min_quantity=0)
    assert [one.price for one in changed.history.order_by("history_id")] == [D(10), D(9)]
    assert made.lines.get(item__code="螺母").history.count() == 1


@pytest.mark.parametrize(
    "row", ["B|螺丝||9|", "A|无此||9|", "A|螺丝||0|", "A|螺丝||x|", "A|螺丝||9|10", "A|螺丝|-1|9|"]
)
def test_a_bad_row_stores_nothing(director: Client, row: str) -> None:
    price_list("A", "螺母 1")

    assert imported(director, "price_list_line", HEAD, "A|螺母||3|", row)
    assert [line.price for line in PriceListLine.objects.all()] == [D(1)]


def test_a_row_twice_is_a_fault(director: Client) -> None:
    price_list("A", "螺母 1")

    (fault,) = imported(director, "price_list_line", HEAD, "A|螺丝||3|", "A|螺丝||4|")

    assert "螺丝" in fault


def test_a_new_price_below_a_lowest_price_that_stays_is_a_fault(director: Client) -> None:
    made = price_list("A", "螺丝 10")
    made.lines.update(floor_price=D(5))

    (fault,) = imported(director, "price_list_line", HEAD, "A|螺丝||4|")

    assert "5.00" in fault
    assert imported(director, "price_list_line", HEAD, "A|螺丝||4|3") == []


CUSTOMER_HEAD = "party | item | price | includes_tax | valid_from | valid_to"


def test_customer_prices_are_added_and_changed(director: Client) -> None:
    agreed("9", valid_from=ON, party=factories.customer("红星商场"))

    faults = imported(
        director,
        "customer_price",
        CUSTOMER_HEAD,
        f"红星商场|螺丝|8||{ON}|2026-12-31",
        "红星商场|螺丝|7|否|2027-01-01|",
        "红星商场|螺母|1|是|2026-01-01|",
    )

    assert faults == []
    rows = CustomerPrice.objects.order_by("price")
    assert [(row.price, row.includes_tax, str(row.valid_to)) for row in rows] == [
        (D(1), True, "None"),
        (D(7), False, "None"),
        (D(8), True, "2026-12-31"),
    ]


def test_an_empty_cell_says_prices_as_the_firm_does(director: Client) -> None:
    Company.objects.update_or_create(id=1, defaults={"name": "厂", "prices_include_tax": False})

    imported(director, "customer_price", CUSTOMER_HEAD, "红星商场|螺丝|8||2026-07-01|")
    imported(director, "item_floor", "item | floor_price", "螺丝|8")
    imported(director, "price_list", "code | name | valid_from", "A|A|2026-07-01")

    assert not CustomerPrice.objects.get().includes_tax
    assert not ItemFloor.objects.get().includes_tax
    assert not PriceList.objects.get().includes_tax


@pytest.mark.parametrize(
    "rows",
    [
        ["红星商场|螺丝|8||2026-08-01|"],
        ["红星商场|螺母|8||2026-01-01|", "红星商场|螺母|7||2026-02-01|"],
        ["红星商场|螺母|8||2026-02-01|2026-01-01"],
        ["红星商场|螺母|8|也许|2026-02-01|"],
    ],
)
def test_overlapping_days_are_refused_in_a_sheet_too(director: Client, rows: list[str]) -> None:
    agreed("9", valid_from=ON, party=factories.customer("红星商场"))

    assert len(imported(director, "customer_price", CUSTOMER_HEAD, *rows)) == 1
    assert CustomerPrice.objects.count() == 1


def test_lowest_prices_are_added_and_changed(director: Client) -> None:
    ItemFloor.objects.create(item=factories.item("螺丝"), floor_price=D(5))

    assert imported(director, "item_floor", "item | floor_price", "螺丝|6", "螺母|1") == []
    assert sorted(ItemFloor.objects.values_list("item__code", "floor_price")) == sorted(
        [("螺丝", D(6)), ("螺母", D(1))]
    )


def test_price_lists_are_added_and_changed(director: Client) -> None:
    region("HD")
    price_list("A", "螺丝 10", is_active=False)

    faults = imported(
        director,
        "price_list",
        "code | name | level | region | valid_from",
        "A|甲级|A|HD|2026-01-01",
        "B|乙级|B||2026-01-01",
    )

    assert faults == []
    first, second = PriceList.objects.order_by("code")
    assert (first.name, first.level, str(first.region), first.is_active) == (
        "甲级",
        "A",
        "HD",
        False,
    )
    assert (second.name, second.region, second.is_active) == ("乙级", None, True)


@pytest.mark.parametrize("name", ["price_list", "price_list_line", "customer_price", "item_floor"])
def test_each_template_is_there(director: Client, name: str) -> None:
    assert director.get(reverse(f"{name}_import_template")).status_code == 200


def test_checking_a_sheet_costs_no_query_per_row(director: Client) -> None:
    counts = []
    for size in (1, 60):
        rows = [f"红星商场|件{number}|8||2026-07-01|" for number in range(size)]
        for number in range(size):
            factories.item(f"件{number}")
        pasted = "\n".join(
            "\t".join(cell.strip() for cell in row.split("|")) for row in [CUSTOMER_HEAD, *rows]
        )
        with CaptureQueriesContext(connection) as seen:
            assert (
                director.post(reverse("customer_price_import"), {"pasted": pasted}).status_code
                == 200
            )
        counts.append(len(seen))

    # The first page of a session asks a few more.
    assert counts[1] <= counts[0]


def sheet_of(client: Client, name: str, **conditions: Any) -> list[list[str]]:
    content = client.get(reverse(f"{name}_for_editing"), conditions).content
    rows = load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def test_what_is_taken_out_for_editing_comes_back(director: Client) -> None:
    who = factories.user(Role.SALES_DIRECTOR, username="zhou")
    price_list("A", "螺丝 10, 螺丝 9 from 100", region="HD")
    price_list("B", "螺母 3", level="B")
    agreed("9", valid_from=ON, agreed_by=who, includes_tax=False, reason="协议")
    ItemFloor.objects.create(item=factories.item("螺丝"), floor_price=D(5))

    for name in ("price_list", "price_list_line", "customer_price", "item_floor"):
        rows = ["|".join(row) for row in sheet_of(director, name)]
        before = list(BY_NAME[name].objects.order_by("pk").values())
        assert len(rows) == len(before) + 1
        assert imported(director, name, *rows) == [], name
        assert list(BY_NAME[name].objects.order_by("pk").values()) == before, name


def test_a_list_not_in_use_yet_is_filled_and_items_not_sold_any_more_are_left_out(
    director: Client,
) -> None:
    price_list("next", "螺丝 10, 螺母 3", is_active=False)
    Item.objects.filter(code="螺母").update(is_active=False)

    rows = ["|".join(row) for row in sheet_of(director, "price_list_line")]

    assert len(rows) == 2
    assert imported(director, "price_list_line", *rows) == []


def test_a_sheet_for_editing_may_be_of_one_list(director: Client) -> None:
    first = price_list("A", "螺丝 10, 螺丝 9 from 100")
    price_list("B", "螺母 3")

    rows = sheet_of(director, "price_list_line", price_list=first.pk)

    assert [row[:3] for row in rows[1:]] == [["A", "螺丝", "0"], ["A", "螺丝", "100"]]


def test_who_does_not_set_prices_takes_out_no_sheet(client: Client) -> None:
    client.force_login(factories.user(Role.SALES_REP), "masterdata.backend.PeopleBackend")

    assert client.get(reverse("price_list_line_for_editing")).status_code == 403
