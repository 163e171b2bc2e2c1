"""The page of one month: what stands in the way, the figures, and who may close or reopen."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import periods
from documents.models import Period
from documents.period_pages import READERS
from masterdata.roles import Role
from tests import factories
from tests.finance.cash_voucher.walk import approved, draft, step
from tests.finance.closing.test_figures import _old_dates, ago, close, person, reopen  # noqa: F401

pytestmark = pytest.mark.django_db
AsUser = Callable[..., Client]


def page(months: int = 1) -> str:
    day = ago(months)
    return reverse("closing_month", args=[day.year, day.month])


@pytest.fixture
def accountant(client: Client, as_user: AsUser) -> Client:
    return as_user(client, person(Role.ACCOUNTANT))


def test_it_names_the_papers_that_wait_and_leads_to_them(accountant: Client) -> None:
    document = draft("收 钱箱 100.00", date=ago(1))

    text = accountant.get(page()).content.decode()

    assert document.number in text
    assert reverse("cash_voucher_detail", args=[document.pk]) in text
    assert reverse("month_close", args=[ago(1).year, ago(1).month]) not in text


def test_a_month_in_whose_way_nothing_stands_is_closed_from_here(accountant: Client) -> None:
    approved("收 钱箱 100.00", date=ago(1))
    url = reverse("month_close", args=[ago(1).year, ago(1).month])
    text = accountant.get(page()).content.decode()
    assert url in text
    assert "100.00" in text

    accountant.post(url)

    assert periods.closed_until() == ago(1).replace(day=1)
    assert "✓" in accountant.get(page()).content.decode()


def test_after_the_closing_both_figures_stand_beside_each_other(accountant: Client) -> None:
    approved("收 钱箱 100.00", date=ago(1))
    close(ago(1))

    table = accountant.get(page()).context["figures"]

    assert len(table["columns"]) == 4
    total = next(row for row in table["rows"] if row["cells"][1]["text"] == "100.00")
    assert total["cells"][2]["text"] == "100.00"


def test_the_general_manager_reopens_with_a_reason_and_it_is_told(
    client: Client, as_user: AsUser
) -> None:
    approved("收 钱箱 100.00", date=ago(1))
    close(ago(1))
    as_user(client, person(Role.GENERAL_MANAGER))
    url = reverse("month_reopen", args=[ago(1).year, ago(1).month])
    assert url in client.get(page()).content.decode()

    client.post(url, {"reason": "漏记一张收据"})

    assert "漏记一张收据" in client.get(page()).content.decode()


def test_an_accountant_does_not_reopen(accountant: Client) -> None:
    close(ago(1))

    answer = accountant.get(page())

    assert answer.context["acts"] == []


def test_the_present_month_is_looked_at_and_not_closed(accountant: Client) -> None:
    answer = accountant.get(page(0))

    assert answer.status_code == 200
    assert answer.context["acts"] == []


def test_the_list_of_months_shows_an_earlier_month_without_entries_as_closed(
    accountant: Client,
) -> None:
    step(draft("收 钱箱 100.00", date=ago(3)), "void", Role.CASHIER, reason="录错")
    close(ago(1))
    assert not Period.objects.filter(month=ago(3).replace(day=1)).exists()

    answer = accountant.get(reverse("months"))

    rows = answer.context["tables"][0]["rows"]
    badges = [row["cells"][1]["badge"]["tone"] for row in rows]
    assert badges == ["good", "neutral", "neutral", "neutral"]
    assert page(1) in answer.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_it_is_for_those_who_keep_the_books(client: Client, as_user: AsUser, role: Role) -> None:
    as_user(client, factories.user(role))

    assert client.get(page()).status_code == (200 if role in READERS else 403)


@pytest.mark.parametrize("place", ["2026-13", "0-5", "2999-1"])
def test_a_month_that_does_not_exist_is_not_found(accountant: Client, place: str) -> None:
    assert accountant.get(f"/finance/closing/{place}/").status_code == 404


def test_many_waiting_papers_cost_no_more_queries(accountant: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (2, 15):
        for _each in range(size):
            draft("收 钱箱 1.00", date=ago(1))
        accountant.get(page())
        with CaptureQueriesContext(connection) as queries:
            accountant.get(page())
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_reopened_months_can_be_closed_again_from_the_page(accountant: Client) -> None:
    close(ago(1))
    reopen(ago(1))

    accountant.post(reverse("month_close", args=[ago(1).year, ago(1).month]))

    assert periods.is_closed(ago(1))
    assert timezone.localdate() >= ago(1)
