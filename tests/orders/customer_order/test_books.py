"""What the books find when somebody wrote past the program."""

from decimal import Decimal
from typing import Any

import pytest

from documents.books import run_checks
from documents.models import Document
from inventory.demand.models import Demand
from orders.customer_order.models import CustomerOrderLine
from tests.orders import desk

pytestmark = pytest.mark.django_db


def found() -> set[str]:
    return {breach.check for breach in run_checks() if breach.check.startswith("order_")}


@pytest.fixture
def order() -> Any:
    desk.put("螺丝 4 x 1.00")
    document = desk.order(to="released", terms="cod")
    assert found() == set()
    return document


def test_a_counter_that_nobody_shipped(order: Any) -> None:
    CustomerOrderLine.objects.filter(body=order.pk).update(shipped_quantity=Decimal(3))

    assert "order_counters" in found()


def test_a_line_that_says_it_is_done(order: Any) -> None:
    CustomerOrderLine.objects.filter(body=order.pk).update(line_state="shipped")

    assert {"order_line_states", "order_states"} <= found()


def test_an_order_that_ended_with_its_goods_still_kept(order: Any) -> None:
    Document.objects.filter(pk=order.pk).update(state="cancelled")

    assert {"order_promises", "order_demand"} <= found()


def test_more_kept_than_open(order: Any) -> None:
    CustomerOrderLine.objects.filter(body=order.pk).update(closed_quantity=Decimal(8))

    assert "order_promises" in found()


def test_demand_that_nobody_has(order: Any) -> None:
    Demand.objects.filter(document=order).update(quantity=Decimal(99))

    assert found() == {"order_demand"}
