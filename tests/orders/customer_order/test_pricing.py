"""打单核价: prices, odd money, old debts and old money, what is due; who prices, who approves."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from documents import content
from documents.errors import NotAllowed, Refused
from documents.models import ApprovalRule, ChainStep, Event
from masterdata.roles import Role
from orders.customer_order import checks, gates, pricing
from orders.prices.models import ItemFloor
from tests import factories
from tests.finance.remittance import desk as money
from tests.grounds import begins_with
from tests.notation import owing
from tests.orders import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def pricing_order(text: str = "螺丝 10 x 2.50", **more: Any) -> Any:
    return desk.order(text, to="pricing", **more)


def refused(document: Any, **price: Any) -> Refused:
    with pytest.raises(Refused) as told:
        desk.price(document, **price)
    return told.value


# --- Prices --------------------------------------------------------------------------------------


def test_the_price_is_the_lists_and_the_total_is_fixed() -> None:
    factories.item("螺丝", list_price=Decimal("3.00"))
    document = desk.price(pricing_order("螺丝 10"), line={"reason": ""})

    body, (line,) = desk.body_of(document), desk.lines_of(document)
    assert (line.price, line.gross, line.special_reason) == (Decimal(3), Decimal(30), "")
    assert line.price_source
    assert (document.total, body.goods_total, body.total_to_remit) == (30, 30, 30)
    assert (body.priced_by, document.state) == (desk.people().billing, "approving")


def test_the_event_keeps_old_and_new_prices() -> None:
    factories.item("螺丝", list_price=Decimal("3.00"))
    document = desk.price(pricing_order("螺丝 10"))

    event = Event.objects.get(document=document, step="price")

    assert event.details["lines"]["1"]["price"] == ["0", "3"]
    assert event.details["lines"]["1"]["gross"] == ["0", "30"]


def test_another_price_than_the_offered_one_needs_a_reason() -> None:
    factories.item("螺丝", list_price=Decimal("3.00"))
    document = pricing_order()
    assert "螺丝" in refused(document, line={"reason": ""}).details[0]

    (line,) = desk.lines_of(desk.price(document, line={"reason": "老板同意"}))

    assert (line.price, line.special_reason) == (Decimal("2.50"), "老板同意")
    assert line.price_source == ""


def test_nine_tenths_are_paid_and_the_reason_is_given() -> None:
    document = pricing_order("螺丝 10 x 2.55")
    refused(document, line={"reason": "", "discount": Decimal(90)})

    document = desk.price(document, line={"discount": Decimal(90), "reason": "九折"})

    assert document.total == Decimal("22.95")


def test_a_price_per_box_is_tried_against_the_price_per_piece() -> None:
    factories.item("螺丝", list_price=Decimal("3.00"))
    box = {"ratio_numerator": 12}
    document = desk.price(pricing_order("螺丝 10 x 36.00", line=box), line={"reason": ""})

    (line,) = desk.lines_of(document)
    assert (line.base_quantity, line.gross) == (Decimal(120), Decimal(360))


def test_a_line_without_any_price_is_named_and_a_gift_costs_nothing() -> None:
    assert "1" in str(refused(pricing_order("螺丝 10")))

    document = desk.price(pricing_order("螺丝 10 x 9", line={"is_gift": True}))

    assert document.total == 0


def test_prices_without_tax_stay_without_tax() -> None:
    document = desk.price(pricing_order("螺丝 10 x 1.00", line={"price_includes_tax": False}))

    assert document.total == Decimal("11.30")


# --- Charges -------------------------------------------------------------------------------------


def test_freight_is_added_and_odd_money_is_waived() -> None:
    document = desk.price(pricing_order(), freight=Decimal("8.30"), waiver=Decimal("3.30"))

    assert document.total == Decimal("30.00")


@pytest.mark.parametrize(("price", "waiver"), [("2.50", "10"), ("0.10", "1.01")])
def test_odd_money_is_less_than_ten_and_not_more_than_the_total(price: str, waiver: str) -> None:
    document = pricing_order(f"螺丝 10 x {price}")

    refused(document, waiver=Decimal(waiver))

    assert desk.state_of(document) == "pricing"


def test_a_refused_price_writes_nothing() -> None:
    document = pricing_order()

    refused(document, waiver=Decimal(99), line={"price": Decimal(7), "reason": "试"})

    document.refresh_from_db()
    assert document.total == Decimal("25.00")
    assert desk.lines_of(document)[0].price == Decimal("2.50")


# --- What is due ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "percent", "due"),
    [
        ("prepaid", "0", "25.25"),
        ("deposit", "30", "7.58"),
        ("deposit", "0", "0"),
        ("cod", "30", "0"),
        ("credit", "30", "0"),
    ],
)
def test_what_is_due_before_release_hangs_on_the_terms(terms: str, percent: str, due: str) -> None:
    document = pricing_order("螺丝 10 x 2.525", terms=terms, deposit_percent=Decimal(percent))

    assert desk.body_of(desk.price(document)).deposit_due == Decimal(due)


def test_old_debts_are_added_for_who_pays_beforehand_unless_it_is_left_out() -> None:
    money.owes("40", "15")
    assert desk.body_of(desk.price(pricing_order())).total_to_remit == Decimal("80.00")

    body = desk.body_of(desk.price(pricing_order(), add_old_debt=False))

    assert (body.old_debt, body.total_to_remit) == (0, Decimal("25.00"))


def test_who_pays_later_pays_old_debts_only_if_it_is_said() -> None:
    money.owes("40")
    assert desk.body_of(desk.price(pricing_order(terms="cod"))).old_debt == 0

    body = desk.body_of(desk.price(pricing_order(terms="cod"), add_old_debt=True))

    assert body.total_to_remit == Decimal("65.00")


def test_own_money_is_set_off_up_to_the_order() -> None:
    desk.own_money("10.00")
    body = desk.body_of(desk.price(pricing_order()))
    assert (body.credit_used, body.total_to_remit) == (Decimal(10), Decimal(15))

    desk.own_money("100.00")
    second = desk.body_of(desk.price(pricing_order()))

    assert (second.credit_used, second.total_to_remit) == (Decimal(25), Decimal(0))


def test_two_orders_do_not_set_off_the_same_money() -> None:
    desk.own_money("30.00")
    desk.price(pricing_order())

    assert desk.body_of(desk.price(pricing_order())).credit_used == Decimal("5.00")


# --- Who, and back again -------------------------------------------------------------------------


def test_the_sheet_is_made_by_another_than_the_clerk() -> None:
    both = factories.user(Role.ORDER_CLERK, Role.BILLING_CLERK)
    document = desk.order(clerk=both, to="pricing")

    with pytest.raises(Refused) as told:
        desk.step(document, "price", both)

    assert str(told.value) == str(checks.not_the_maker(desk.body_of(document), both))


def test_the_sheet_is_taken_back_and_rejected_back_to_pricing() -> None:
    document = desk.price(pricing_order())
    document = desk.step(document, "unprice", desk.people().billing)
    assert document.state == "pricing"
    document = desk.price(document)

    document = desk.step(document, "reject", desk.people().manager, reason="价格太低")

    assert document.state == "pricing"
    assert desk.approve(desk.price(document)).state == "noticed"


def test_who_priced_does_not_approve() -> None:
    document = pricing_order("螺丝 10")
    both = factories.user(Role.BILLING_CLERK, Role.REGIONAL_MANAGER)
    prices = {line.pk: {"price": Decimal(9)} for line in desk.lines_of(document)}
    given = {"prices": prices, "shortage_told": True}
    document = desk.step(document, "price", both, data=given)

    with pytest.raises(NotAllowed):
        desk.step(document, "approve", both)


def roles_of_chain(document: Any) -> list[str]:
    desks = ChainStep.objects.filter(document=document).order_by("-round", "position")
    last = max(each.round for each in desks)
    return [each.role for each in desks if each.round == last]


BOTH = ["regional_manager", "sales_director"]


@pytest.mark.parametrize(
    ("text", "discount", "desks"),
    [
        ("螺丝 10 x 2.50", "100", BOTH[:1]),
        ("螺丝 10 x 9999.99", "100", BOTH[:1]),
        ("螺丝 10 x 10000", "100", BOTH),
        ("螺丝 10 x 2.50", "80", BOTH[:1]),
        ("螺丝 10 x 2.50", "79.99", BOTH),
    ],
)
def test_the_director_signs_large_orders_and_deep_discounts(
    text: str, discount: str, desks: list[str]
) -> None:
    document = desk.price(pricing_order(text), line={"discount": Decimal(discount)})

    assert roles_of_chain(document) == desks


@pytest.mark.parametrize(("price", "desks"), [("2.00", BOTH[:1]), ("1.99", BOTH)])
def test_the_director_signs_below_the_floor_price(price: str, desks: list[str]) -> None:
    item = factories.item("螺丝")
    ItemFloor.objects.create(item=item, floor_price=Decimal("2.00"))
    document = desk.price(pricing_order(f"螺丝 10 x {price}"))

    assert roles_of_chain(document) == desks
    assert desk.lines_of(document)[0].floor_price == Decimal(2)


def test_a_gift_is_below_no_floor() -> None:
    item = factories.item("螺丝")
    ItemFloor.objects.create(item=item, floor_price=Decimal("2.00"))
    document = pricing_order("螺丝 1 x 0, 螺母 1 x 5", line={})
    with content.reopened(document.pk):
        desk.lines_of(document)[0].delete()

    assert not pricing.needs_director(desk.body_of(document))


def test_a_chain_without_the_condition_hangs_on_the_amount_alone() -> None:
    desk.people()
    ApprovalRule.objects.filter(role="sales_director").update(condition="")

    document = desk.price(pricing_order(), line={"discount": Decimal(50)})

    assert roles_of_chain(document) == BOTH[:1]


# --- Approval posts, withdrawal takes back -------------------------------------------------------


def test_approval_sets_the_money_off_and_the_sum_stays() -> None:
    desk.own_money("10.00")
    document = desk.approve(desk.price(pricing_order()))

    assert owing("红星商场 -10.00")
    assert desk.funds(document).paid == Decimal(10)
    assert desk.funds(document).missing == Decimal(15)


def test_a_withdrawn_notice_gives_the_money_back_and_it_can_be_priced_anew() -> None:
    desk.own_money("10.00")
    document = desk.approve(desk.price(pricing_order()))
    told = {"channel": "fax", "receiver": "王老板", "promised_on": timezone.localdate()}
    document = desk.step(document, "send_notice", desk.people().clerk, data=told)
    assert desk.body_of(document).told_at

    document = desk.step(document, "withdraw_notice", desk.people().clerk, reason="改价")

    assert (document.state, desk.funds(document).paid) == ("pricing", 0)
    assert desk.body_of(document).told_at is None
    assert owing("红星商场 -10.00")
    document = desk.approve(desk.price(document))
    assert desk.funds(document).paid == Decimal(10)


@begins_with(desk.order, to="noticed")
def test_a_notice_is_not_withdrawn_when_money_came() -> None:
    document = desk.order(to="noticed")
    desk.remit(document, "5.00")

    with pytest.raises(Refused) as told:
        desk.step(document, "withdraw_notice", desk.people().clerk, reason="改价")

    assert "5.00" in str(told.value)


def test_own_money_that_was_used_elsewhere_stops_the_approval() -> None:
    desk.own_money("10.00")
    document = desk.price(pricing_order())
    money.refund("4.00")

    with pytest.raises(Refused) as told:
        desk.step(document, "approve", desk.people().manager)

    body = desk.body_of(document)
    assert str(told.value) == str(gates.own_money_still_there(body, None))
    assert "6.00" in str(told.value)


# --- The notice ----------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["account", "remit_by"])
def test_a_notice_names_the_account_and_the_day(missing: str) -> None:
    document = desk.approve(desk.price(pricing_order(), **{missing: None}))
    told = {"channel": "fax", "receiver": "王老板"}

    with pytest.raises(Refused) as refusal:
        desk.step(document, "send_notice", desk.people().clerk, data=told)

    body = desk.body_of(document)
    assert str(refusal.value) == str(checks.account_and_date_given(body, None))


@begins_with(desk.order, to="noticed")
def test_what_was_told_is_kept_with_the_promise() -> None:
    document = desk.order(to="noticed")
    day = timezone.localdate() + timedelta(days=2)
    with pytest.raises(Refused):
        desk.step(document, "send_notice", desk.people().clerk, data={"receiver": ""})
    told = {"channel": "message", "receiver": "王老板", "promised_on": day}

    document = desk.step(document, "send_notice", desk.people().clerk, data=told)

    sent = desk.body_of(document).sent.get()
    assert (sent.kind, sent.channel, sent.promised_on) == ("notice", "message", day)
    assert document.state == "noticed"


# --- Shortage at pricing -------------------------------------------------------------------------


def test_a_shortage_is_told_before_the_order_is_priced() -> None:
    factories.item("螺丝", lead_time_days=3)
    desk.put("螺丝 4 x 1.00")
    document = pricing_order()
    (named,) = refused(document, shortage_told=False).details
    assert "6" in named

    (line,) = desk.lines_of(desk.price(document))

    assert line.short_quantity == Decimal(6)
    assert line.earliest_on is not None
    assert line.earliest_on > timezone.localdate()
    assert line.short_told_at


@pytest.mark.parametrize("state", ["calling", "pricing"])
def test_a_shortage_is_seen_at_entry_and_telling_it_then_suffices(state: str) -> None:
    document = desk.order(to=state)
    assert desk.lines_of(document)[0].short_quantity == Decimal(10)
    told = {"channel": "phone", "receiver": "王老板"}

    document = desk.step(document, "tell_shortage", desk.people().clerk, data=told)

    assert document.state == state
    assert desk.body_of(document).sent.get().kind == "shortage"
    document = desk.walk_to(document, "pricing")
    assert desk.price(document, shortage_told=False).state == "approving"


def test_goods_that_came_meanwhile_are_short_no_more() -> None:
    document = pricing_order()
    refused(document, shortage_told=False)
    desk.put("螺丝 10 x 1.00")

    assert desk.price(document, shortage_told=False).state == "approving"
    assert desk.lines_of(document)[0].short_quantity == 0
    with pytest.raises(Refused):
        desk.step(desk.order("螺丝 0.1 x 1", to="pricing"), "tell_shortage", desk.people().clerk)


def test_two_lines_of_an_item_share_what_is_there() -> None:
    desk.put("螺丝 12 x 1.00")
    document = desk.price(pricing_order("螺丝 10 x 2.50, 螺丝 10 x 2.50"))

    assert [line.short_quantity for line in desk.lines_of(document)] == [0, Decimal(8)]
