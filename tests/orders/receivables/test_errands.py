"""Nightly and at once: who is asked to call whom, and when nobody is any more."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import recurring, tasks
from documents.errors import NotAllowed, Refused
from documents.models import Task
from masterdata.models import Party
from masterdata.roles import Role
from masterdata.seeds import seed_basics
from orders.receivables import actions, errands
from orders.receivables.actions import Talk
from orders.receivables.models import DebtJudgement, DebtTalk
from orders.receivables.registering import remind
from tests import factories
from tests.finance.opening_balance import walk as opening
from tests.finance.remittance import desk as money
from tests.grounds import begins_with
from tests.orders import desk
from tests.orders.receivables import chase

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def calendar() -> None:
    seed_basics()


def at(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def asked() -> list[Task]:
    return list(tasks.open_tasks().filter(kind__in=errands.TITLES).order_by("pk"))


@begins_with(chase.on_account)
def test_an_overdue_debt_is_to_be_called_about_on_its_order() -> None:
    delivery = chase.on_account()

    remind(at(0))
    assert asked() == [], "due today is not overdue"
    remind(at(3))

    (task,) = asked()
    assert task.document is not None
    assert task.document.type == "customer_order"
    assert task.document.party == delivery.party
    assert (task.kind, task.rule) == (errands.CALL, "R35")
    assert task.person == desk.people().clerk, "who handles the order"


@begins_with(chase.on_account)
def test_asking_every_night_asks_once() -> None:
    chase.on_account()

    for night in (3, 4, 5):
        remind(at(night))

    assert len(asked()) == 1


@begins_with(chase.on_account)
def test_the_nightly_round_knows_the_duty() -> None:
    chase.on_account()

    said = recurring.run_all(now=at(3))

    assert "chase customers: 1 customers to call, 0 back within their limits" in said


@begins_with(chase.on_account)
def test_a_talk_answers_the_task_and_a_broken_promise_asks_again() -> None:
    chase.on_account()
    remind(at(0))
    seller = desk.person(Role.SALES_REP)
    chase.talk("25.00", days=2, by=seller)
    assert asked() == []

    remind(at(2))
    assert asked() == [], "the promised day is not over"
    remind(at(9))

    (task,) = asked()
    assert (task.kind, task.rule, task.person) == (errands.BROKEN, "R32", seller)


@begins_with(chase.on_account)
def test_money_that_comes_takes_the_task_away_at_once() -> None:
    chase.on_account()
    chase.talk("25.00", days=1)
    remind(at(9))
    assert len(asked()) == 1

    money.remit("25.00", customer=desk.customer())

    assert asked() == []


@begins_with(chase.on_account)
def test_a_day_agreed_for_the_next_talk_is_kept() -> None:
    chase.on_account()
    chase.talk(next_on=chase.today() + timedelta(days=4))

    remind(at(3))
    assert asked() == []
    remind(at(4))

    assert len(asked()) == 1


@begins_with(chase.on_account)
def test_a_late_customer_is_asked_again_after_a_week_without_any_agreement() -> None:
    chase.on_account()
    chase.talk()

    remind(at(7))
    assert asked() == []
    remind(at(8))

    assert len(asked()) == 1


@begins_with(chase.on_account)
def test_nobody_is_called_about_what_is_uncollectable() -> None:
    chase.on_account()
    remind(at(3))
    (item,) = [each.item for each in chase.debtor().items]  # type: ignore[union-attr]
    judged = {"uncollectable": True, "reason": "已倒闭", "actor": desk.people().accountant}

    assert actions.judge([item.pk], at=at(0), **judged) == 1  # type: ignore[arg-type]

    assert asked() == []
    found = chase.debtor(on=chase.today() + timedelta(days=3))
    assert found is not None
    assert (found.uncollectable, found.overdue, found.late) == (D("25.00"), D("25.00"), 0)


@begins_with(chase.on_account)
def test_a_judgement_is_taken_back_by_another_and_both_stay() -> None:
    chase.on_account()
    (item,) = [each.item for each in chase.debtor().items]  # type: ignore[union-attr]
    who = desk.people().accountant
    for way, why in ((True, "已倒闭"), (True, "再说一次"), (False, "法院判了")):
        actions.judge([item.pk], uncollectable=way, reason=why, actor=who, at=at(0))

    rows = DebtJudgement.objects.order_by("pk").values_list("uncollectable", "reason")

    assert list(rows) == [(True, "已倒闭"), (False, "法院判了")]
    assert chase.debtor().uncollectable == 0  # type: ignore[union-attr]


def test_an_old_debt_without_an_order_is_finances_to_ask_for() -> None:
    money.owes("40.00")
    party = desk.customer()
    chase.talk(party=party, next_on=chase.today() + timedelta(days=1))

    remind(at(2))

    (task,) = asked()
    assert (task.role, task.person) == (Role.ACCOUNTANT, None)


def two_old_debtors() -> list[Party]:
    """Two customers of one paper of opening balances, both to be asked tomorrow."""
    opening.approve(opening.draft("应收 甲店 40.00, 应收 乙店 60.00"))
    found = [factories.customer(code) for code in ("甲店", "乙店")]
    for party in found:
        chase.talk(party=party, next_on=chase.today() + timedelta(days=1))
    remind(at(2))
    return found


def test_each_customer_of_one_paper_of_old_debts_is_asked_for() -> None:
    parties = two_old_debtors()
    remind(at(3))

    assert [task.party for task in asked()] == parties

    money.remit("40.00", customer=parties[0])
    assert [task.party for task in asked()] == parties[1:]


def test_the_task_names_the_customer_and_leads_to_where_the_talk_is_noted(
    client: Client, as_user: Any
) -> None:
    parties = two_old_debtors()

    answer = as_user(client, desk.people().accountant).get(reverse("inbox"))

    shown = [task for group in answer.context["groups"] for task in group["tasks"]]
    talks = {party.name: reverse("debt_talk", query={"ids": party.pk}) for party in parties}
    assert {task["party"]: task["url"] for task in shown} == talks
    assert all(client.get(url).status_code == 200 for url in talks.values())
    assert {task["total"] for task in shown} == {None}, "that of the paper is of all of them"


@begins_with(chase.on_account)
@pytest.mark.parametrize("role", [Role.STOREKEEPER, Role.BILLING_CLERK, Role.PURCHASER])
def test_only_sales_and_the_accountant_note_talks_and_judge(role: Role) -> None:
    chase.on_account()
    stranger = desk.person(role, 3)
    (item,) = [each.item for each in chase.debtor().items]  # type: ignore[union-attr]

    with pytest.raises(NotAllowed):
        chase.talk(by=stranger)
    with pytest.raises(NotAllowed):
        actions.judge([item.pk], uncollectable=True, reason="坏", actor=stranger, at=at(0))


@begins_with(chase.on_account)
@pytest.mark.parametrize(
    "promise",
    [
        {"promised_on": None, "promised_amount": D(1)},
        {"promised_on": chase.today() + timedelta(days=1), "promised_amount": None},
        {"promised_on": chase.today() + timedelta(days=1), "promised_amount": D(0)},
        {"promised_on": chase.today() - timedelta(days=1), "promised_amount": D(1)},
    ],
)
def test_a_promise_has_a_day_to_come_and_an_amount(promise: dict[str, object]) -> None:
    chase.on_account()

    with pytest.raises(Refused):
        chase.talk(**promise)

    assert not DebtTalk.objects.exists()


@begins_with(chase.on_account)
def test_all_ticked_customers_are_noted_or_none() -> None:
    chase.on_account()
    talks = [Talk(desk.customer().pk, "王", "催"), Talk(desk.customer("没有欠款").pk, "李", "催")]

    with pytest.raises(Refused):
        actions.note_talks(talks, actor=desk.people().clerk, at=at(0))

    assert not DebtTalk.objects.exists()
