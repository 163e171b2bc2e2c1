"""Payables and receivables on the screen: to the cent what the ledger says, for who may see it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from finance.parties import figures, tables
from masterdata.roles import Role
from tests import factories
from tests.finance.parties.papers import payable, post, receivable, settle

pytestmark = pytest.mark.usefixtures("clean_parties")
AsUser = Callable[..., Client]


@pytest.fixture
def accountant(client: Client, as_user: AsUser) -> Client:
    return as_user(client, factories.user(Role.ACCOUNTANT))


def text(client: Client, url: str, **query: Any) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def test_payables_by_supplier_show_period_age_and_prepayment(accountant: Client) -> None:
    first = post(payable("甲厂 1100.00"), days_ago=95)
    settle(first, post(payable("甲厂 -100.00"), days_ago=60), "100.00", days_ago=60)
    post(payable("乙厂 -70.00"))

    page = text(accountant, "/finance/payables/")

    assert "1,000.00" in page
    assert "70.00" in page
    assert "930.00" in page, "the total of all suppliers"


def test_a_supplier_s_page_is_the_ledger_to_the_cent(accountant: Client) -> None:
    post(payable("甲厂 100.33"), days_ago=95)
    post(payable("甲厂 50.50"))
    supplier = factories.supplier("甲厂").pk

    page = text(accountant, f"/finance/payables/{supplier}/")

    assert "150.83" in page
    assert "100.33" in page


def test_a_supplier_s_page_says_which_paper_settled_what(accountant: Client) -> None:
    receipt, payment = post(payable("甲厂 100.00")), post(payable("甲厂 -60.00"))
    settlement = settle(receipt, payment, "60.00")

    url = f"/finance/payables/{factories.supplier('甲厂').pk}/"
    rows = accountant.get(url).context["table"].paginated_rows

    (debt, payment_row) = (row.record for row in rows)
    assert tables.settlements_of(debt) == [(settlement, Decimal(60))]
    assert tables.settlements_of(payment_row) == [(receipt, Decimal(60))]
    assert "60.00" in text(accountant, url)


def test_others_put_their_figures_on_the_page(
    accountant: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    supplier = factories.supplier("甲厂").pk
    monkeypatch.setattr(figures, "_figures", [])
    figures.register_figure(
        "payable",
        "外借模具",
        lambda ids: dict.fromkeys(ids, Decimal("45.67")),
        lambda party: f"/owed/{party}/",
    )

    page = text(accountant, f"/finance/payables/{supplier}/")

    assert "外借模具" in page
    assert "45.67" in page
    assert f"/owed/{supplier}/" in page
    assert "外借模具" not in text(accountant, f"/finance/receivables/{supplier}/")


def test_settled_items_are_not_open(accountant: Client) -> None:
    settle(post(payable("甲厂 100.00")), post(payable("甲厂 -100.00")), "100.00")
    post(payable("乙厂 33.00"))

    page = text(accountant, "/finance/payables/items/")

    assert "乙厂" in page
    assert "甲厂" not in page


def test_the_two_sides_have_pages_of_their_own(accountant: Client) -> None:
    post(payable("甲厂 100.00"))
    post(receivable("红星商场 40.00"))

    assert "红星商场" not in text(accountant, "/finance/payables/")
    assert "红星商场" in text(accountant, "/finance/receivables/")
    assert "红星商场" in text(accountant, "/finance/receivables/items/")


@pytest.mark.parametrize(
    ("role", "url", "status"),
    [
        (Role.PURCHASER, "/finance/payables/", 200),
        (Role.STOREKEEPER, "/finance/payables/", 403),
        (Role.ORDER_CLERK, "/finance/payables/items/", 403),
        (Role.ORDER_CLERK, "/finance/receivables/", 200),
        (Role.PURCHASER, "/finance/receivables/", 403),
        (Role.DRIVER, "/finance/receivables/items/", 403),
    ],
)
def test_debts_are_shown_only_to_those_who_deal_with_them(
    client: Client, as_user: AsUser, role: Role, url: str, status: int
) -> None:
    assert as_user(client, factories.user(role)).get(url).status_code == status


@pytest.mark.parametrize("url", ["/finance/payables/", "/finance/payables/items/"])
def test_more_rows_cost_no_more_queries(accountant: Client, url: str) -> None:
    counts = []
    for size in (2, 12):
        post(*[payable(f"厂{size}-{n} 10.00", n) for n in range(1, size + 1)])
        text(accountant, url)
        with CaptureQueriesContext(connection) as asked:
            text(accountant, url)
        counts.append(len(asked))

    assert counts[0] == counts[1], counts


def test_a_long_account_costs_no_more_queries(accountant: Client) -> None:
    counts = []
    url = f"/finance/payables/{factories.supplier('甲厂').pk}/"
    for size in (2, 12):
        for _each in range(size):
            post(payable("甲厂 10.00"))
        text(accountant, url)
        with CaptureQueriesContext(connection) as asked:
            text(accountant, url)
        counts.append(len(asked))

    assert counts[0] == counts[1], counts


def test_every_list_is_a_sheet_too(accountant: Client) -> None:
    post(payable("甲厂 100.00"))
    supplier = factories.supplier("甲厂").pk

    for url in ("/finance/payables/", "/finance/payables/items/", f"/finance/payables/{supplier}/"):
        sheet = accountant.get(url, {"export": "xlsx"})
        assert sheet.status_code == 200
        assert sheet.content.startswith(b"PK")
