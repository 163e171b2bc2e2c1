"""Late tasks go to the superior: by rule or by the task's own word, once each, never in silence."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from documents import escalation, flow_words, inbox, recurring, tasks, visibility
from documents.flow import WorkingMinutes
from documents.models import Document, Event, Task
from masterdata.models import User
from masterdata.roles import Role
from masterdata.seeds import seed_basics
from tests import factories
from tests.purchasing import firm

pytestmark = pytest.mark.django_db
RULE = "X1"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def rule() -> Iterator[None]:
    escalation.register_rule(RULE, superior=Role.SALES_DIRECTOR)
    yield
    escalation._superiors.pop(RULE)


def errand(order: Document, **more: Any) -> Task:
    """Something to be done within the hour, asked two days ago."""
    now = timezone.now()
    wanted: dict[str, Any] = {"role": Role.PURCHASER, "rule": RULE} | more
    asked = tasks.Errand("call", "Call the customer", due_at=now - timedelta(days=2), **wanted)
    tasks.open_errand(order, asked, at=now - timedelta(days=2, hours=1))
    return Task.objects.get(document=order, kind="call")


def pass_on(task: Task) -> Task:
    escalation.escalate_late(now=timezone.now())
    task.refresh_from_db()
    return task


def test_a_late_errand_of_a_person_goes_to_his_superior_who_sees_and_may_open_it() -> None:
    chief = factories.user(Role.DRIVER)
    clerk = factories.user(Role.ORDER_CLERK, superior=chief)
    order = firm.draft_order()
    assert order not in visibility.visible_to(chief)

    task = pass_on(errand(order, role="", person=clerk))

    assert (task.escalated_person, task.escalated_to) == (chief, "")
    assert [each.pk for each in tasks.tasks_of(chief, now=timezone.now())] == [task.pk]
    assert task in tasks.tasks_of(clerk, now=timezone.now())
    assert order in visibility.visible_to(chief)
    tasks.close(order, actor=clerk, at=timezone.now(), kind="call")
    assert order not in visibility.visible_to(chief)


def test_an_errand_says_itself_to_which_role_it_goes() -> None:
    director = factories.user(Role.SALES_DIRECTOR)
    manager = factories.user(Role.REGIONAL_MANAGER)

    task = pass_on(errand(firm.draft_order(), rule="", escalate_to=Role.REGIONAL_MANAGER))

    assert (task.escalated_person, task.escalated_to) == (None, Role.REGIONAL_MANAGER)
    assert task in tasks.tasks_of(manager, now=timezone.now())
    assert task not in tasks.tasks_of(director, now=timezone.now())


@pytest.mark.parametrize("superior", ["none", "left the firm"])
def test_without_a_superior_the_rule_names_the_role(superior: str) -> None:
    chief = factories.user(is_active=False) if superior == "left the firm" else None
    clerk = factories.user(Role.ORDER_CLERK, superior=chief)

    task = pass_on(errand(firm.draft_order(), role="", person=clerk))

    assert (task.escalated_person, task.escalated_to) == (None, Role.SALES_DIRECTOR)


def test_the_task_of_a_state_goes_by_its_rule_too() -> None:
    order = firm.draft_order()
    late = timezone.now() - timedelta(days=1)
    state = Task.objects.filter(document=order, kind=Task.STATE)
    state.update(rule=RULE, due_at=late)

    assert pass_on(state.get()).escalated_to == Role.SALES_DIRECTOR


def test_what_is_not_late_or_has_no_rule_stays_where_it_is() -> None:
    now = timezone.now()
    early, ruleless = errand(firm.draft_order()), errand(firm.draft_order(), rule="R104")
    Task.objects.filter(pk=early.pk).update(due_at=now + timedelta(minutes=1))

    assert escalation.escalate_late(now=now) == 0
    assert pass_on(ruleless).escalated_at is None


def test_each_is_passed_on_once_and_a_missed_night_is_caught_up() -> None:
    order = firm.draft_order()
    errand(order)

    first, second = (recurring.run_all(now=timezone.now()) for _night in range(2))

    assert "escalate late tasks: 1 escalated" in first
    assert "escalate late tasks: 0 escalated" in second
    note = Event.objects.get(document=order, kind=Event.Kind.NOTE)
    assert note.details["escalated_to"] == Role.SALES_DIRECTOR
    assert note.by_system


def test_two_roles_for_one_rule_are_refused_at_start() -> None:
    with pytest.raises(ValueError, match=RULE):
        escalation.register_rule(RULE, superior=Role.GENERAL_MANAGER)


def shown(client: Client, user: User, as_user: Any, **query: str) -> list[dict[str, Any]]:
    answer = as_user(client, user).get(reverse("inbox"), query)
    return [task for group in answer.context["groups"] for task in group["tasks"]]


def test_an_errand_is_urged_from_the_inbox_and_from_the_paper(client: Client, as_user: Any) -> None:
    order = firm.draft_order()
    task = errand(order, role=Role.CASHIER)
    maker = order.maker

    (mine,) = shown(client, maker, as_user, of="mine")
    client.post(mine["urge_url"])
    task.refresh_from_db()
    assert task.urged_by == maker

    Task.objects.update(urged_by=None, urged_at=None)
    page = client.get(reverse("purchase_order_detail", args=[order.pk]))
    (on_paper,) = [each for each in page.context["tasks"] if each["urge_url"]]
    client.post(on_paper["urge_url"])
    task.refresh_from_db()
    assert task.urged_by == maker


def test_the_inbox_says_to_whom_it_was_passed_on_and_nobody_urges_himself(
    client: Client, as_user: Any
) -> None:
    chief = factories.user(Role.PURCHASING_MANAGER)
    clerk = factories.user(Role.PURCHASER, superior=chief)
    order = firm.draft_order()
    pass_on(errand(order, role="", person=clerk))

    (task,) = [t for t in shown(client, clerk, as_user) if t["rule"] == RULE]
    assert chief.display_name in task["who"]
    page = as_user(client, chief).get(reverse("purchase_order_detail", args=[order.pk]))
    (own,) = [t for t in page.context["tasks"] if t["rule"] == RULE]
    assert chief.display_name in own["who"]
    assert own["urge_url"] == ""
    assert inbox.counts(chief, now=timezone.now())["late_count"] == 1


def test_a_due_time_in_working_minutes_runs_in_opening_hours() -> None:
    seed_basics()
    evening = datetime(2026, 10, 9, 17, 30, tzinfo=SHANGHAI)

    found = tasks.due_at(evening, WorkingMinutes(120))

    assert found == datetime(2026, 10, 10, 10, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (120, "within 2 working hours"),
        (60, "within 1 working hour"),
        (30, "within 30 working minutes"),
        (90, "within 90 working minutes"),
    ],
)
def test_the_types_page_says_it_in_hours_where_they_are_whole(minutes: int, words: str) -> None:
    with translation.override("en"):
        assert flow_words.due_words(WorkingMinutes(minutes)) == words
