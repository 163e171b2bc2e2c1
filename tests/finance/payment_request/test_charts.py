"""Payments due by week: what is left of the debts, split by what is applied for already."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from finance.payment_request.charts import due_by_week, weekly
from finance.payment_request.queries import to_be_paid
from masterdata.roles import Role
from tests import factories
from tests.finance.parties.papers import payable, post, settle
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
