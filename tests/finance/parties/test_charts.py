"""The pictures of debts say what the ledger says, to the cent, and only to who may see it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from finance.parties import queries
from finance.parties.charts import by_age
from masterdata.roles import Role
from tests import factories
from tests.finance.parties.papers import payable, post

pytestmark = pytest.mark.usefixtures("clean_parties")
AsUser = Callable[..., Client]


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
