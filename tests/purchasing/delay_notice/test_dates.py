"""Ten days ahead, in calendar days; what is late and what was told already; no database."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace as Thing
from typing import Any

import pytest

from purchasing.delay_notice.compliance import share
from purchasing.delay_notice.lateness import is_late, is_told, last_day, must_be_told
from purchasing.delay_notice.models import deadline_of

CONTRACT = date(2026, 10, 20)


def line(promised_on: date | None = None, open_quantity: int = 10, **more: Any) -> Any:
    values = {"contract_on": CONTRACT, "promised_on": promised_on}
    return Thing(open_quantity=Decimal(open_quantity), **(values | more))


def test_the_ten_days_are_calendar_days_whatever_the_holidays() -> None:
    assert deadline_of(date(2026, 10, 12)) == date(2026, 10, 2), "a holiday of October"
    assert deadline_of(date(2026, 3, 5)) == date(2026, 2, 23), "the last day of Spring Festival"
    assert deadline_of(date(2026, 3, 10)) == date(2026, 2, 28)


def test_the_strictest_line_sets_the_day() -> None:
    assert last_day([line(), line(contract_on=date(2026, 10, 15))]) == date(2026, 10, 5)
    assert last_day([]) is None


@pytest.mark.parametrize(
    ("promised_on", "late"),
    [(date(2026, 10, 21), True), (CONTRACT, False), (date(2026, 10, 1), False), (None, False)],
)
def test_in_fulfilment_late_is_promised_after_the_contract_date(
    promised_on: date | None, late: bool
) -> None:
    assert is_late(line(promised_on), order_state="active") is late


def test_goods_that_came_and_orders_that_are_done_are_not_late() -> None:
    later = date(2026, 11, 1)
    assert not is_late(line(later, open_quantity=0), order_state="active")
    assert not is_late(line(later), order_state="completed")
    assert not is_late(line(later, contract_on=None), order_state="active")


@pytest.mark.parametrize(
    ("today", "told"), [(date(2026, 10, 9), False), (date(2026, 10, 10), True)]
)
def test_silence_is_told_from_the_tenth_day_before_the_contract_on(today: date, told: bool) -> None:
    assert must_be_told(line(), order_state="signed", today=today) is told


def test_a_later_promise_is_told_at_once() -> None:
    early = date(2026, 8, 1)
    assert must_be_told(line(date(2026, 10, 21)), order_state="active", today=early)


def test_a_still_later_promise_is_news_again() -> None:
    first, second = date(2026, 10, 25), date(2026, 11, 5)

    assert is_told(line(first), [first])
    assert is_told(line(first), [second]), "it comes earlier than was told"
    assert not is_told(line(second), [first])
    assert not is_told(line(first), [None]), "that it was not confirmed says no date"
    assert is_told(line(None), [None])
    assert not is_told(line(None), [])


def test_where_nothing_was_due_nothing_was_missed() -> None:
    assert (share(0, of=0), share(1, of=3), share(3, of=3)) == (100, 33, 100)
