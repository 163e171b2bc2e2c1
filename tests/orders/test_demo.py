"""The demo's sales are made by its people's own steps; loading twice is loading once."""

import pytest

from documents.models import Document
from finance import demo as finance_demo
from inventory import demo as inventory_demo
from masterdata import demo as masterdata_demo
from orders import demo
from orders.prices.models import CustomerPrice, PriceListLine
from purchasing import demo as purchasing_demo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books"), pytest.mark.once]


def states_of(kind: str) -> set[str]:
    return set(Document.objects.filter(type=kind).values_list("state", flat=True))


def test_the_demo_has_sales_in_nearly_every_state_and_loads_once() -> None:
    for part in (masterdata_demo, inventory_demo, finance_demo, purchasing_demo, demo):
        part.load()
    counted = [m.objects.count() for m in (Document, PriceListLine, CustomerPrice)]

    demo.load()

    assert {
        "draft", "consulting", "calling", "pricing", "approving", "noticed",
        "released", "fulfilled", "closed", "cancelled",
    } == states_of("customer_order")  # fmt: skip
    assert {"authorized", "loaded", "dispatched", "delivered", "closed"} <= states_of("delivery")
    assert {"filed", "confirmed"} <= states_of("remittance")
    assert states_of("cash_handover") == {"counted"}
    assert Document.objects.filter(type="customer_order", held=True).exists()
    assert counted == [m.objects.count() for m in (Document, PriceListLine, CustomerPrice)]


def test_without_the_demos_people_nothing_is_made() -> None:
    demo.load()

    assert not Document.objects.exists()
