"""Closed months: nothing is posted into one, none closes over waiting papers, all is traced."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import drafts, periods
from documents.errors import NotAllowed, Refused
from documents.models import Document, Period, PeriodEvent
from masterdata.models import Company
from masterdata.roles import Role
from tests import factories
from tests.notation import owed, stock
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def last_month() -> date:
    return timezone.localdate().replace(day=1) - timedelta(days=1)


def now() -> datetime:
    return timezone.now()


def receipt_of(day: date, *, state: str = "submitted") -> Document:
    """A receipt without an order, dated on that day."""
    people = firm.people()
    order = firm.order()
    receipt = drafts.create(
        firm.RECEIPT,
        actor=people.purchaser,
        head={"party": order.party, "date": day},
        body={"warehouse": factories.warehouse()},
        lines=firm.receipt_rows([order], "40"),
        state="draft",
        sources=[order],
        history=True,
    )
    return receipt if state == "draft" else firm.step(receipt, "submit", people.purchaser)


def closed(month: date) -> Period:
    return periods.close(month, actor=factories.user(Role.ACCOUNTANT), at=now())


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 11, 1), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_month_ends_before_the_next_begins_also_at_the_end_of_a_year(
    month: date, last: date
) -> None:
    assert periods.last_day(month) == last


def test_nothing_is_posted_into_a_closed_month() -> None:
    closed(last_month())
    receipt = receipt_of(last_month())

    with pytest.raises(Refused) as refused:
        firm.approve(receipt)

    assert f"{last_month():%Y-%m}" in str(refused.value)
    assert firm.state_of(receipt) == "submitted"
    assert stock("螺丝 main 0")
    assert owed("甲厂 0")


def test_a_month_does_not_close_over_papers_that_wait() -> None:
    receipt = receipt_of(last_month())

    with pytest.raises(Refused) as refused:
        closed(last_month())
    assert receipt.number in str(refused.value)

    firm.approve(receipt)
    assert closed(last_month()).closed_at


def test_a_draft_of_the_month_also_waits() -> None:
    receipt = receipt_of(last_month(), state="draft")

    with pytest.raises(Refused):
        closed(last_month())

    firm.step(receipt, "void", firm.people().purchaser, reason="重复")
    assert closed(last_month()).closed_at


def test_an_approved_order_does_not_keep_its_month_open() -> None:
    """It has posted what it expects; what it closes later is booked on the day of that."""
    order = drafts.create(
        firm.PURCHASE_ORDER,
        actor=firm.people().purchaser,
        head={"party": factories.supplier("甲厂"), "date": last_month()},
        body={"warehouse": factories.warehouse("main")},
        lines=firm.priced("螺丝 100 x 2.26"),
        history=True,
    )
    with pytest.raises(Refused, match=order.number):
        closed(last_month())
    for _state, take in firm.ORDER_WALK:
        order = take(order)
    assert order.state == "active"

    assert closed(last_month()).closed_at


def test_a_reversal_after_closing_carries_the_day_it_is_done() -> None:
    receipt = firm.approve(receipt_of(last_month()))
    closed(last_month())

    firm.reverse(receipt)

    assert stock("螺丝 main 0")
    assert owed("甲厂 0")


def test_a_month_that_is_not_over_does_not_close() -> None:
    for month in (timezone.localdate(), timezone.localdate() + timedelta(days=40)):
        with pytest.raises(Refused):
            closed(month)


def test_a_month_closes_once_and_by_the_accountant_alone() -> None:
    with pytest.raises(NotAllowed):
        periods.close(last_month(), actor=factories.user(Role.GENERAL_MANAGER), at=now())
    closed(last_month())
    with pytest.raises(Refused):
        closed(last_month())


def test_reopening_takes_the_general_manager_and_a_reason_and_leaves_a_trace() -> None:
    closed(last_month())
    boss = factories.user(Role.GENERAL_MANAGER)
    accountant = factories.user(Role.ACCOUNTANT)
    with pytest.raises(NotAllowed):
        periods.reopen(last_month(), actor=accountant, at=now(), reason="漏记")
    with pytest.raises(Refused):
        periods.reopen(last_month(), actor=boss, at=now(), reason="  ")

    periods.reopen(last_month(), actor=boss, at=now(), reason="漏记一张进货单")

    with pytest.raises(Refused):
        periods.reopen(last_month(), actor=boss, at=now(), reason="再来")
    events = PeriodEvent.objects.order_by("id")
    assert [(e.closed, e.reason) for e in events] == [(True, ""), (False, "漏记一张进货单")]
    assert firm.approve(receipt_of(last_month())).state == "approved"


def test_a_reason_as_long_as_a_page_is_kept_as_far_as_there_is_room() -> None:
    closed(last_month())
    boss = factories.user(Role.GENERAL_MANAGER)

    periods.reopen(last_month(), actor=boss, at=now(), reason="漏" * 499 + "记了")

    assert PeriodEvent.objects.get(closed=False).reason == "漏" * 499 + "记"


def test_the_trace_of_a_month_cannot_be_rewritten() -> None:
    closed(last_month())

    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE documents_periodevent SET reason = 'x'")


def test_a_draft_cannot_be_dated_into_a_closed_month() -> None:
    Company.objects.update_or_create(pk=1, defaults={"backdate_days": 60})
    closed(last_month())

    with pytest.raises(Refused) as refused:
        drafts.create(
            firm.PURCHASE_ORDER,
            actor=firm.people().purchaser,
            head={"date": last_month()},
            body={"warehouse": factories.warehouse()},
            lines=[],
        )
    assert "60" not in str(refused.value)


def test_what_is_done_at_a_closing_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "_on_closing", [*periods._on_closing])
    heard: list[tuple[bool, date]] = []

    def hear(event: PeriodEvent, last: date) -> None:
        heard.append((event.closed, last))

    periods.on_closing(hear)
    with pytest.raises(ValueError, match="twice"):
        periods.on_closing(hear)
    closed(last_month())

    assert heard == [(True, last_month())]


# --- Pages ------------------------------------------------------------------------------------


def test_the_accountant_closes_and_the_general_manager_reopens_on_the_page(
    client: Client, as_user: Any
) -> None:
    firm.approve(receipt_of(last_month()))
    place = [last_month().year, last_month().month]
    close, reopen = reverse("month_close", args=place), reverse("month_reopen", args=place)

    as_user(client, factories.user(Role.ACCOUNTANT))
    assert close in client.get(reverse("months")).content.decode()
    assert client.get(close).status_code == 405
    client.post(close)
    assert Period.objects.get(month=last_month().replace(day=1)).closed_at

    client.post(reopen, {"reason": "我想"})
    assert Period.objects.get(month=last_month().replace(day=1)).closed_at

    as_user(client, factories.user(Role.GENERAL_MANAGER))
    assert reopen in client.get(reverse("months")).content.decode()
    client.post(reopen, {"reason": "漏记"})
    assert not Period.objects.get(month=last_month().replace(day=1)).closed_at
    assert "漏记" in client.get(reverse("months")).content.decode()


def test_a_month_that_waits_says_on_the_page_for_what(client: Client, as_user: Any) -> None:
    receipt = receipt_of(last_month())
    place = [last_month().year, last_month().month]

    as_user(client, factories.user(Role.ACCOUNTANT))
    answer = client.post(reverse("month_close", args=place), follow=True)

    assert receipt.number in answer.content.decode()


@pytest.mark.parametrize("place", [(2026, 13), (2026, 0), (0, 5)])
def test_a_month_that_does_not_exist_is_not_found(
    client: Client, as_user: Any, place: tuple[int, int]
) -> None:
    as_user(client, factories.user(Role.ACCOUNTANT))

    assert client.post(reverse("month_close", args=place)).status_code == 404


def test_the_months_are_for_those_who_keep_the_books(client: Client, as_user: Any) -> None:
    as_user(client, factories.user(Role.DRIVER))

    assert client.get(reverse("months")).status_code == 403


def test_two_who_begin_a_month_at_once_both_find_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other's month appears between our look and our writing."""
    today = timezone.localdate()
    Period.objects.get_or_create(month=today.replace(day=1))
    looks = iter([None, (None,)])
    monkeypatch.setattr(periods, "_shared", lambda _month: next(looks))

    periods.require_open(today)

    assert Period.objects.filter(month=today.replace(day=1)).count() == 1
