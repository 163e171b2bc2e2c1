"""Lists of money cost as many queries for many rows as for few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from masterdata.roles import Role
from tests.finance.cash_handover import desk as cash
from tests.finance.remittance import desk

pytestmark = pytest.mark.django_db
PAGES = (
    "/finance/remittances/?view=all",
    "/finance/bank-lines/",
    "/finance/customer-money/",
    "/finance/drivers-cash/",
    "/finance/cash-handovers/?view=all",
)


def grow(number: int) -> None:
    """One more of everything."""
    (debt,) = desk.owes("30.00", customer=f"客户{number}")
    desk.remit("100.00", (debt, "20.00"), customer=f"客户{number}")
    cash.count(cash.hand(cash.draft((cash.collected("10.00"), "10.00"))))
    cash.collected("20.00", by=cash.driver(number))


def queries_of(client: Client) -> dict[str, int]:
    found = {}
    for page in PAGES:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        found[page] = len(asked)
    return found


def test_no_list_asks_once_per_row(client: Client) -> None:
    client.force_login(desk.person(Role.ACCOUNTANT))
    with cash.fake_source():
        for number in range(1, 3):
            grow(number)
        queries_of(client)
        few = queries_of(client)
        for number in range(3, 9):
            grow(number)
        many = queries_of(client)

    assert many == few
