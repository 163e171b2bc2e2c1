"""①, ③ and the customer's time to pay: read from real orders, from the fax to the hand-over."""

from datetime import date

import pytest

from documents import tasks
from documents.books import run_checks
from documents.models import Document, Task
from masterdata.roles import Role
from masterdata.seeds import seed_basics
from orders.customer_order.models import Terms
from orders.in_times.books import CHECK
from orders.in_times.models import InTime, Rule
from tests.finance.remittance import desk as money
from tests.orders.in_times import desk
from tests.orders.in_times.test_clocks import moment

pytestmark = pytest.mark.django_db
NINE, TEN = moment("2026-10-09 09:00"), moment("2026-10-09 10:00")
CLERK = Role.ORDER_CLERK
WORTH = "113.00"


@pytest.fixture(autouse=True)
def calendar() -> None:
    seed_basics()


def clocks(rule: str, paper: Document) -> list[InTime]:
    return list(InTime.objects.filter(rule=rule, document=paper).order_by("pk"))


# --- ① ----------------------------------------------------------------------------------------


def test_the_reply_is_measured_from_the_fax_to_the_notice() -> None:
    order = desk.registered(NINE, at=TEN)

    (reply,) = clocks(Rule.T1, order)
    assert (reply.started_at, reply.due_at) == (NINE, moment("2026-10-09 11:00"))
    assert reply.person == desk.person(CLERK)
    task = Task.objects.get(document=order, kind="t1")
    assert task in tasks.tasks_of(desk.person(CLERK), now=TEN)

    desk.noticed(desk.approved(order, at=TEN), at=moment("2026-10-09 11:30"))

    (reply,) = clocks(Rule.T1, order)
    assert (reply.minutes, reply.stopped_by) == (150, desk.person(CLERK))
    task.refresh_from_db()
    assert task.closed_at is not None


def test_an_order_that_comes_after_work_counts_from_the_next_morning() -> None:
    order = desk.registered(moment("2026-10-08 19:00"), at=NINE)

    assert clocks(Rule.T1, order)[0].due_at == moment("2026-10-09 10:30")


def test_an_order_that_goes_back_to_draft_is_still_to_be_answered() -> None:
    order = desk.registered(NINE, at=TEN)
    desk.step(order, "withdraw", CLERK, at=TEN)

    desk.step(order, "register", CLERK, at=moment("2026-10-09 11:00"))

    (reply,) = clocks(Rule.T1, order)
    assert (reply.started_at, reply.is_running) == (NINE, True)


def test_a_void_order_is_not_held_against_anybody() -> None:
    order = desk.registered(NINE, at=TEN)

    desk.step(order, "void", CLERK, reason="重复", at=moment("2026-10-12 10:00"))

    assert clocks(Rule.T1, order)[0].was_dropped
    assert run_checks([CHECK]) == []


# --- The customer's time to pay --------------------------------------------------------------


@pytest.mark.parametrize(
    ("promised", "due"),
    [
        (date(2026, 10, 12), "2026-10-12 18:00"),
        (date(2026, 10, 11), "2026-10-12 18:00"),
    ],
)
def test_the_customer_has_until_the_end_of_the_day_he_promised(promised: date, due: str) -> None:
    order = desk.told(NINE, promised=promised)

    (pay,) = clocks(Rule.T4, order)
    assert pay.due_at == moment(due)
    assert Task.objects.get(document=order, kind="t4").due_at == moment(due)


def test_without_a_promise_the_day_of_the_notice_holds() -> None:
    order = desk.approved(desk.registered(NINE, at=TEN), at=TEN, remit_by=date(2026, 10, 14))

    desk.noticed(order, at=TEN)

    assert clocks(Rule.T4, order)[0].due_at == moment("2026-10-14 18:00")


def test_a_new_promise_sets_a_new_day_and_a_broken_one_stays_in_the_record() -> None:
    order = desk.told(NINE, promised=date(2026, 10, 12))
    desk.noticed(order, at=TEN, promised_on=date(2026, 10, 13))
    desk.noticed(order, at=moment("2026-10-14 09:00"), promised_on=date(2026, 10, 15))

    first, second, third = clocks(Rule.T4, order)
    assert first.was_dropped
    assert second.minutes is not None
    assert second.stopped_at is not None
    assert second.stopped_at > second.due_at
    assert third.is_running
    assert third.due_at == moment("2026-10-15 18:00")


def test_the_money_stops_it_and_a_part_of_the_money_does_not() -> None:
    order = desk.told(NINE, promised=date(2026, 10, 12))
    desk.paid(order, "13.00")
    assert clocks(Rule.T4, order)[0].is_running
    assert clocks(Rule.T3, order) == []

    desk.paid(order, "100.00")

    assert clocks(Rule.T4, order)[0].minutes is not None
    assert not tasks.open_tasks().filter(document=order, kind="t4").exists()


@pytest.mark.parametrize("terms", [Terms.COD])
def test_whoever_pays_later_is_not_chased_before(terms: str) -> None:
    order = desk.told(NINE, terms=terms)

    assert clocks(Rule.T4, order) == []


def test_a_notice_that_is_withdrawn_chases_nobody() -> None:
    order = desk.told(NINE)

    desk.step(order, "withdraw_notice", CLERK, reason="改价", at=TEN)

    assert clocks(Rule.T4, order)[0].was_dropped


# --- ③ ----------------------------------------------------------------------------------------


def test_handing_over_is_measured_from_the_confirmation_by_finance() -> None:
    order = desk.told(NINE)
    desk.paid(order, WORTH, at=TEN)

    (hand_over,) = clocks(Rule.T3, order)
    assert (hand_over.started_at, hand_over.due_at) == (TEN, moment("2026-10-09 11:00"))
    assert hand_over.person == desk.person(CLERK)

    desk.step(order, "release", CLERK, at=TEN)
    desk.step(order, "hand_over", CLERK, at=moment("2026-10-09 10:20"))

    (hand_over,) = clocks(Rule.T3, order)
    assert hand_over.minutes == 20
    assert run_checks([CHECK]) == []


def test_a_delivery_that_is_authorised_was_handed_over() -> None:
    order = desk.told(NINE)
    desk.paid(order, WORTH, at=TEN)
    desk.step(order, "release", CLERK, at=TEN)
    delivery = desk.delivery(order)

    day = date(2026, 10, 10)
    at = moment("2026-10-09 10:30")
    desk.step(delivery, "authorize", CLERK, data={"plan_on": day}, at=at)

    assert clocks(Rule.T3, order)[0].minutes == 30


def test_a_deposit_is_handed_over_to_nobody() -> None:
    order = desk.told(NINE, terms=Terms.DEPOSIT, deposit_percent=30)

    desk.paid(order, "33.90")

    assert clocks(Rule.T4, order)[0].minutes is not None
    assert clocks(Rule.T3, order) == []


def test_money_that_is_taken_back_is_chased_again() -> None:
    order = desk.told(NINE)
    remittance = desk.paid(order, WORTH)

    money.reverse(remittance)

    assert clocks(Rule.T3, order)[0].was_dropped
    first, second = clocks(Rule.T4, order)
    assert first.minutes is not None
    assert second.is_running


def test_a_cancelled_order_stops_every_clock() -> None:
    order = desk.told(NINE)
    desk.paid(order, WORTH)

    desk.step(order, "cancel", Role.REGIONAL_MANAGER, reason="客户不要", data={"money": "keep"})

    assert clocks(Rule.T3, order)[0].was_dropped
    assert run_checks([CHECK]) == []
