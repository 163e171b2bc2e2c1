"""Warehouses and bins: what comes with them, how they are found, who may change them."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from inventory.places.actions import hold_bin, make_default_bins, open_warehouse
from inventory.places.models import Bin, BinKind, ItemPlace, Warehouse
from inventory.places.queries import usual_bins
from masterdata.roles import Role
from tests import factories
from tests.inventory.stock.papers import goods, post

pytestmark = pytest.mark.django_db
AsUser = Callable[..., Client]


@pytest.fixture
def supervisor(client: Client, as_user: AsUser) -> Client:
    return as_user(client, factories.user(Role.WAREHOUSE_SUPERVISOR))


def test_a_warehouse_comes_with_the_bins_it_cannot_do_without() -> None:
    warehouse = open_warehouse("main", name="主仓")

    assert set(warehouse.bins.values_list("kind", flat=True)) == set(BinKind.values) - {
        BinKind.DIRECT
    }
    assert warehouse.receiving_bin.kind == BinKind.RECEIVING
    assert warehouse.reject_bin.kind == BinKind.REJECT
    assert warehouse.pinyin == "zc"


def test_default_bins_are_made_once() -> None:
    warehouse = open_warehouse("main", name="主仓")

    make_default_bins(warehouse)

    assert warehouse.bins.count() == 5


def test_two_bins_of_one_warehouse_do_not_share_a_code() -> None:
    warehouse = open_warehouse("main", name="主仓")

    with pytest.raises(IntegrityError), transaction.atomic():
        Bin.objects.create(warehouse=warehouse, code="ZC")


def test_goods_go_to_the_item_s_usual_bin_else_to_the_first_one() -> None:
    warehouse, screw, board = open_warehouse("main", name="主仓"), "螺丝", "木板"
    shelf = Bin.objects.create(warehouse=warehouse, code="A-01")
    ItemPlace.objects.create(item=factories.item(screw), bin=shelf)
    ids = [factories.item(screw).pk, factories.item(board).pk]

    bins = usual_bins(ids, warehouse_id=warehouse.pk)

    assert bins == {ids[0]: shelf.pk, ids[1]: warehouse.bin_of(BinKind.NORMAL).pk}


def test_a_new_warehouse_is_opened_on_its_page(supervisor: Client) -> None:
    answer = supervisor.post(
        "/inventory/warehouses/new/", {"code": "B2", "name": "二号仓", "is_active": "on"}
    )

    warehouse = Warehouse.objects.get(code="B2")
    assert answer.status_code == 302
    assert warehouse.bins.count() == 5
    page = supervisor.get(f"/inventory/warehouses/{warehouse.pk}/").content.decode()
    assert "SH" in page


@pytest.mark.parametrize("url", ["warehouses", "bins", "usual-bins"])
def test_the_lists_open(supervisor: Client, url: str) -> None:
    screw, warehouse = factories.item("螺丝"), open_warehouse("main", name="主仓")
    ItemPlace.objects.create(item=screw, bin=warehouse.receiving_bin)

    assert supervisor.get(f"/inventory/{url}/").status_code == 200


def test_a_purchaser_does_not_change_warehouses(client: Client, as_user: AsUser) -> None:
    answer = as_user(client, factories.user(Role.PURCHASER)).post(
        "/inventory/warehouses/new/", {"code": "B2", "name": "二号仓"}
    )

    assert answer.status_code == 403
    assert not Warehouse.objects.exists()


def test_a_bin_with_goods_stays_where_it_is(supervisor: Client) -> None:
    post(goods("螺丝 main 10 10.00"))
    branch = open_warehouse("branch", name="分仓")
    shelf = Bin.objects.get(place="main/ZC")

    answer = supervisor.post(
        f"/inventory/bins/{shelf.pk}/edit/",
        {"warehouse": branch.pk, "code": "X1", "kind": "normal", "is_active": "on"},
    )

    assert answer.status_code == 422
    assert Bin.objects.get(pk=shelf.pk).warehouse.code == "main"


@pytest.mark.parametrize("q", ["main", "主仓", "zc"])
def test_a_warehouse_is_found_by_code_name_and_initials(supervisor: Client, q: str) -> None:
    open_warehouse("main", name="主仓")

    (found,) = supervisor.get("/lookup/warehouse/", {"q": q}).json()["results"]

    assert found["code"] == "main"


def test_bins_are_offered_of_the_chosen_warehouse(supervisor: Client) -> None:
    open_warehouse("main", name="主仓")
    branch = open_warehouse("branch", name="分仓")

    answer = supervisor.get("/lookup/bin/", {"q": "SH", "warehouse": branch.pk})

    assert [row["text"] for row in answer.json()["results"]] == ["branch/SH"]


def test_an_old_warehouse_gets_its_hold_bin_when_goods_come_back() -> None:
    warehouse = open_warehouse("main", name="主仓")
    warehouse.bins.filter(kind=BinKind.HOLD).delete()
    Bin.objects.create(warehouse=warehouse, code="DC")

    made = hold_bin(warehouse)

    assert (made.code, made.kind) == ("DC1", BinKind.HOLD)
    assert hold_bin(warehouse) == made
