"""The pictures of debts say what the ledger says, to the cent, and only to who may see it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from finance.parties import queries
from finance.parties.charts import by_age, due_by_week, weekly
from masterdata.roles import Role
from tests import factories
from tests.finance.parties.papers import payable, post, settle

pytestmark = pytest.mark.usefixtures("clean_parties")
AsUser = Callable[..., Client]
MONDAY = date(2026, 3, 2)


def test_the_ten_to_whom_most_is_owed_and_the_others_are_the_ledger() -> None:
    for number in range(13):
        post(payable(f"第{number:02}厂 {100 + number}.01"), days_ago=10 * number)
    post(payable("第12厂 -50.00"))

    chart = by_age(timezone.localdate())

    assert len(chart.labels) == 11
    assert chart.labels[0] == "第12厂"
    ageing = queries.ageing("payable", on=timezone.localdate())
    assert sum(chart.totals) == sum(each.owed for each in ageing.values())
    assert "50.00" in str(chart.note)


def test_a_debt_moves_to_the_red_end_as_it_ages() -> None:
    post(payable("甲厂 10.00"), days_ago=95)
    post(payable("甲厂 20.00"))

    chart = by_age(timezone.localdate())

    values = [list(one.values) for one in chart.series]
    assert values == [[Decimal("20.00")], [Decimal(0)], [Decimal(0)], [Decimal("10.00")]]
    assert chart.series[-1].tone == "bad"


def test_weeks_begin_on_monday_and_what_is_late_stands_first() -> None:
    wednesday = MONDAY + timedelta(days=2)
    amounts = {
        MONDAY: Decimal(1),
        wednesday: Decimal(2),
        MONDAY + timedelta(days=6): Decimal(4),
        MONDAY + timedelta(days=7): Decimal(8),
        MONDAY + timedelta(days=56): Decimal(16),
        None: Decimal(32),
    }

    found = list(weekly(amounts, today=wednesday).values())

    assert found == [1, 6, 8, 0, 0, 0, 0, 0, 0, 16, 32]


def test_payments_due_are_what_is_left_of_the_debts() -> None:
    debt = post(payable("甲厂 100.00", due_on=timezone.localdate()))
    settle(debt, post(payable("甲厂 -30.00")), "30.00")
    post(payable("乙厂 5.00", due_on=timezone.localdate() - timedelta(days=1)))

    chart = due_by_week(timezone.localdate())

    assert (chart.totals[0], chart.totals[1]) == (Decimal("5.00"), Decimal("70.00"))
    assert sum(chart.totals) == Decimal("75.00")


def test_the_pictures_stand_on_the_payables_and_on_the_managers_first_screen(
    client: Client, as_user: AsUser
) -> None:
    post(payable("甲厂 100.33"))
    as_user(client, factories.user(Role.GENERAL_MANAGER))

    payables = client.get(reverse("payable_list")).content.decode()
    home = client.get(reverse("home")).content.decode()
    part: Any = client.get(reverse("payable_list"), headers={"HX-Request": "true"})

    for page in (payables, home):
        assert "chart-payables-by-age-title" in page
        assert "chart-due-by-week-title" in page
    assert "g-chart" not in part.content.decode()


def test_a_storekeeper_sees_no_debts_on_his_first_screen(client: Client, as_user: AsUser) -> None:
    post(payable("甲厂 100.33"))

    page = as_user(client, factories.user(Role.STOREKEEPER)).get(reverse("home"))

    assert "100.33" not in page.content.decode()
