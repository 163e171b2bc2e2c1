"""Payments due by week: what is left of the debts, split by what is applied for already."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from finance.parties.queries import ageing
from finance.payment_request import standing
from finance.payment_request.charts import due_by_week, weekly
from finance.payment_request.debts import live
from finance.payment_request.queries import to_be_paid
from masterdata.roles import Role
from tests import factories
from tests.finance.parties import papers
from tests.finance.parties.papers import item, payable, post, settle
from tests.finance.payment_request import desk

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


def test_weeks_begin_on_monday_and_what_is_late_stands_first() -> None:
    wednesday = MONDAY + timedelta(days=2)
    amounts = [
        (MONDAY, Decimal(1)),
        (wednesday, Decimal(2)),
        (MONDAY + timedelta(days=6), Decimal(4)),
        (MONDAY + timedelta(days=7), Decimal(8)),
        (MONDAY + timedelta(days=56), Decimal(16)),
        (None, Decimal(32)),
    ]

    found = weekly(amounts, today=wednesday)

    assert sorted(found.values()) == [0, 0, 0, 0, 0, 0, 1, 6, 8, 16, 32]
    assert list(found.values())[:3] == [1, 6, 8]


def test_payments_due_are_what_is_left_of_the_debts() -> None:
    debt = post(payable("甲厂 100.00", due_on=timezone.localdate()))
    settle(debt, post(payable("甲厂 -30.00")), "30.00")
    post(payable("乙厂 5.00", due_on=timezone.localdate() - timedelta(days=1)))

    chart = due_by_week(timezone.localdate())

    assert (chart.totals[0], chart.totals[1]) == (Decimal("5.00"), Decimal("70.00"))
    assert sum(chart.totals) == Decimal("75.00")


def test_what_is_applied_for_stands_apart_and_the_sum_stays() -> None:
    (debt,) = desk.owe("100.00")
    desk.approved(desk.asking(debt, "40.00"))

    chart = due_by_week(timezone.localdate())

    applied, _overdue, free = (sum(v or 0 for v in one.values) for one in chart.series)
    assert (applied, free) == (Decimal("40.00"), Decimal("60.00"))
    assert sum(chart.totals) == Decimal("100.00")


def test_the_week_s_sums_are_those_of_the_single_debts() -> None:
    today = timezone.localdate()
    asked, late, _far = (
        post(payable(amount, due_on=today + timedelta(days=days)))
        for amount, days in (("甲厂 100.01", 3), ("甲厂 20.02", -9), ("乙厂 7.77", 200))
    )
    undated, taken_back = post(payable("乙厂 5.05")), post(payable("甲厂 9.09", due_on=today))
    papers.reverse(taken_back)
    settle(late, post(payable("甲厂 -30.00")), "20.01")
    desk.approved(desk.asking(item(asked), "60.00"))
    desk.submit(desk.draft(desk.asking(item(asked), "15.50")))
    desk.draft(desk.asking(item(asked), "1.00"))
    desk.approved(desk.asking(item(undated), "5.05"), supplier="乙厂")

    chart = due_by_week(today)

    by_hand = standing.of_items(live().values_list("pk", flat=True))
    applied, overdue, coming = (sum(v or 0 for v in one.values) for one in chart.series)
    assert applied == sum(each.applied for each in by_hand.values()) == Decimal("80.55")
    assert overdue + coming == sum(each.free for each in by_hand.values())
    assert sum(chart.totals) == sum(each.owed for each in ageing("payable", on=today).values())
    assert len(chart.labels) == 11


def test_how_many_debts_there_are_changes_no_number_of_questions(
    django_assert_num_queries: Any,
) -> None:
    for number in range(4):
        post(payable("甲厂 1.00", due_on=timezone.localdate() + timedelta(days=number)))

    with django_assert_num_queries(2):
        due_by_week(timezone.localdate())


def test_only_approved_requests_wait_to_be_paid_and_only_for_their_rest() -> None:
    (debt, other) = desk.owe("100.00", "50.00")
    request = desk.approved(desk.asking(debt, "40.00"))
    desk.submit(desk.draft(desk.asking(other, "50.00")))
    desk.pay(request, amount="15.00")

    (waiting,) = to_be_paid()

    assert (waiting.number, waiting.rest) == (request.number, Decimal("25.00"))
    assert waiting.source_ids == [debt.document_id]


def test_the_picture_is_on_the_cashier_s_first_screen(client: Client, as_user: Any) -> None:
    desk.owe("100.00")

    cashier = as_user(client, factories.user(Role.CASHIER)).get(reverse("home"))

    assert "chart-due-by-week-title" in cashier.content.decode()
