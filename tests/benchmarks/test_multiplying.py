"""Imported orders are multiplied in bulk: the books stay clean, and no list asks more queries."""

import io
from pathlib import Path

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.multiplying import NOTE, multiply
from documents.models import Document, Event
from masterdata.roles import Role
from orders.customer_order.models import CustomerOrder
from orders.delivery.models import Delivery
from orders.delivery.queries import orders_of
from tests import factories

pytestmark = pytest.mark.django_db
SLICE = Path(__file__).parents[1] / "data" / "northwind"
LISTS = (
    (Role.ORDER_CLERK, "customer_order_list"),
    (Role.ORDER_CLERK, "order_board"),
    (Role.ORDER_CLERK, "order_allotting"),
    (Role.ORDER_CLERK, "delivery_list"),
    (Role.ORDER_CLERK, "delivery_slips"),
    (Role.SALES_DIRECTOR, "in_times"),
    (Role.ACCOUNTANT, "remittance_list"),
    (Role.ACCOUNTANT, "bank_line_list"),
    (Role.ACCOUNTANT, "customer_money"),
    (Role.ACCOUNTANT, "receivable_list"),
    (Role.ACCOUNTANT, "receivable_items"),
    (Role.PURCHASER, "demand_list"),
    (Role.STOREKEEPER, "stock_list"),
    (Role.ORDER_CLERK, "home"),
    (Role.ACCOUNTANT, "home"),
)


def asked(client: Client, user: AbstractBaseUser, name: str) -> int:
    """Queries of a list that was opened before, with all its rows."""
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse(name), {"view": "all"})
    assert answer.status_code == 200
    return len(queries)


@pytest.mark.usefixtures("books")
def test_twelve_times_the_orders_leave_the_books_clean_and_the_lists_as_they_were(
    client: Client,
) -> None:
    call_command("import_northwind", SLICE, limit=6, stdout=io.StringIO())
    users = {role: factories.user(role) for role in {role for role, _name in LISTS}}
    before = {(role, name): asked(client, users[role], name) for role, name in LISTS}

    written = multiply(72)

    assert written["orders.CustomerOrder"] == 66
    assert Document.objects.filter(type="customer_order").count() == 72
    after = {(role, name): asked(client, users[role], name) for role, name in LISTS}
    assert {key: count for key, count in after.items() if count > before[key]} == {}
    _copies_are_worlds_of_their_own()


def _copies_are_worlds_of_their_own() -> None:
    """A copy's delivery names the copy's order, and each copy says that it is one."""
    copies = CustomerOrder.objects.filter(customer_number__startswith="X")
    assert set(copies.values_list("customer_number", flat=True)) >= {"X1-NW-10248", "X11-NW-10250"}
    for delivery in Delivery.objects.prefetch_related("lines"):
        orders = orders_of(delivery, delivery.lines.all())
        assert orders == [share["order"] for share in delivery.shares]
    told = Event.objects.filter(reason=NOTE, document__in=copies.values("pk"))
    assert told.count() == copies.count() == 66
