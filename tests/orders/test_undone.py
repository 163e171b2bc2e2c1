"""What is undone gives an order no more than it still has open, and nothing once it has ended."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from documents import periods
from documents.models import Document
from masterdata.models import Party
from tests.notation import stock
from tests.orders import desk
from tests.orders.delivery import road
from tests.orders.sales_return import returns
from tests.orders.sales_return.returns import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def rich() -> Party:
    return desk.customer(credit_limit=Decimal(100_000), credit_days=30)


def on_account() -> Document:
    return road.ordered("螺丝 10 x 2.50", terms="credit", buyer=rich())


def allot(order: Document) -> None:
    desk.step(order, "allot", desk.people().clerk)


def end(order: Document, code: str) -> None:
    options = {"data": {"money": "keep"}} if code == "cancel" else {}
    by = desk.people().director if code == "cancel" else desk.people().clerk
    desk.step(order, code, by, reason="客户不要了", **options)


def test_refused_goods_that_others_were_kept_for_are_promised_once() -> None:
    order = on_account()
    delivery = road.sign(road.send([order]), refused={1: "4"})
    allot(order)
    assert stock("螺丝 main reserved 4")

    road.reverse(delivery)

    assert stock("螺丝 main reserved 10")


def test_what_others_replaced_is_not_promised_again() -> None:
    order = on_account()
    delivery = road.sign(road.send([order]), refused={1: "4"})
    allot(order)
    road.sign(road.send([order]))
    assert desk.state_of(order) == "fulfilled"

    road.reverse(delivery)

    assert desk.state_of(order) == "released"
    assert stock("螺丝 main reserved 6")


def test_what_was_closed_short_is_not_promised_again() -> None:
    order = on_account()
    delivery = road.sign(road.send([order]), refused={1: "4"})
    desk.step(order, "short_close", desk.people().clerk, reason="停产")

    road.reverse(delivery)

    assert stock("螺丝 main reserved 6")


def test_what_was_refused_in_full_and_closed_short_is_promised_to_nobody() -> None:
    order = on_account()
    delivery = road.sign(road.send([order]), refused={1: "10"})
    desk.step(order, "short_close", desk.people().clerk, reason="停产")
    assert desk.state_of(order) == "fulfilled"

    road.reverse(delivery)

    assert desk.state_of(order) == "fulfilled"
    assert stock("螺丝 main reserved 0")


def test_a_replacement_that_is_not_sent_again_keeps_nothing() -> None:
    order = on_account()
    delivery = road.sign(road.send([order]))
    back = returns.posted([delivery], "4", wish="replace")
    allot(order)
    assert stock("螺丝 main reserved 4")

    returns.reverse(back)

    assert desk.state_of(order) == "fulfilled"
    assert stock("螺丝 main reserved 0")


@pytest.mark.parametrize("code", ["recall", "cancel"])
def test_a_delivery_refused_in_full_stands_once_its_order_is_given_up(code: str) -> None:
    order = on_account()
    delivery = road.sign(road.send([order]), refused={1: "10"})
    end(order, code)

    assert order.number in refused(lambda: road.reverse(delivery))
    assert stock("螺丝 main reserved 0")


@pytest.mark.parametrize("code", ["recall", "cancel"])
def test_a_return_to_be_sent_again_stands_once_its_order_is_given_up(code: str) -> None:
    order = on_account()
    back = returns.posted([road.sign(road.send([order]))], "10", wish="replace")
    end(order, code)

    assert order.number in refused(lambda: returns.reverse(back))


def test_an_order_of_a_closed_month_is_priced_anew_and_approved_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = timezone.now()
    before = now - timedelta(days=40)
    monkeypatch.setattr("django.utils.timezone.now", lambda: before)
    order = desk.order(to="noticed")
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    periods.close(timezone.localdate(before), actor=desk.people().accountant, at=now)

    order = desk.step(order, "withdraw_notice", desk.people().billing, reason="改价")

    assert desk.walk_to(order, "noticed").state == "noticed"
