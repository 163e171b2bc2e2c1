"""The first screen: own tasks on top, figures by role, a fixed number of queries."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from masterdata.models import Party
from masterdata.roles import Role
from office.home import chart, figures
from office.home import sales_figures as sales
from office.home.sales_figures import sales_figures
from tests import factories
from tests.documents.test_inbox import make_late
from tests.finance.remittance import desk as money
from tests.orders import desk
from tests.orders.delivery import road
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


def labels(user: Any) -> list[str]:
    return [str(figure.label) for figure in figures.figures(user, today=timezone.localdate())]


def test_my_tasks_stand_first_and_late_ones_on_top(client: Client, as_user: Any) -> None:
    firm.order(state="submitted")
    late = firm.order(state="submitted")
    make_late(late)

    answer = as_user(client, firm.people().manager).get(reverse("home"))

    assert answer.context["tasks"][0]["number"] == late.number
    assert (answer.context["task_count"], answer.context["late_count"]) == (2, 1)
    page = answer.content.decode()
    assert page.index(late.number) < page.index("g-figures")


def test_figures_are_shown_to_those_who_may_see_them() -> None:
    everything = labels(factories.user(Role.GENERAL_MANAGER))
    keeper = labels(factories.user(Role.STOREKEEPER))
    driver = labels(factories.user(Role.DRIVER))

    assert len(everything) == 10
    assert len(keeper) == 6
    assert driver == []


def test_prices_are_not_in_the_page_of_a_storekeeper(client: Client, as_user: Any) -> None:
    firm.receipt([firm.order()], "40")

    keeper = as_user(client, firm.people().storekeeper).get(reverse("home"))
    assert "chart" not in keeper.context
    assert "90.40" not in keeper.content.decode()

    manager = as_user(client, firm.people().manager).get(reverse("home"))
    assert "90.40" in manager.content.decode()


def test_figures_say_what_is_so() -> None:
    order = firm.order("螺丝 100 x 2.26")
    firm.receipt([order], "40")
    firm.receipt([order], "10", state="submitted")
    firm.order(state="submitted")
    boss = factories.user(Role.GENERAL_MANAGER)
    shown = figures.figures(boss, today=timezone.localdate())

    values = [figure.value for figure in shown][-5:]

    assert values[:3] == ["1", "0", "1"]
    assert values[4] == "80.00"


def test_the_cards_of_the_sale_say_what_is_so() -> None:
    order = road.ordered("螺丝 10 x 2.50", terms="credit", buyer=on_account())
    road.send([order], "4")
    desk.order("螺丝 5 x 2.50", wanted_on=timezone.localdate() - timedelta(days=1), to="consulting")
    money.file(money.claim("7.00"))
    boss, today = factories.user(Role.GENERAL_MANAGER), timezone.localdate()

    values = [figure.value for figure in sales_figures(boss, today=today)]

    assert values == ["1", "1", "1", "1", "0.00"]
    assert sales.receivables_overdue(today + timedelta(days=31)).value == "10.00"


def on_account() -> Party:
    return desk.customer("月结商场", credit_limit=Decimal(1000), credit_days=30)


def test_overdue_goods_are_counted_from_the_day_after_the_promise() -> None:
    firm.order(contract_on=timezone.localdate())
    today = timezone.localdate()

    assert figures.goods_overdue(today).value == "0"
    assert figures.goods_overdue(date(today.year + 1, 1, 1)).value == "1"


def test_the_chart_has_twelve_months_and_the_table_beside_it(client: Client, as_user: Any) -> None:
    firm.receipt([firm.order("螺丝 100 x 2.26")], "40")

    drawn = chart.purchases(timezone.localdate())

    assert len(drawn.labels) == 12
    ordered, received = (series.values for series in drawn.series)
    assert (ordered[-1], received[-1]) == (Decimal("226.00"), Decimal("90.40"))
    assert sum(ordered[:-1]) == 0
    page = as_user(client, firm.people().manager).get(reverse("home")).content.decode()
    assert "chart-purchases" in page


def test_the_months_cross_the_year() -> None:
    months = chart.months_until(date(2026, 3, 15))

    assert (months[0], months[-1], len(months)) == (date(2025, 4, 1), date(2026, 3, 1), 12)


def test_the_first_screen_costs_the_same_however_much_waits(
    client: Client, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    for _n in range(5):
        firm.order(state="submitted")
    as_user(client, firm.people().manager).get(reverse("home"))

    with django_assert_max_num_queries(28):
        client.get(reverse("home"))


def test_the_greeting_follows_the_language(client: Client, as_user: Any) -> None:
    boss = factories.user(Role.GENERAL_MANAGER, name="王总", language="en")
    as_user(client, boss)
    client.cookies["gendan_language"] = "en"

    assert "Hello, 王总" in client.get(reverse("home")).content.decode()


def test_without_signing_in_nothing_is_shown(client: Client) -> None:
    answer = client.get(reverse("home"))

    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_goods_that_arrive_next_are_shown_with_late_ones_first(
    client: Client, as_user: Any
) -> None:
    order = firm.order("螺丝 100 x 2.26", contract_on=timezone.localdate())

    page = as_user(client, firm.people().storekeeper).get(reverse("home")).content.decode()
    assert order.number in page

    technician = as_user(client, factories.user(Role.TECHNICIAN)).get(reverse("home"))
    assert "arrivals" not in [panel["name"] for panel in technician.context["panels"]]
