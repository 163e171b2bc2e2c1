"""The list of orders and the board: money, stages, lateness, what blocks; quick when long."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents.models import Document
from masterdata.roles import Role
from tests import factories
from tests.grounds import begins_with
from tests.orders import desk

pytestmark = pytest.mark.django_db


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def listed(client: Client, **query: Any) -> list[Any]:
    signed_in(client, desk.people().clerk)
    page = client.get(reverse("customer_order_list"), {"view": "all", **query})
    assert page.status_code == 200
    return list(page.context["table"].rows)


def ids(rows: list[Any]) -> list[int]:
    return sorted(row.record.pk for row in rows)


def cells(row: Any, *names: str) -> list[str]:
    return [str(row.get_cell(name)) for name in names]


@begins_with(desk.order, "螺丝 10 x 2.50", to="noticed")
def test_an_order_says_what_is_to_be_paid_what_came_and_what_is_missing(client: Client) -> None:
    order = desk.order("螺丝 10 x 2.50", to="noticed")
    desk.remit(order, "10.00")

    (row,) = listed(client)

    assert cells(row, "quantity", "to_remit", "paid", "unpaid") == ["10", "25.00", "10.00", "15.00"]
    assert row.get_cell("payment")
    assert row.get_cell("approval")


def test_before_the_notice_nothing_is_asked_for(client: Client) -> None:
    desk.order("螺丝 10 x 2.50")

    (row,) = listed(client)

    assert cells(row, "paid", "unpaid", "shipping") == ["", "", ""]


def test_late_is_what_was_agreed_for_an_earlier_day(client: Client) -> None:
    yesterday = timezone.localdate() - timedelta(days=2)
    late = desk.order(wanted_on=yesterday)
    desk.order()

    (row,) = listed(client, late="on")

    assert row.record.pk == late.pk
    assert cells(row, "late") == ["2"]
    assert row._table.row_tone(row.record) == "late"


def test_short_finds_what_waits_for_goods(client: Client) -> None:
    desk.put("螺丝 4 x 1.00")
    short = desk.order("螺丝 10 x 2.50", to="released")
    desk.put("螺母 10 x 1.00")
    desk.order("螺母 10 x 2.50", to="released")

    assert ids(listed(client, short="on")) == [short.pk]


@begins_with(desk.order, "螺丝 10 x 2.50", to="noticed")
def test_orders_are_found_by_how_far_they_are_paid(client: Client) -> None:
    unpaid = desk.order("螺丝 10 x 2.50", to="noticed")
    part = desk.order("螺丝 10 x 2.50", to="noticed")
    desk.remit(part, "10.00")
    full = desk.order("螺丝 10 x 2.50", to="released")

    found = {state: ids(listed(client, payment=state)) for state in ("none", "part", "full")}

    assert found == {"none": [unpaid.pk], "part": [part.pk], "full": [full.pk]}


def test_orders_are_found_by_how_far_they_are_shipped(client: Client) -> None:
    order = desk.order("螺丝 10 x 2.50", to="released")
    assert ids(listed(client, shipping="none")) == [order.pk]

    (line,) = desk.lines_of(order)
    type(line).objects.filter(pk=line.pk).update(shipped_quantity=4)

    assert ids(listed(client, shipping="part")) == [order.pk]
    assert ids(listed(client, shipping="full")) == []


def test_orders_are_found_by_region_and_salesperson(client: Client) -> None:
    seller = factories.user(Role.SALES_REP)
    mine = desk.order(buyer=desk.customer("甲客", owner=seller))
    desk.order(buyer=desk.customer("乙客"))

    assert ids(listed(client, salesperson=seller.pk)) == [mine.pk]


@begins_with(desk.order, "螺丝 10 x 2.50", to="noticed")
def test_the_sheet_holds_numbers(client: Client) -> None:
    desk.order("螺丝 10 x 2.50", to="noticed")
    signed_in(client, desk.people().clerk)

    answer = client.get(reverse("customer_order_list"), {"view": "all", "export": "xlsx"})

    values = [
        cell for row in load_workbook(io.BytesIO(answer.content)).active.values for cell in row
    ]
    assert Decimal("25") in [Decimal(str(v)) for v in values if isinstance(v, int | float)]


@pytest.mark.parametrize("name", ["customer_order_list", "order_board"])
def test_twenty_orders_cost_no_more_queries_than_two(
    client: Client, name: str, django_assert_max_num_queries: Any
) -> None:
    clerk = desk.people().clerk
    signed_in(client, clerk)
    counts = []
    for more in (2, 6):
        for _each in range(more):
            desk.order(to="noticed")
        with django_assert_max_num_queries(80) as asked:
            client.get(reverse(name), {"view": "all", "text": ""})
        counts.append(len(asked))

    assert counts[1] <= counts[0]


# --- The board ---


def board(client: Client, **query: Any) -> Any:
    signed_in(client, desk.people().clerk)
    return client.get(reverse("order_board"), {"text": "", **query})


def blocked(page: Any, order: Document) -> str:
    rows = {row.record.pk: row for row in page.context["table"].rows}
    return str(page.context["table"].render_blocked(rows[order.pk].record))


@begins_with(desk.order, to="pricing")
def test_the_board_counts_the_stages_and_says_whose_turn_it_is(client: Client) -> None:
    desk.order(to="pricing")
    desk.order(to="noticed")

    page = board(client)

    counts = [tab["count"] for tab in page.context["tabs"]]
    assert counts[0] == 2
    assert sorted(counts[1:]) == [0, 0, 0, 0, 0, 0, 1, 1]
    turns = {
        str(page.context["table"].render_next_actor(r.record)) for r in page.context["table"].rows
    }
    assert {str(Role.BILLING_CLERK.label), str(Role.ORDER_CLERK.label)} <= turns


@begins_with(desk.order, to="pricing")
def test_one_stage_is_shown_alone(client: Client) -> None:
    order = desk.order(to="pricing")
    desk.order(to="noticed")

    page = board(client, state="pricing")

    assert [row.record.pk for row in page.context["table"].rows] == [order.pk]


def test_the_board_says_what_holds_an_order_up(client: Client) -> None:
    fax = desk.order(channel="fax")
    phone = desk.order(to="calling")
    money = desk.order("螺丝 10 x 2.57", to="noticed")
    told = {"channel": "fax", "receiver": "王老板"}
    desk.step(money, "send_notice", desk.people().clerk, data=told)
    goods = desk.order("垫片 10 x 2.50", to="released")
    ready = desk.order(to="pricing")

    page = board(client)

    assert blocked(page, fax)
    assert blocked(page, phone)
    assert "25.70" in blocked(page, money)
    assert blocked(page, goods)
    assert blocked(page, ready) == ""


def test_the_board_tells_no_sums_to_who_may_not_see_them(client: Client) -> None:
    money = desk.order("螺丝 10 x 2571.43", to="noticed")
    desk.step(money, "send_notice", desk.people().clerk, data={"channel": "fax", "receiver": "王"})
    signed_in(client, factories.user(Role.STOREKEEPER))

    page = client.get(reverse("order_board"), {"text": ""})

    assert "714.30" not in page.content.decode()


def test_strangers_do_not_see_the_board(client: Client) -> None:
    signed_in(client, factories.user(Role.DRIVER))

    assert client.get(reverse("order_board")).status_code == 403
