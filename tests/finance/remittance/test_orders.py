"""Remittances for real customer orders: proposed, kept, used by deliveries, never twice."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from documents.books import run_checks
from documents.errors import Refused
from documents.pages import url_for
from finance.parties import funds, queries
from finance.parties.models import Side
from finance.remittance import payable_orders
from finance.remittance.open_rows import open_rows
from finance.statement.account import account_of
from tests.finance.remittance import desk as money
from tests.grounds import begins_with
from tests.notation import owing
from tests.orders import desk
from tests.orders.delivery import road

pytestmark = pytest.mark.django_db


def test_an_order_is_payable_from_its_notice_on() -> None:
    order = desk.order("螺丝 10 x 2.50", to="approving")
    assert order.party_id is not None
    assert open_rows(order.party_id).orders == []

    order = desk.walk_to(order, "noticed")

    (row,) = open_rows(order.party_id).orders
    assert (row.paper, row.due) == (order, 25)


@begins_with(desk.order, "螺丝 10 x 2.50", to="noticed")
def test_what_was_paid_is_asked_for_no_more() -> None:
    order = desk.order("螺丝 10 x 2.50", to="noticed")

    desk.remit(order, "10.00")

    assert payable_orders.due_of([order.pk]) == {order.pk: 15}


def test_a_draft_takes_no_money() -> None:
    order = desk.order("螺丝 10 x 2.50")

    with pytest.raises(Refused, match=order.number):
        desk.remit(order, "10.00")


def test_old_debt_on_the_notice_is_asked_for_besides() -> None:
    money.owes("8.00", customer=desk.customer())
    order = desk.order("螺丝 10 x 2.50", to="noticed")
    assert order.party_id is not None

    found = open_rows(order.party_id)

    assert found.asked == desk.body_of(order).old_debt
    assert [row.due for row in found.debts] == [8]


@begins_with(road.ordered, "螺丝 10 x 2.50", paid=False)
def test_money_for_an_order_pays_its_delivery_and_is_then_not_reversed() -> None:
    order = road.ordered("螺丝 10 x 2.50", paid=False)
    paid = funds.funds_of([order.pk])[order.pk].paid
    paper = desk.remit(order, Decimal(25) - paid) if paid < 25 else None
    road.send([order], "10")

    assert owing("红星商场 0.00")
    assert funds.funds_of([order.pk])[order.pk].left == 0
    if paper is not None:
        with pytest.raises(Refused):
            money.reverse(paper)
    assert run_checks() == []


def test_money_that_comes_after_the_goods_settles_what_they_left_open() -> None:
    desk.customer(credit_limit=Decimal(1000))
    order = road.ordered("螺丝 10 x 2.50", terms="credit", paid=False)
    road.send([order], "10")
    assert owing("红星商场 25.00")

    desk.remit(order, "20.00", surplus="3.00")

    assert owing("红星商场 2.00")
    found = funds.funds_of([order.pk])[order.pk]
    assert (found.paid, found.billed) == (20, 25)
    assert funds.total(funds.free_credits(order.party_id or 0)) == 3
    assert funds.total(funds.open_debts_of(order.party_id or 0)) == 5
    assert run_checks() == []


def test_what_a_first_remittance_settled_of_a_debt_the_second_leaves_alone() -> None:
    desk.customer(credit_limit=Decimal(1000))
    order = road.ordered("螺丝 10 x 2.50", terms="credit", paid=False)
    road.send([order], "5")
    road.send([order], "5")
    desk.remit(order, "10.00")

    desk.remit(order, "12.00", surplus="4.00")

    assert owing("红星商场 -1.00")
    assert funds.total(funds.open_debts_of(order.party_id or 0)) == 3
    assert funds.total(funds.free_credits(order.party_id or 0)) == 4
    assert run_checks() == []


def test_free_money_is_allotted_to_what_an_order_left_open() -> None:
    desk.customer(credit_limit=Decimal(1000))
    order = road.ordered("螺丝 10 x 2.50", terms="credit", paid=False)
    desk.own_money("30.00")
    road.send([order], "10")

    money.allot((order, "25.00"), customer=order.party)

    assert funds.open_debts_of(order.party_id or 0) == []
    assert funds.total(funds.free_credits(order.party_id or 0)) == 5
    assert run_checks() == []


def test_the_orders_page_leads_to_its_remittance_with_all_that_was_asked_for(
    client: Client,
) -> None:
    money.owes("8.00", customer=desk.customer())
    order = desk.order("螺丝 10 x 2.50", to="noticed")
    client.force_login(desk.people().clerk)

    pushed = f"/finance/remittances/new/?from={order.pk}"
    assert pushed in client.get(url_for(order)).content.decode()
    page = client.get(pushed)

    asked = desk.body_of(order).old_debt + 25
    assert Decimal(page.context["form"]["money"].value()) == asked
    amounts = [Decimal(row["values"]["amount"]) for row in page.context["grid"].rows]
    assert sum(amounts) == asked


@begins_with(desk.order, "螺丝 10 x 2.50", to="noticed")
def test_a_paid_order_asks_for_nothing(client: Client) -> None:
    order = desk.order("螺丝 10 x 2.50", to="noticed")
    desk.remit(order, "25.00")
    client.force_login(desk.people().clerk)

    answer = client.get(f"/finance/remittances/new/?from={order.pk}")

    assert answer.status_code == 302


def test_old_money_set_off_against_an_order_is_no_movement_of_the_account() -> None:
    desk.own_money("10.00")
    order = desk.order("螺丝 10 x 2.50", to="noticed")
    assert order.party_id is not None
    today = timezone.localdate()

    assert payable_orders.due_of([order.pk]) == {order.pk: 15}
    account = account_of(Side.RECEIVABLE, order.party_id, first=today, last=today)
    assert [(each.increase, each.decrease) for each in account.entries] == [(0, 10)]
    movement = queries.movements(Side.RECEIVABLE, first=today, last=today)[order.party_id]
    assert (movement.increase, movement.decrease) == (0, 10)


@begins_with(road.ordered, "螺丝 10 x 2.50", paid=False)
def test_money_and_goods_stand_in_the_statement_once_each() -> None:
    order = road.ordered("螺丝 10 x 2.50", paid=False)
    missing = desk.funds(order).missing
    if missing:
        desk.remit(order, missing)
    road.send([order], "10")
    today = timezone.localdate()

    account = account_of(Side.RECEIVABLE, order.party_id or 0, first=today, last=today)

    assert account.closing == 0
    assert account.sum("increase") == 25
    assert account.sum("decrease") == 25
