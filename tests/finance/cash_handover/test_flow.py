"""Hand-overs by their real steps: only one's own cash, nothing vanishes, the same day."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from documents import tasks
from documents.books import run_checks
from documents.errors import NotAllowed, Refused
from finance.cash.models import AccountKind, CashAccount, CashBalance
from finance.cash_handover import duties
from finance.cash_handover.queries import counted_of, open_cash
from masterdata.models import User
from masterdata.roles import Role
from tests.finance.cash_handover import desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def source() -> Iterator[None]:
    with desk.fake_source():
        yield


def left(driver: User | None = None) -> Decimal:
    rows = open_cash((driver or desk.driver()).pk)
    return sum((row.left for row in rows), Decimal(0))


def test_counted_cash_lies_in_the_box_and_is_with_the_driver_no_longer() -> None:
    first, second = desk.collected("100.00"), desk.collected("50.00")

    paper = desk.count(desk.hand(desk.draft((first, "100.00"), (second, "50.00"))))

    assert paper.state == "counted"
    assert CashBalance.objects.get(account=desk.box()).amount == 150
    assert counted_of([first.pk, second.pk]) == {first.pk: 100, second.pk: 50}
    assert left() == 0
    assert run_checks() == []


def test_what_is_missing_needs_a_reason_and_stays_with_the_driver() -> None:
    paper = desk.hand(desk.draft((desk.collected("100.00"), "100.00")))

    with pytest.raises(Refused):
        desk.count(paper, "90.00")
    paper = desk.count(paper, "90.00", reason="少一张拾元")

    assert paper.cashhandover.counted == 90
    assert left() == 10
    assert CashBalance.objects.get(account=desk.box()).amount == 90


def test_more_than_was_collected_is_not_counted() -> None:
    paper = desk.hand(desk.draft((desk.collected("100.00"), "100.00")))

    with pytest.raises(Refused, match=r"100\.00"):
        desk.count(paper, "101.00", reason="多")


def test_cash_goes_into_a_cash_box() -> None:
    paper = desk.hand(desk.draft((desk.collected("100.00"), "100.00")))
    bank = CashAccount.objects.create(code="工行", name="工行", kind=AccountKind.BANK)

    with pytest.raises(Refused):
        desk.step(paper, "count", desk.person(Role.CASHIER), data={"account": bank})


def test_a_driver_hands_over_his_own_cash_alone() -> None:
    other = desk.driver(2)
    delivery = desk.collected("100.00", by=other)

    with pytest.raises(Refused, match=delivery.number):
        desk.hand(desk.draft((delivery, "100.00")))
    with pytest.raises(Refused):
        desk.hand(desk.draft((delivery, "100.00"), by=other), desk.driver())


def test_the_cashier_may_write_it_down_for_him() -> None:
    delivery = desk.collected("100.00")
    cashier = desk.person(Role.CASHIER)

    paper = desk.hand(desk.draft((delivery, "100.00"), maker=cashier))

    assert desk.count(paper).state == "counted"


def test_the_driver_does_not_count() -> None:
    paper = desk.hand(desk.draft((desk.collected("100.00"), "100.00")))

    with pytest.raises(NotAllowed):
        desk.step(paper, "count", desk.driver(), data={"account": desk.box()})


def test_the_same_cash_lies_on_one_paper_only() -> None:
    delivery = desk.collected("100.00")
    desk.hand(desk.draft((delivery, "80.00")))

    with pytest.raises(Refused, match=r"20\.00"):
        desk.hand(desk.draft((delivery, "30.00")))


def test_after_a_reversal_the_driver_has_it_again() -> None:
    paper = desk.count(desk.hand(desk.draft((desk.collected("100.00"), "100.00"))))

    desk.reverse(paper)

    assert left() == 100
    assert CashBalance.objects.get(account=desk.box()).amount == 0
    assert run_checks() == []


def test_the_cashier_is_awaited_the_same_day() -> None:
    paper = desk.hand(desk.draft((desk.collected("100.00"), "100.00")))

    (task,) = tasks.open_tasks().filter(document=paper)

    assert task.role == Role.CASHIER
    assert task.due_at is not None


def test_at_the_days_end_the_driver_is_reminded_and_the_cashier_told() -> None:
    delivery = desk.collected("100.00", on=timezone.localdate() - timedelta(days=5))
    now = timezone.now()

    duties.remind(now)
    duties.remind(now)

    assert open_kinds() == {duties.HAND: desk.driver(), duties.TELL: None}
    desk.count(desk.hand(desk.draft((delivery, "100.00"))))
    duties.remind(now)
    assert open_kinds() == {}


def test_cash_of_today_is_not_late_before_the_evening() -> None:
    desk.collected("100.00")

    duties.remind(timezone.localtime().replace(hour=9))

    assert open_kinds() == {}


def open_kinds() -> dict[str, Any]:
    found = tasks.open_tasks().filter(kind__in=(duties.HAND, duties.TELL))
    kinds = {task.kind: task.person for task in found}
    assert len(kinds) == found.count()
    return kinds
