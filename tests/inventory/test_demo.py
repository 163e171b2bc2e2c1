"""The demo firm's stores are opened by real steps, once."""

import pytest

from documents.models import Document
from inventory.demo import load
from inventory.places.models import Warehouse
from inventory.stock.models import StockBalance
from masterdata import demo as people_and_goods

pytestmark = pytest.mark.usefixtures("books")


def test_loading_twice_is_loading_once() -> None:
    people_and_goods.load()

    load()
    papers, balances = Document.objects.count(), StockBalance.objects.count()
    load()

    assert Warehouse.objects.count() == 3
    assert papers == Document.objects.filter(state="approved").count() == 3
    assert (Document.objects.count(), StockBalance.objects.count()) == (papers, balances)
    assert balances > 50


def test_a_firm_without_the_demo_s_people_gets_warehouses_alone() -> None:
    load()

    assert Warehouse.objects.count() == 3
    assert not Document.objects.exists()
