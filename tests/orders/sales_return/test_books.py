"""The books of returns are clean after every road, and a forged figure is found."""

from decimal import Decimal

import pytest

from documents.books import run_checks
from orders.delivery.models import DeliveryLine
from orders.sales_return.models import SalesReturnLine
from tests.behind import loosen
from tests.grounds import begins_with
from tests.orders import desk
from tests.orders.sales_return import returns

pytestmark = pytest.mark.django_db
CHECKS = ("deliveries_count_returns", "returned_goods_came", "returns_are_credited")


def test_every_road_leaves_the_books_clean() -> None:
    _order, delivery = returns.delivered("螺丝 10 x 2.50,螺母 9 x 1.11", refused={1: "1"})
    returns.posted([delivery], "2", "2", wish="replace")
    returns.reverse(returns.posted([delivery], "1", "1"))
    mixed = returns.go(returns.applied([delivery], "3", "3"), "approved")
    mixed = returns.receive(mixed, {1: "2"})
    grades = {
        1: {"good": "1", "scrap": "1", "outcome": "credit"},
        2: {"to_repair": "3", "outcome": "repair"},
    }
    returns.go(returns.grade(mixed, grades), "closed")
    returns.go(returns.applied([delivery], "1", "0"), "received")

    assert run_checks() == []


@begins_with(returns.delivered)
def test_a_forged_figure_is_found() -> None:
    _order, delivery = returns.delivered()
    document = returns.posted([delivery], "4")
    assert run_checks(CHECKS) == []

    DeliveryLine.objects.filter(body=delivery.pk).update(returned=Decimal(3))
    loosen(document)
    SalesReturnLine.objects.filter(body=document.pk).update(taken=Decimal(3), net=1, tax=0, gross=1)

    assert {breach.check for breach in run_checks(CHECKS)} == set(CHECKS)


@begins_with(returns.delivered)
def test_an_order_that_forgets_its_replacement_is_found() -> None:
    order, delivery = returns.delivered()
    returns.posted([delivery], "4", wish="replace")
    (line,) = desk.lines_of(order)
    type(line).objects.filter(pk=line.pk).update(shipped_quantity=10)

    assert "order_counters" in {breach.check for breach in run_checks()}
