"""The demo's purchases are made by its people's own steps; loading twice is loading once."""

import pytest

from documents.models import Document
from finance import demo as finance_demo
from inventory import demo as inventory_demo
from masterdata import demo as masterdata_demo
from purchasing import demo
from purchasing.suppliers.models import SupplierPrice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def test_the_demo_has_papers_in_nearly_every_state_and_loads_once() -> None:
    for part in (masterdata_demo, inventory_demo, finance_demo, demo):
        part.load()
    papers, prices = Document.objects.count(), SupplierPrice.objects.count()

    demo.load()

    states = {
        kind: set(Document.objects.filter(type=kind).values_list("state", flat=True))
        for kind in ("purchase_order", "receipt")
    }
    assert {
        "draft",
        "submitted",
        "approved",
        "signed",
        "active",
        "completed",
        "closed",
        "void",
    } <= (states["purchase_order"])
    assert {"arrived", "draft", "inspecting", "submitted", "approved", "reversed"} <= (
        states["receipt"]
    )
    assert (Document.objects.count(), SupplierPrice.objects.count()) == (papers, prices)


def test_without_the_demos_people_nothing_is_made() -> None:
    demo.load()

    assert not Document.objects.exists()
