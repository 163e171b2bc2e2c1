"""Picking, packing and shipment list, receipt, gate pass: what they tell, and never a price."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from documents.copies import title_of
from masterdata.roles import Role
from orders.delivery.amounts import packages_of
from orders.delivery.goods_prints import PAIR, receipt_slip, shipment_list
from orders.delivery.store_prints import gate_pass, packing_list, picking_list
from tests import factories
from tests.grounds import begins_with
from tests.orders import desk
from tests.orders.delivery import paper, road
from tests.purchasing.test_copies import overlaps
from tests.ui.test_prints import codes_on, sizes_of
from ui.prints import A4, A5_LANDSCAPE, HALF_241

pytestmark = [pytest.mark.django_db, pytest.mark.once]
D = Decimal


@pytest.fixture(autouse=True)
def _company() -> None:
    paper.company()


@begins_with(paper.loaded, freight=D("33.30"), terms="cod")
@pytest.mark.parametrize("code", paper.OTHERS)
def test_nobody_finds_a_price_on_them(client: Client, code: str) -> None:
    document = paper.loaded(freight=D("33.30"), terms="cod")
    director = road.person(Role.GENERAL_MANAGER)

    text = "".join(paper.pages(paper.printed(client, document, director, code=code)))

    assert document.number in text
    assert not paper.tells_prices(text)
    assert "33.30" not in text
    assert "746.88" not in text


@pytest.mark.parametrize("code", paper.OTHERS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_lies_over_anything_else(client: Client, code: str, language: str) -> None:
    client.cookies["gendan_language"] = language
    document = paper.loaded(4, address="广州市天河区天河路 385 号" * 6)
    paper.named(
        "T1", name="胡桃木 Walnut 三门衣柜 " * 5, specification="1800×600×2200 mm", colour="胡桃色"
    )

    pdf = paper.printed(client, document, code=code)

    assert overlaps(pdf) == []


@begins_with(paper.loaded)
@pytest.mark.parametrize("code", ["packing", "shipment", "receipt", "gate", "picking"])
def test_each_bears_the_barcode_of_the_delivery(client: Client, tmp_path: Path, code: str) -> None:
    document = paper.loaded()

    assert document.number in codes_on(paper.printed(client, document, code=code), tmp_path)


@begins_with(paper.drawn)
@pytest.mark.parametrize("code", ["picking", "packing", "shipment", "receipt"])
def test_what_is_not_authorised_is_neither_picked_nor_packed(client: Client, code: str) -> None:
    document = paper.drawn()
    client.force_login(desk.people().clerk, backend="masterdata.backend.PeopleBackend")

    answer = client.get(reverse("delivery_print", args=[document.pk, code]))

    assert answer.status_code == 403
    assert document.number in answer.content.decode()


@begins_with(paper.drawn)
def test_only_what_is_loaded_passes_the_gate(client: Client) -> None:
    document = road.go(paper.drawn(), "checked")
    client.force_login(desk.people().clerk, backend="masterdata.backend.PeopleBackend")
    url = reverse("delivery_print", args=[document.pk, "gate"])

    before = client.get(url)
    road.load(document)
    after = client.get(url)

    assert (before.status_code, after.status_code) == (403, 200)


# --- picking list --------------------------------------------------------------------------------


def test_the_picking_list_leads_from_bin_to_bin_and_leaves_room_to_write() -> None:
    document = road.authorize(paper.drawn(3))
    warehouse = factories.warehouse("main")
    for line, code in zip(road.lines(document), ("C-03", "A-01", "B-02"), strict=True):
        line.bin = warehouse.bins.create(code=code)
        line.save(update_fields=["bin"])

    (slip,) = picking_list(paper.printing(document))

    (page,) = slip["pages"]
    cells = [[cell["text"] for cell in row["cells"]] for row in page.rows]
    assert [row[1] for row in cells] == ["A-01", "B-02", "C-03"]
    assert [row[3] for row in cells] == ["T1", "T2", "T0"]
    assert {(row[-4], row[-3], row[-2]) for row in cells} == {("10", "", "")}


def test_what_was_picked_and_checked_stands_on_the_picking_list() -> None:
    document = road.pick(road.authorize(paper.drawn(2)), {1: "4"})
    document = road.check(document)

    (slip,) = picking_list(paper.printing(document, A5_LANDSCAPE))

    cells = [[cell["text"] for cell in row["cells"]] for row in slip["pages"][0].rows]
    assert [row[-3] for row in cells] == ["4", "10"]
    assert [row[-2] for row in cells] == ["√", "√"]


# --- packing list, shipment list, receipt, gate pass ---------------------------------------------


def test_the_packing_list_numbers_the_parcels_through() -> None:
    document = paper.loaded(3)
    paper.named("T1", parcels_per_piece=3)

    (slip,) = packing_list(paper.printing(document, A4))

    cells = [[cell["text"] for cell in row["cells"]] for row in slip["pages"][0].rows]
    assert [row[0] for row in cells] == ["1–10", "11–40", "41–50"]
    assert [row[5] for row in cells] == ["10", "30", "10"]
    assert packages_of(road.lines(document)) == 50
    (total,) = [cell["text"] for cell in slip["pages"][0].total_footer if "c-packs" in cell["css"]]
    assert total == "50"


def test_the_shipment_list_comes_twice_and_names_the_spare_parts(client: Client) -> None:
    document = paper.loaded(spares=[road.spare()])

    first, second = shipment_list(paper.printing(document, A4))
    pdf = paper.printed(client, document, code="shipment")

    assert [first["copy_name"], second["copy_name"]] == [title_of(PAIR, 1), title_of(PAIR, 2)]
    rows = [[cell["text"] for cell in row["cells"]] for row in first["pages"][0].rows]
    assert [(row[2], bool(row[6])) for row in rows] == [("T0", False), ("备用螺丝", True)]
    assert len(sizes_of(pdf)) == 2


@pytest.mark.parametrize(("count", "rows"), [(8, 8), (9, 1)])
def test_the_receipt_is_one_sheet_to_be_sent_back(count: int, rows: int) -> None:
    document = paper.drawn(count, stock="0")

    (slip,) = receipt_slip(paper.printing(document, A5_LANDSCAPE))

    (page,) = slip["pages"]
    assert len(page.rows) == rows
    assert len(page.rows) + len(page.blanks) == 8
    assert any("佛山市顺德区龙江镇东华路 18 号" in line for line in slip["terms"])


@begins_with(paper.drawn)
def test_the_receipt_asks_about_the_installation_where_there_is_one() -> None:
    plain, installed = paper.drawn(), paper.drawn(installation=True)

    (without,) = receipt_slip(paper.printing(plain, A5_LANDSCAPE))
    (with_it,) = receipt_slip(paper.printing(installed, A5_LANDSCAPE))

    assert "□" not in without["terms"][0]
    assert with_it["terms"][0].count("□") == 3


def test_the_gate_pass_tells_packages_vehicle_and_driver() -> None:
    document = paper.loaded(5)

    (slip,) = gate_pass(paper.printing(document, A5_LANDSCAPE))

    (row,) = slip["pages"][0].rows
    goods, packages, vehicle, driver, _carrier = (cell["text"] for cell in row["cells"])
    assert goods == "T0、T1、T2 +2"
    assert (packages, vehicle, driver) == ("50", "粤A12345", road.driver().display_name)
    assert slip["stamp"] == ""


def test_the_half_form_holds_eight_lines_of_the_picking_list() -> None:
    document = paper.drawn(9, stock="0")

    (slip,) = picking_list(paper.printing(document, HALF_241))

    assert [len(page.rows) for page in slip["pages"]] == [8, 1]
