"""Release and what follows: the gates of money, reservations in turn, demand, taking back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from documents.errors import NotAllowed, Refused
from documents.models import Task
from inventory.demand.models import Demand
from masterdata.models.items import ItemKind
from orders.customer_order import gates
from orders.customer_order.release import reserved_of
from tests import factories
from tests.grounds import begins_with
from tests.notation import stock
from tests.orders import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
REASON = {"reason": "老客户急用"}


def refused(document: Any, code: str, actor: Any = None, **options: Any) -> Refused:
    with pytest.raises(Refused) as told:
        desk.step(document, code, actor or desk.people().clerk, **options)
    document.refresh_from_db()
    return told.value


def release(document: Any) -> Any:
    return desk.step(document, "release", desk.people().clerk)


def lacking(document: Any) -> dict[int, Decimal]:
    rows = Demand.objects.filter(document=document)
    return {row.line_no: row.quantity for row in rows}


def reserved(document: Any) -> Decimal:
    return sum((part.quantity for part in reserved_of(document.pk)), Decimal(0))


# --- Money before release ------------------------------------------------------------------------


def test_the_deposit_must_be_confirmed_first() -> None:
    document = desk.order(to="noticed", terms="deposit", deposit_percent=Decimal(30))
    desk.remit(document, "7.49")
    assert "0.01" in str(refused(document, "release"))

    desk.remit(document, "0.01")

    assert release(document).state == "released"


def test_who_prepays_pays_all_and_own_money_counts() -> None:
    desk.own_money("10.00")
    document = desk.order(to="noticed")
    assert "15.00" in str(refused(document, "release"))

    desk.remit(document, "15.00")

    assert release(document).state == "released"


@begins_with(desk.order, to="noticed", terms="cod")
def test_cash_on_delivery_is_released_without_money() -> None:
    assert release(desk.order(to="noticed", terms="cod")).state == "released"


@begins_with(desk.order, to="noticed")
def test_work_in_between_leaves_the_task_and_its_due_time() -> None:
    document = desk.order(to="noticed")
    waiting = Task.objects.get(document=document, kind=Task.STATE, closed_at=None)

    desk.step(document, "allow_release", desk.people().manager, **REASON)

    assert Task.objects.get(document=document, kind=Task.STATE, closed_at=None) == waiting


@begins_with(desk.order, to="noticed")
def test_two_different_people_let_it_go_before_the_money() -> None:
    document = desk.order(to="noticed")
    refused(document, "allow_release", desk.people().manager)
    document = desk.step(document, "allow_release", desk.people().manager, **REASON)
    assert document.state == "noticed"
    refused(document, "release")
    refused(document, "allow_release", desk.people().manager, **REASON)
    assert str(refused(document, "allow_release", desk.people().director, **REASON)) == str(
        gates.not_allowed_by_own_side(desk.body_of(document), desk.people().director)
    )

    document = desk.step(document, "allow_release", desk.people().accountant, reason="同意")

    body = desk.body_of(document)
    assert (body.override_sales_by, body.override_finance_by) == (
        desk.people().manager,
        desk.people().accountant,
    )
    assert body.override_reason == "老客户急用; 同意"
    refused(document, "allow_release", desk.people().director, **REASON)
    assert release(document).state == "released"


def test_one_person_of_both_sides_counts_once() -> None:
    both = factories.user(*[desk.Role.SALES_DIRECTOR, desk.Role.ACCOUNTANT])
    document = desk.order(to="noticed")
    document = desk.step(document, "allow_release", both, **REASON)

    refused(document, "allow_release", both, **REASON)

    refused(document, "release")
    document = desk.step(document, "allow_release", desk.people().accountant, **REASON)
    assert release(document).state == "released"


@begins_with(desk.order, to="noticed", terms="cod")
def test_nothing_is_allowed_where_nothing_is_missing() -> None:
    document = desk.order(to="noticed", terms="cod")

    assert str(refused(document, "allow_release", desk.people().manager, **REASON)) == str(
        gates.money_is_missing(desk.body_of(document), None)
    )


@begins_with(desk.order, to="noticed")
def test_a_withdrawn_notice_forgets_who_allowed_it() -> None:
    document = desk.order(to="noticed")
    document = desk.step(document, "allow_release", desk.people().manager, **REASON)

    document = desk.step(document, "withdraw_notice", desk.people().billing, reason="改价")

    body = desk.body_of(document)
    assert (body.override_sales_by, body.override_reason) == (None, "")


@begins_with(desk.order, to="noticed", terms="cod")
def test_only_the_clerk_releases() -> None:
    with pytest.raises(NotAllowed):
        desk.step(desk.order(to="noticed", terms="cod"), "release", desk.people().billing)


# --- What is reserved, what is lacking ---------------------------------------------------------


def test_release_reserves_what_is_there_and_the_rest_is_demand() -> None:
    factories.item("螺丝", lead_time_days=5)
    desk.put("螺丝 6 x 1.00")
    document = desk.order(to="released")

    assert stock("螺丝 main reserved 6")
    assert lacking(document) == {1: Decimal(4)}
    (line,) = desk.lines_of(document)
    assert line.short_quantity == Decimal(4)
    assert line.earliest_on > timezone.localdate()


def test_needed_on_is_the_lines_day_else_the_orders() -> None:
    day = timezone.localdate() + timedelta(days=20)
    document = desk.order(line={"wanted_on": day}, to="released")
    assert Demand.objects.get(document=document).needed_on == day

    other = desk.order(to="released")

    assert Demand.objects.get(document=other).needed_on == desk.body_of(other).wanted_on


def test_services_are_neither_reserved_nor_lacking() -> None:
    factories.item("安装", kind=ItemKind.SERVICE)

    document = desk.order("安装 1 x 50", to="released")

    assert lacking(document) == {}
    refused(document, "allot")


@begins_with(desk.order, to="released")
def test_what_came_meanwhile_is_allotted() -> None:
    document = desk.order(to="released")
    refused(document, "allot")
    desk.put("螺丝 7 x 1.00")

    document = desk.step(document, "allot", desk.people().warehouse)

    assert stock("螺丝 main reserved 7")
    assert lacking(document) == {1: Decimal(3)}
    desk.put("螺丝 9 x 1.00")
    desk.step(document, "allot", desk.people().billing)
    assert lacking(document) == {}
    assert str(refused(document, "allot")) == str(gates.lacks_goods(desk.body_of(document), None))


def test_important_customers_come_first_also_when_others_are_released_later() -> None:
    first = desk.order(buyer=desk.customer("乙店", level="B"), to="released")
    important = desk.order(buyer=desk.customer("甲店", level="A"), to="released")
    desk.put("螺丝 12 x 1.00")
    assert "10" not in str(refused(first, "allot", data={"quantities": {1: Decimal(10)}}))

    last = desk.order(buyer=desk.customer("丙店", level="C"), to="released")

    assert reserved(last) == 0
    desk.step(first, "allot", desk.people().clerk)
    assert reserved(first) == Decimal(2)
    desk.step(important, "allot", desk.people().clerk, data={"quantities": {1: Decimal(4)}})
    assert (reserved(important), lacking(important)) == (Decimal(4), {1: Decimal(6)})


def test_held_orders_wait_and_do_not_stand_in_the_way() -> None:
    important = desk.order(buyer=desk.customer("甲店", level="A"), to="released")
    desk.step(important, "hold", desk.people().clerk, reason="等客户")
    desk.put("螺丝 10 x 1.00")

    assert reserved(desk.order(to="released")) == Decimal(10)


def test_out_of_turn_needs_a_superior_and_a_reason() -> None:
    important = desk.order(buyer=desk.customer("甲店", level="A"), to="released")
    other = desk.order(buyer=desk.customer("丙店", level="C"), to="released")
    desk.put("螺丝 10 x 1.00")
    with pytest.raises(NotAllowed):
        desk.step(other, "allot_override", desk.people().clerk, **REASON)
    refused(other, "allot_override", desk.people().manager)
    beyond = {"quantities": {1: Decimal(11)}}
    assert "10" in str(
        refused(other, "allot_override", desk.people().manager, data=beyond, **REASON)
    )

    desk.step(other, "allot_override", desk.people().manager, **REASON)

    assert (reserved(other), reserved(important)) == (Decimal(10), 0)
    refused(desk.order(to="released"), "allot_override", desk.people().manager, **REASON)


def taking(document: Any, quantity: str) -> dict[str, Any]:
    return {"take": [{"order": document.pk, "line": 1, "quantity": Decimal(quantity)}]}


@begins_with(desk.put, "螺丝 10 x 1.00")
def test_goods_are_taken_from_another_order_which_lacks_them_then() -> None:
    desk.put("螺丝 10 x 1.00")
    has = desk.order(to="released")
    wants = desk.order(to="released")

    data = {**taking(has, "4"), "quantities": {1: Decimal(4)}}
    desk.step(wants, "allot_override", desk.people().director, data=data, **REASON)

    assert (reserved(has), reserved(wants)) == (Decimal(6), Decimal(4))
    assert (lacking(has), lacking(wants)) == ({1: Decimal(4)}, {1: Decimal(6)})
    assert stock("螺丝 main reserved 10")
    event = has.events.order_by("-id").first()
    assert (event.step, event.reason, event.by_system) == ("give_up", wants.number, True)


@begins_with(desk.put, "螺丝 10 x 1.00")
@pytest.mark.parametrize("quantity", ["11", "10.5"])
def test_no_more_is_taken_than_the_other_has(quantity: str) -> None:
    desk.put("螺丝 10 x 1.00")
    has, wants = desk.order(to="released"), desk.order("螺丝 20 x 2.50", to="released")

    data = taking(has, quantity)
    refusal = refused(wants, "allot_override", desk.people().director, data=data, **REASON)

    assert has.number in str(refusal)
    assert reserved(has) == Decimal(10)


@begins_with(desk.order, to="released")
def test_nothing_is_taken_from_itself_or_from_what_is_not_released() -> None:
    wants = desk.order(to="released")
    for other in (wants, desk.order(to="noticed")):
        data = taking(other, "1")
        refused(wants, "allot_override", desk.people().director, data=data, **REASON)


# --- Handing over, taking back -----------------------------------------------------------------


def test_an_order_is_handed_over_when_all_money_is_there() -> None:
    document = desk.order(to="released", terms="deposit", deposit_percent=Decimal(30))
    assert "17.50" in str(refused(document, "hand_over"))
    desk.remit(document, "17.50")

    document = desk.step(
        document, "hand_over", desk.people().clerk, data={"to": desk.people().billing}
    )

    body = desk.body_of(document)
    assert body.handed_over_to == desk.people().billing
    assert body.handed_over_at is not None
    assert document.state == "released"


@pytest.mark.parametrize("terms", ["cod", "credit"])
def test_without_money_it_is_handed_over_if_that_is_agreed(terms: str) -> None:
    buyer = desk.customer(credit_limit=Decimal(100))
    document = desk.order(to="released", terms=terms, buyer=buyer)

    assert desk.step(document, "hand_over", desk.people().clerk).state == "released"


@begins_with(desk.put, "螺丝 6 x 1.00")
def test_a_recalled_order_has_nothing_reserved_and_lacks_nothing() -> None:
    desk.put("螺丝 6 x 1.00")
    document = desk.order(to="released")
    document = desk.step(document, "hand_over", desk.people().clerk)
    refused(document, "recall")

    document = desk.step(document, "recall", desk.people().clerk, reason="客户改期")

    assert document.state == "noticed"
    assert stock("螺丝 main reserved 0")
    assert lacking(document) == {}
    assert desk.body_of(document).handed_over_at is None
    assert release(document).state == "released"
    assert stock("螺丝 main reserved 6")


@begins_with(desk.put, "螺丝 6 x 1.00")
def test_recalled_it_can_be_withdrawn_to_pricing() -> None:
    desk.put("螺丝 6 x 1.00")
    document = desk.order(to="released", terms="cod")
    document = desk.step(document, "recall", desk.people().clerk, reason="客户改期")

    document = desk.step(document, "withdraw_notice", desk.people().clerk, reason="改价")

    assert document.state == "pricing"
    assert stock("螺丝 main reserved 0")
