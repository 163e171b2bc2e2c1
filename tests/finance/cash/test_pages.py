"""The cash pages: accounts, journal and daily report, for those who see the firm's money."""

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents import sealing
from finance.cash import daily_pages
from finance.cash.access import READERS
from finance.cash.models import CashAccount, CashBalance
from masterdata.roles import Role
from tests import factories
from tests.finance.cash.papers import account, post
from tests.finance.cash_voucher.walk import approved

pytestmark = pytest.mark.django_db
AsUser = Callable[..., Client]
NAMES = ("cash_account_list", "cash_journals", "cash_daily", "cash_daily_print")


@pytest.fixture
def accountant(client: Client, as_user: AsUser) -> Client:
    return as_user(client, factories.user(Role.ACCOUNTANT))


def text_of(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("role", list(Role))
def test_the_money_is_shown_to_those_who_see_it(
    client: Client, as_user: AsUser, role: Role
) -> None:
    box = account("钱箱")
    as_user(client, factories.user(role))
    urls = [*(reverse(name) for name in NAMES), reverse("cash_journal", args=[box.pk])]
    urls += [reverse("cash_daily_export"), "/lookup/cash_account/?q="]

    seen = {client.get(url).status_code for url in urls}

    assert seen == ({200} if role in READERS else {403})


def test_the_list_shows_what_is_in_each_account(accountant: Client) -> None:
    post("钱箱 1234.50", "基本户 8000.00")
    account("空户")

    page = text_of(accountant, "cash_account_list")

    assert "1,234.50" in page
    assert "9,234.50" in page


def test_an_account_is_entered_and_only_a_bank_may_be_overdrawn(accountant: Client) -> None:
    typed = {"code": "JB", "name": "基本户", "kind": "cash", "overdraft": "500", "is_active": "on"}

    refused = accountant.post(reverse("cash_account_new"), typed)
    assert refused.status_code == 422
    assert "JB" in refused.content.decode()

    accountant.post(reverse("cash_account_new"), typed | {"kind": "bank"})
    made = CashAccount.objects.get()
    assert CashBalance.objects.get(account=made).floor == Decimal(-500)


def test_an_account_that_holds_money_stays_in_use(accountant: Client) -> None:
    post("钱箱 10.00")
    box = account("钱箱")
    typed = {"code": "钱箱", "name": "钱箱", "kind": "cash", "overdraft": ""}

    answer = accountant.post(reverse("cash_account_edit", args=[box.pk]), typed)

    assert answer.status_code == 422
    assert "10.00" in answer.content.decode()


def test_an_overdraft_in_use_is_not_taken_away(accountant: Client) -> None:
    bank = account("基本户", "bank", "100.00")
    post("基本户 -60.00")
    typed = {"code": "基本户", "name": "基本户", "kind": "bank", "is_active": "on"}

    answer = accountant.post(
        reverse("cash_account_edit", args=[bank.pk]), typed | {"overdraft": "59.99"}
    )
    assert answer.status_code == 422

    accountant.post(reverse("cash_account_edit", args=[bank.pk]), typed | {"overdraft": "60"})
    assert CashBalance.objects.get(account=bank).floor == Decimal(-60)


def test_the_cashier_sees_accounts_and_does_not_change_them(
    client: Client, as_user: AsUser
) -> None:
    as_user(client, factories.user(Role.CASHIER))

    assert client.get(reverse("cash_account_new")).status_code == 403


def test_accounts_come_from_a_sheet(accountant: Client) -> None:
    pasted = "code\tname\tkind\toverdraft\tis_active\nJB\t基本户\tbank\t500\t1\nXJ\t现金\tcash\t\t1"
    url = reverse("cash_account_import")

    shown = accountant.post(url, {"pasted": pasted})
    token = shown.context["token"]
    accountant.post(url, {"token": token, "confirm": "1"})

    assert list(CashAccount.objects.order_by("code").values_list("code", "overdraft")) == [
        ("JB", Decimal(500)),
        ("XJ", Decimal(0)),
    ]


def test_the_journal_opens_runs_and_closes(accountant: Client) -> None:
    box = account("钱箱")
    post("钱箱 100.00", days_ago=9)
    post("钱箱 40.00", days_ago=5)
    paper = approved("付 钱箱 30.00")
    day = timezone.localdate() - timedelta(days=6)

    answer = accountant.get(
        reverse("cash_journal", args=[box.pk]), {"period_from": f"{day:%Y-%m-%d}"}
    )

    rows = answer.context["table"].data.data
    assert [row.running for row in rows] == [100, 140, 110, 110]
    assert [row.document for row in rows][0] is None
    assert paper.number in answer.content.decode()
    assert answer.context["table"].totals == {"money_in": 40, "money_out": 30}


def test_the_journal_of_an_account_without_entries_still_opens(accountant: Client) -> None:
    answer = accountant.get(reverse("cash_journal", args=[account("空户").pk]))

    assert [row.running for row in answer.context["table"].data.data] == [0, 0]


def test_the_journal_as_a_sheet(accountant: Client) -> None:
    post("钱箱 100.00")
    answer = accountant.get(reverse("cash_journal", args=[account("钱箱").pk]), {"export": "xlsx"})

    cells = [
        cell for row in load_workbook(io.BytesIO(answer.content)).active.values for cell in row
    ]

    assert 100 in cells


def test_the_daily_report_opens_with_yesterday_and_shows_each_entry(accountant: Client) -> None:
    post("钱箱 100.00", days_ago=1)
    paper = approved("付 钱箱 30.00")

    page = text_of(accountant, "cash_daily")

    for figure in ("100.00", "30.00", "70.00"):
        assert figure in page
    assert paper.number in page
    before = timezone.localdate() - timedelta(days=1)
    assert paper.number not in text_of(accountant, "cash_daily", day=f"{before:%Y-%m-%d}")


def test_a_day_that_is_none_is_said_and_today_shown(accountant: Client) -> None:
    answer = accountant.get(reverse("cash_daily"), {"day": "2026-13-45"})

    assert answer.status_code == 200
    assert answer.context["form"].errors["day"]
    assert "2026-13-45" in answer.content.decode()


def test_the_daily_report_is_printed_and_exported(accountant: Client) -> None:
    for number in range(40):
        post(f"钱箱 {number + 1}.00")

    assert accountant.get(reverse("cash_daily_print")).content.startswith(b"%PDF")
    sealed = sealing.of_the_day(timezone.now())
    assert sealed.startswith("seal 1 ")
    (day,) = daily_pages._facts(timezone.localdate())[1:]
    assert day == {"label": "封签", "value": sealing.told_of(timezone.localdate())}
    sheet = accountant.get(reverse("cash_daily_export"))
    book = load_workbook(io.BytesIO(sheet.content))
    accounts, entries = book.worksheets
    assert entries.max_row == 42
    assert list(accounts.values)[2] == ("钱箱", 0, 820, 0, 820)


@pytest.mark.parametrize("name", ["cash_account_list", "cash_journals", "cash_daily"])
def test_more_rows_cost_no_more_queries(accountant: Client, name: str) -> None:
    counts = []
    for size in (2, 20):
        for number in range(size):
            post(f"户{number} 5.00")
        accountant.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            accountant.get(reverse(name))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_more_entries_cost_the_journal_no_more_queries(accountant: Client) -> None:
    counts, url = [], reverse("cash_journal", args=[account("钱箱").pk])
    for size in (2, 30):
        for _number in range(size):
            approved("收 钱箱 5.00")
        accountant.get(url)
        with CaptureQueriesContext(connection) as queries:
            accountant.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(("accounts", "sheets"), [(3, 1), (13, 2), (60, 4)])
def test_many_accounts_get_sheets_of_their_own(
    accountant: Client, accounts: int, sheets: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(accounts):
        account(f"户{number}")
    drawn: list[Any] = []
    draw = daily_pages.render_pdf
    monkeypatch.setattr(
        daily_pages, "render_pdf", lambda *a, **o: drawn.extend(a[1]["slips"]) or draw(*a, **o)
    )

    assert accountant.get(reverse("cash_daily_print")).content.startswith(b"%PDF")

    assert sum(len(slip["pages"]) for slip in drawn) == sheets
    assert sum(len(page.rows) for page in (drawn[0].get("above") or drawn[0])["pages"]) == accounts
