"""催款: who is on the list, what he owes since when, and what became of his promise."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from finance.parties.queries import ageing, balances
from masterdata.customer_scope import customers_of
from masterdata.models import Region
from masterdata.roles import Role
from orders.receivables import actions
from orders.receivables.actions import Talk
from orders.receivables.credit_report import credit_rows
from orders.receivables.debtors import debtors
from orders.receivables.promises import Standing
from tests import factories
from tests.finance.remittance import desk as money
from tests.grounds import begins_with
from tests.orders import desk
from tests.orders.receivables import chase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
D = Decimal


@begins_with(chase.on_account)
def test_a_delivery_on_account_is_owed_and_late_the_day_after_it_is_due() -> None:
    chase.on_account()

    now = chase.debtor()
    later = chase.debtor(on=chase.today() + timedelta(days=40))

    assert now is not None
    assert (now.owed, now.overdue, now.is_to_call) == (D("25.00"), 0, False)
    assert later is not None
    assert (later.overdue, later.days_overdue, later.days_60) == (D("25.00"), 40, D("25.00"))
    assert later.is_to_call


@begins_with(chase.on_account)
def test_the_list_has_what_the_ledger_and_the_ageing_have() -> None:
    chase.on_account()
    money.owes("40.00", "-5.50")
    desk.own_money("3.25")
    party = desk.customer()

    found = chase.debtor()

    assert found is not None
    known = ageing("receivable", on=chase.today())[party.pk]
    assert found.ageing == known
    assert found.owed - found.own - found.kept == balances("receivable")[party.pk]
    assert found.own == D("8.75")


def test_who_owes_nothing_is_not_on_the_list() -> None:
    desk.own_money("10.00")

    assert chase.debtor() is None


@begins_with(chase.on_account)
def test_money_since_the_talk_keeps_the_promise() -> None:
    chase.on_account()
    money.remit("5.00", customer=desk.customer())
    chase.talk("20.00")
    before = chase.debtor()
    money.remit("19.99", customer=desk.customer())
    almost = chase.debtor()
    money.remit("0.01", customer=desk.customer())

    kept = chase.debtor()

    assert before is not None
    assert almost is not None
    assert kept is not None
    assert (before.came, before.standing) == (0, Standing.OPEN)
    assert (almost.came, almost.standing) == (D("19.99"), Standing.OPEN)
    assert (kept.came, kept.standing) == (D("20.00"), Standing.KEPT)


@begins_with(chase.on_account)
def test_money_that_was_taken_back_breaks_the_promise_again() -> None:
    chase.on_account()
    chase.talk("20.00")
    remittance = money.remit("20.00", customer=desk.customer())
    money.reverse(remittance)

    found = chase.debtor(on=chase.today() + timedelta(days=10))

    assert found is not None
    assert (found.came, found.standing) == (0, Standing.BROKEN)


@begins_with(chase.on_account)
def test_what_is_only_allotted_is_no_new_money() -> None:
    chase.on_account()
    desk.own_money("10.00")
    chase.talk("10.00")
    (item,) = [each.item for each in chase.debtor().debts]  # type: ignore[union-attr]

    money.allot((item, "10.00"))

    assert chase.debtor().came == 0  # type: ignore[union-attr]


def test_broken_promises_stand_first_then_the_longest_overdue() -> None:
    small, large, broken = (desk.customer(f"客户{n}", credit_limit=D(9999)) for n in "甲乙丙")
    for party, price in ((small, "1.00"), (large, "9.00"), (broken, "2.00")):
        chase.on_account(f"螺丝 10 x {price}", buyer=party, stock="100")
    chase.talk("5.00", party=broken)

    found = debtors(today=chase.today() + timedelta(days=8))

    assert [each.party for each in found] == [broken, large, small]


def test_an_order_that_waits_for_late_money_is_awaited_and_not_owed() -> None:
    order = desk.order(to="noticed")
    told = {"channel": "fax", "receiver": "王老板"}
    desk.step(order, "send_notice", desk.people().clerk, data=told)
    assert chase.debtor() is None, "not late yet"

    found = chase.debtor(on=chase.today() + timedelta(days=14))

    assert found is not None
    assert (found.owed, found.awaited) == (0, D("25.00"))
    assert not found.is_to_call, "T4 has its own task"


@begins_with(chase.on_account)
def test_a_talk_is_noted_once_however_often_it_is_sent() -> None:
    from uuid import uuid4

    from django.utils import timezone

    chase.on_account()
    talk, key = Talk(desk.customer().pk, "王老板", "下周"), uuid4()
    clerk, at = desk.people().clerk, timezone.now()

    first = actions.note_talks([talk], actor=clerk, at=at, key=key)
    second = actions.note_talks([talk], actor=clerk, at=at, key=key)

    assert first == second
    assert first[0].owed == D("25.00")


@pytest.mark.parametrize("role", [Role.ORDER_CLERK, Role.SALES_REP, Role.BILLING_CLERK])
def test_a_clerk_of_another_region_sees_nothing(role: Role) -> None:
    east, west = (Region.objects.create(code=n, name=n) for n in ("东", "西"))
    party = desk.customer(region=east, credit_limit=D(9999))
    chase.on_account(buyer=party)
    his, other = (factories.user(role, region=region) for region in (east, west))

    def seen(user: Any) -> list[Any]:
        return [each.party for each in debtors(today=chase.today(), scope=customers_of(user))]

    assert seen(his) == [party]
    assert seen(other) == []
    party.owner = other
    party.save()
    assert seen(other) == [party], "his own customer, wherever he sits"


def test_many_customers_take_as_many_queries_as_one(django_assert_max_num_queries: Any) -> None:
    for n in "甲乙丙丁":
        party = desk.customer(f"客户{n}", credit_limit=D(9999))
        chase.on_account(buyer=party)
        chase.talk("5.00", party=party)

    with django_assert_max_num_queries(13):
        assert len(debtors(today=chase.today())) == 4
    with django_assert_max_num_queries(8):
        assert len(credit_rows(Q())) == 4
