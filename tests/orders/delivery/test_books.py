"""The books of deliveries are clean after every road, and a forged figure is found."""

from decimal import Decimal

import pytest

from documents.books import run_checks
from documents.models import Document
from inventory.places.direct import direct_bin
from inventory.stock.models import StockBalance
from orders.customer_order.models import CustomerOrderLine
from orders.delivery.models import Delivery, DeliveryLine
from tests.behind import loosen
from tests.orders.delivery import road, straight

pytestmark = pytest.mark.django_db
CHECKS = (
    "deliveries_are_owed",
    "delivered_goods_left",
    "orders_count_deliveries",
    "drivers_cash_is_counted",
)


def found() -> set[str]:
    return {breach.check for breach in run_checks(CHECKS)}


def test_every_road_leaves_the_books_clean() -> None:
    order = road.ordered("螺丝 10 x 2.50,螺母 4 x 5.00", freight=Decimal(30))
    road.sign(road.send([order], "4", "1"), refused={1: "1"})
    road.reverse(road.sign(road.send([order], "2", "0"), refused={1: "2"}))
    road.go(road.drawn([order], "1", "1"), "loaded")
    road.sign(road.send([order], "1", "1"), refused={1: "1", 2: "1"})

    assert run_checks() == []


def test_a_forged_figure_is_found() -> None:
    order = road.ordered()
    document = road.send([order], "4")
    assert found() == set()

    loosen(document)
    Document.objects.filter(pk=document.pk).update(total=Decimal(11))
    DeliveryLine.objects.filter(body=document.pk).update(picked=Decimal(3))
    CustomerOrderLine.objects.filter(body=order.pk).update(shipped_quantity=Decimal(5))
    Delivery.objects.filter(pk=document.pk).update(cod_collected=1, cod_handed_over=1)

    assert found() == set(CHECKS)


def test_half_of_a_direct_shipment_is_found() -> None:
    _note, delivery, receipt = straight.shipped()
    checks = ("direct_place_is_empty", "direct_pairs_are_whole")
    assert run_checks(checks) == []

    Document.objects.filter(pk=receipt.pk).update(state="reversed")
    StockBalance.objects.filter(bin=direct_bin()).update(on_hand=Decimal(3))

    found = {(breach.check, breach.subject) for breach in run_checks(checks)}
    assert found == {("direct_place_is_empty", "螺丝"), ("direct_pairs_are_whole", delivery.number)}
