"""The check of the books sees a last sale that is not the newest, missing or false."""

from decimal import Decimal

import pytest

from documents.books import run_checks
from orders.prices import deals
from orders.prices.models import LastSale, SaleRecord
from tests import factories
from tests.orders.prices.trade import sale

pytestmark = pytest.mark.django_db


def breaches() -> int:
    return len(run_checks(["last_sales"]))


def test_sales_and_reversals_leave_the_books_clean() -> None:
    sale("螺丝 1 x 2, 螺母 1 x 3")
    second = sale("螺丝 1 x 4")
    sale("螺丝 1 x 5", to="蓝天商场")
    assert breaches() == 0

    deals.take_back(second)

    assert breaches() == 0


def test_a_false_last_sale_is_found() -> None:
    sale("螺丝 1 x 2")
    LastSale.objects.update(net_price=Decimal(1))

    assert breaches() == 1


def test_a_missing_last_sale_is_found() -> None:
    sale("螺丝 1 x 2")
    LastSale.objects.all().delete()

    assert breaches() == 1


def test_a_last_sale_of_what_was_taken_back_is_found() -> None:
    sale("螺丝 1 x 2")
    SaleRecord.objects.filter(item=factories.item("螺丝")).update(taken_back=True)

    assert breaches() == 1
