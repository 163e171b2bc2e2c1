"""Tasks beside the order's own: refunds after a cancelling, goods that came meanwhile."""

from typing import Any

import pytest
from django.utils import timezone

from documents import recurring, tasks
from orders.customer_order import errands
from orders.delivery.notices import HANDED
from tests.finance.remittance import desk as money
from tests.grounds import begins_with
from tests.orders import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def asked(document: Any, kind: str) -> int:
    return tasks.open_tasks().filter(document=document, kind=kind).count()


def cancelled(fate: str) -> Any:
    document = desk.order(to="noticed")
    desk.remit(document, "10.00")
    given = {"reason": "退单", "data": {"money": fate}}
    return desk.step(document, "cancel", desk.people().director, **given)


def test_finance_is_asked_to_give_money_back_until_it_did() -> None:
    document = cancelled("refund")
    mine = tasks.tasks_of(desk.people().accountant, now=timezone.now())
    assert asked(document, errands.REFUND) == 1
    assert document.pk in mine.values_list("document_id", flat=True)

    money.refund("10.00")

    assert asked(document, errands.REFUND) == 0


@pytest.mark.parametrize("fate", ["keep", "forfeit"])
def test_nobody_is_asked_where_nothing_is_given_back(fate: str) -> None:
    assert asked(cancelled(fate), errands.REFUND) == 0


@begins_with(desk.order, to="released")
def test_orders_are_asked_for_once_when_goods_came_and_not_after() -> None:
    document = desk.order(to="released")
    assert errands.ask_to_allot(at=timezone.now()) == 0
    desk.put("螺丝 4 x 1.00")

    assert errands.ask_to_allot(at=timezone.now()) == 1
    assert errands.ask_to_allot(at=timezone.now()) == 0
    assert asked(document, errands.ALLOT) == 1

    desk.step(document, "allot", desk.people().clerk)

    assert asked(document, errands.ALLOT) == 0


@begins_with(desk.order, to="released")
def test_goods_that_went_elsewhere_are_not_asked_for_any_more() -> None:
    first = desk.order(to="released")
    desk.put("螺丝 4 x 1.00")
    errands.ask_to_allot(at=timezone.now())
    other = desk.order(to="released")
    data = {"reason": "急"}
    desk.step(other, "allot_override", desk.people().manager, **data)

    errands.ask_to_allot(at=timezone.now())

    assert asked(first, errands.ALLOT) == 0


def test_billing_is_asked_no_more_when_the_order_is_recalled() -> None:
    document = desk.order(to="released", terms="cod")
    document = desk.step(document, "hand_over", desk.people().clerk)
    assert asked(document, HANDED) == 1

    desk.step(document, "recall", desk.people().clerk, reason="改期")

    assert asked(document, HANDED) == 0


def test_it_is_a_duty_of_the_day() -> None:
    done = recurring.run_all(now=timezone.now())

    assert any("allot" in line and "failed" not in line for line in done)
