"""Ends of lines and orders: closed short, reopened, cancelled, fulfilled, closed; the money."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from documents import engine
from documents.errors import Refused
from finance.parties import funds
from inventory.demand.models import Demand
from orders.customer_order import gates
from tests.finance.remittance import desk as money
from tests.grounds import begins_with
from tests.notation import owing, stock
from tests.orders import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def refused(document: Any, code: str, actor: Any = None, **options: Any) -> Refused:
    with pytest.raises(Refused) as told:
        desk.step(document, code, actor or desk.people().clerk, **options)
    document.refresh_from_db()
    return told.value


def own() -> Decimal:
    return funds.total(funds.free_credits(desk.customer().pk))


# --- Lines ---------------------------------------------------------------------------------------


def test_a_line_that_is_closed_short_frees_its_goods_and_lacks_nothing() -> None:
    desk.put("螺丝 6 x 1.00, 螺母 2 x 1.00")
    document = desk.order("螺丝 10 x 2.50, 螺母 5 x 1.00", to="released")
    first, second = desk.lines_of(document)
    refused(document, "short_close", data={"lines_chosen": [str(first.pk)]})

    document = desk.step(
        document,
        "short_close",
        desk.people().clerk,
        reason="停产",
        data={"lines_chosen": [str(first.pk)]},
    )

    first, second = desk.lines_of(document)
    assert (first.line_state, first.closed_quantity, first.closed_reason) == (
        "closed",
        Decimal(10),
        "停产",
    )
    assert second.line_state == "open"
    assert (document.state, desk.funds(document).worth) == ("released", Decimal(5))
    assert stock("螺丝 main reserved 0")
    assert stock("螺母 main reserved 2")
    assert set(Demand.objects.values_list("line_no", flat=True)) == {2}


@begins_with(desk.order, "螺丝 10 x 2.50, 螺母 5 x 1.00", to="released")
def test_an_order_of_closed_lines_is_fulfilled_and_open_again_when_one_is_reopened() -> None:
    document = desk.order("螺丝 10 x 2.50, 螺母 5 x 1.00", to="released")
    refused(document, "reopen_lines", reason="试")
    document = desk.step(document, "short_close", desk.people().clerk, reason="客户不要")
    assert desk.state_of(document) == "fulfilled"
    document.refresh_from_db()
    first = desk.lines_of(document)[0]

    document = desk.step(
        document,
        "reopen_lines",
        desk.people().manager,
        reason="又要了",
        data={"lines_chosen": [str(first.pk)]},
    )

    assert desk.state_of(document) == "released"
    first, second = desk.lines_of(document)
    assert (first.line_state, first.closed_quantity, first.closed_reason) == ("open", 0, "")
    assert second.line_state == "closed"
    assert Demand.objects.get(document=document).quantity == Decimal(10)


@begins_with(desk.order, "螺丝 10 x 2.50, 螺母 5 x 1.00", to="released")
def test_only_lines_for_which_it_is_possible_are_chosen() -> None:
    document = desk.order("螺丝 10 x 2.50, 螺母 5 x 1.00", to="released")
    first, second = desk.lines_of(document)
    chosen = {"lines_chosen": [str(first.pk)]}
    desk.step(document, "short_close", desk.people().clerk, reason="停产", data=chosen)

    refused(document, "short_close", reason="停产", data=chosen)
    refused(document, "reopen_lines", reason="x", data={"lines_chosen": [str(second.pk)]})


@begins_with(desk.order, to="released")
def test_the_program_alone_says_that_an_order_is_done() -> None:
    document = desk.order(to="released")
    told = engine.system(
        document.pk, "fulfil", at=timezone.now(), cause=document, actor=desk.people().clerk
    )

    assert told is None
    assert gates.all_done(desk.body_of(document), None) != ""


# --- Cancelling ----------------------------------------------------------------------------------


@begins_with(desk.put, "螺丝 6 x 1.00")
@pytest.mark.parametrize("state", ["noticed", "released"])
def test_a_cancelled_order_frees_goods_and_demand(state: str) -> None:
    desk.put("螺丝 6 x 1.00")
    document = desk.order(to=state, terms="cod")
    refused(document, "cancel", desk.people().manager)

    document = desk.step(document, "cancel", desk.people().manager, reason="客户退单")

    assert document.state == "cancelled"
    assert stock("螺丝 main reserved 0")
    assert not Demand.objects.filter(document=document).exists()


@begins_with(desk.order, to="released")
def test_what_becomes_of_the_money_is_said() -> None:
    document = desk.order(to="released")
    refused(document, "cancel", desk.people().manager, reason="退单")
    refused(document, "cancel", desk.people().manager, reason="退单", data={"money": "gone"})

    document = desk.step(
        document, "cancel", desk.people().manager, reason="退单", data={"money": "keep"}
    )

    assert desk.body_of(document).money_after_cancel == "keep"
    assert own() == Decimal(25)
    assert owing("红星商场 -25.00")
    assert desk.funds(document).paid == 0


@begins_with(desk.order, to="noticed")
def test_money_to_be_refunded_is_his_own_until_it_is() -> None:
    document = desk.order(to="noticed")
    desk.remit(document, "10.00")
    document = desk.step(
        document, "cancel", desk.people().director, reason="退单", data={"money": "refund"}
    )
    assert desk.body_of(document).money_after_cancel == "refund"

    money.refund("10.00")

    assert owing("红星商场 0")


@begins_with(desk.order, to="noticed")
def test_only_the_director_lets_money_be_forfeited() -> None:
    document = desk.order(to="noticed")
    desk.remit(document, "10.00", surplus="3.00")
    given = {"reason": "违约", "data": {"money": "forfeit"}}
    refused(document, "cancel", desk.people().manager, **given)

    desk.step(document, "cancel", desk.people().director, **given)

    assert owing("红星商场 -3.00")
    assert own() == Decimal(3)


def test_money_that_was_set_off_is_his_own_again() -> None:
    desk.own_money("10.00")
    document = desk.order(to="noticed")
    assert own() == 0

    desk.step(document, "cancel", desk.people().manager, reason="退单", data={"money": "keep"})

    assert own() == Decimal(10)


# --- The end -------------------------------------------------------------------------------------


def fulfilled() -> Any:
    document = desk.order(to="released")
    desk.step(document, "short_close", desk.people().clerk, reason="不要了")
    document.refresh_from_db()
    return document


def test_money_left_at_the_end_becomes_the_customers_own() -> None:
    document = fulfilled()
    assert (desk.funds(document).paid, own()) == (Decimal(25), 0)

    document = desk.step(document, "close", desk.people().clerk)

    assert document.state == "closed"
    assert (desk.funds(document).paid, own()) == (0, Decimal(25))


def test_finance_reopens_a_closed_order_and_it_is_closed_again() -> None:
    document = desk.step(fulfilled(), "close", desk.people().clerk)
    refused(document, "reopen", desk.people().accountant)

    document = desk.step(document, "reopen", desk.people().accountant, reason="补单据")

    assert document.state == "fulfilled"
    assert desk.step(document, "close", desk.people().accountant).state == "closed"
    assert own() == Decimal(25)


def test_what_is_owed_is_left_on_account_by_finance_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    document = fulfilled()
    monkeypatch.setattr(funds, "open_of_orders", lambda ids: {pk: Decimal("7.10") for pk in ids})
    assert "7.10" in str(refused(document, "close"))

    assert desk.step(document, "close", desk.people().accountant).state == "closed"
