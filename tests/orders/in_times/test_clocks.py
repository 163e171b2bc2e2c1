"""The clocks of the in-times: working minutes, one running of a kind, its task, its superior."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from documents import escalation, recurring, tasks
from documents.books import run_checks
from documents.errors import Refused
from documents.models import Document, Task
from masterdata.models import User
from masterdata.roles import Role
from masterdata.seeds import seed_basics
from orders.in_times import clocks
from orders.in_times.books import CHECK
from orders.in_times.models import InTime, Rule
from tests import factories
from tests.purchasing import firm

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


MORNING = moment("2026-10-09 09:00")


@pytest.fixture
def clerk() -> User:
    seed_basics()
    return factories.user(Role.ORDER_CLERK, superior=factories.user(Role.SALES_DIRECTOR))


@pytest.fixture
def paper(clerk: User) -> Document:
    return firm.draft_order()


def begin(rule: str, paper: Document, person: User | None, **more: Any) -> InTime:
    clocks.start(rule, paper, person=person, **{"at": MORNING, **more})
    return InTime.objects.get(rule=rule, document=paper, stopped_at=None)


@pytest.mark.parametrize(
    ("rule", "started", "due"),
    [
        (Rule.T1, "2026-10-09 09:00", "2026-10-09 11:00"),
        (Rule.T1, "2026-10-09 17:00", "2026-10-10 09:30"),
        (Rule.T1, "2026-10-10 17:00", "2026-10-12 09:30"),
        (Rule.T1, "2026-09-30 17:30", "2026-10-08 10:00"),
        (Rule.T2, "2026-10-09 11:45", "2026-10-09 13:45"),
        (Rule.T3, "2026-10-09 17:30", "2026-10-10 09:00"),
        (Rule.R30, "2026-10-09 10:00", "2026-10-09 15:30"),
        (Rule.T4, "2026-10-09 10:00", "2026-10-13 18:00"),
    ],
)
def test_each_rule_is_due_by_its_own_limit(
    paper: Document, clerk: User, rule: str, started: str, due: str
) -> None:
    clock = begin(rule, paper, clerk, at=moment(started))

    assert clock.started_at == moment(started)
    assert clock.due_at == moment(due)


@pytest.mark.parametrize("rule", [Rule.T1, Rule.T3, Rule.T4])
def test_a_clock_has_its_task_at_the_clerks_desk_until_it_stops(
    paper: Document, clerk: User, rule: str
) -> None:
    clock = begin(rule, paper, clerk)

    task = Task.objects.get(document=paper, kind=rule.lower())
    assert (task.person, task.rule, task.due_at) == (clerk, rule, clock.due_at)
    assert task in tasks.tasks_of(clerk, now=MORNING)

    clocks.stop(rule, paper, by=clerk, at=MORNING + timedelta(minutes=50))
    task.refresh_from_db()
    assert task.closed_by == clerk
    clock.refresh_from_db()
    assert (clock.minutes, clock.stopped_by) == (50, clerk)


@pytest.mark.parametrize("rule", [Rule.T2, Rule.R30])
def test_what_is_measured_only_or_has_the_states_task_opens_none(
    paper: Document, clerk: User, rule: str
) -> None:
    before = Task.objects.count()

    begin(rule, paper, None if rule == Rule.R30 else clerk)

    assert Task.objects.count() == before


def test_minutes_are_those_of_opening_hours(paper: Document, clerk: User) -> None:
    begin(Rule.T1, paper, clerk, started_at=moment("2026-09-30 17:30"))

    stopped = clocks.stop(Rule.T1, paper, by=clerk, at=moment("2026-10-08 08:40"))

    assert stopped is not None
    assert stopped.minutes == 40


def test_a_clock_that_runs_is_not_started_again(paper: Document, clerk: User) -> None:
    first = begin(Rule.T3, paper, clerk)

    again = begin(Rule.T3, paper, clerk, at=MORNING + timedelta(hours=1))

    assert again == first
    assert again.started_at == MORNING
    assert Task.objects.filter(document=paper, kind="t3").count() == 1


def test_one_start_counts_once_and_a_later_one_anew(paper: Document, clerk: User) -> None:
    begin(Rule.T1, paper, clerk)
    clocks.stop(Rule.T1, paper, by=clerk, at=MORNING + timedelta(minutes=5))

    clocks.start(Rule.T1, paper, person=clerk, at=MORNING + timedelta(hours=1), started_at=MORNING)
    assert not clocks.running(paper).exists()
    assert not tasks.open_tasks().filter(kind="t1").exists()

    begin(Rule.T1, paper, clerk, at=MORNING + timedelta(hours=2))
    assert InTime.objects.filter(document=paper).count() == 2


def test_what_is_dropped_counts_nowhere(paper: Document, clerk: User) -> None:
    for rule in (Rule.T1, Rule.T3):
        begin(rule, paper, clerk)

    clocks.drop((Rule.T1, Rule.T3), paper, by=clerk, at=MORNING + timedelta(days=30))

    found = InTime.objects.filter(document=paper)
    assert [(each.was_dropped, each.minutes) for each in found] == [(True, None)] * 2
    assert not found.filter(clocks.late(now=MORNING + timedelta(days=60))).exists()
    assert not tasks.open_tasks().filter(kind__in=("t1", "t3")).exists()


def test_what_does_not_run_is_not_stopped(paper: Document, clerk: User) -> None:
    assert clocks.stop(Rule.T1, paper, by=clerk, at=MORNING) is None


@pytest.mark.parametrize(("minutes", "late"), [(120, False), (121, True)])
def test_late_is_after_the_limit(paper: Document, clerk: User, minutes: int, late: bool) -> None:
    begin(Rule.T1, paper, clerk)
    clock = InTime.objects.filter(document=paper)
    now = MORNING + timedelta(minutes=minutes)
    assert clock.filter(clocks.late(now=now)).exists() is late

    clocks.stop(Rule.T1, paper, by=clerk, at=now)
    assert clock.filter(clocks.late(now=now + timedelta(days=1))).exists() is late


def test_a_late_clock_goes_to_the_superior_once_and_a_missed_night_is_caught_up(
    paper: Document, clerk: User
) -> None:
    clock = begin(Rule.T1, paper, clerk)
    soon, later = MORNING + timedelta(hours=1), MORNING + timedelta(days=4)

    def night(now: datetime) -> str:
        return next(said for said in recurring.run_all(now=now) if said.startswith("in-times"))

    assert "0 of 0" in night(soon)
    assert "1 of 1" in night(later)
    assert "0 of 0" in night(later + timedelta(days=1))

    clock.refresh_from_db()
    task = Task.objects.get(document=paper, kind="t1")
    assert clock.escalated_at == task.escalated_at == later
    assert task.escalated_person == clerk.superior
    assert clerk.superior is not None
    assert task in tasks.tasks_of(clerk.superior, now=later)


def test_without_a_superior_the_director_is_told(paper: Document) -> None:
    begin(Rule.T1, paper, factories.user(Role.ORDER_CLERK))

    escalation.escalate_late(now=MORNING + timedelta(days=4))

    task = Task.objects.get(document=paper, kind="t1")
    assert (task.escalated_person, task.escalated_to) == (None, Role.SALES_DIRECTOR)


def test_others_urge_a_running_clock_and_nobody_his_own(paper: Document, clerk: User) -> None:
    clock = begin(Rule.T1, paper, clerk)
    chief = clerk.superior
    assert chief is not None
    with pytest.raises(Refused):
        clocks.urge([clock], actor=clerk, at=MORNING)

    assert clocks.urge([clock], actor=chief, at=MORNING) == 1
    assert Task.objects.get(document=paper, kind="t1").urged_by == chief

    clocks.stop(Rule.T1, paper, by=clerk, at=MORNING)
    clock.refresh_from_db()
    with pytest.raises(Refused):
        clocks.urge([clock], actor=chief, at=MORNING)


def test_the_check_by_finance_is_urged_at_the_states_own_task(paper: Document, clerk: User) -> None:
    clock = begin(Rule.R30, paper, None)

    assert clocks.urge([clock], actor=clerk, at=MORNING) == 1

    assert Task.objects.get(document=paper, kind=Task.STATE).urged_by == clerk


def test_the_books_find_a_clock_without_its_task_and_a_task_without_its_clock(
    paper: Document, clerk: User
) -> None:
    begin(Rule.T1, paper, clerk)
    begin(Rule.T3, paper, clerk)
    assert run_checks([CHECK]) == []

    Task.objects.filter(document=paper, kind="t1").update(closed_at=MORNING)
    InTime.objects.filter(document=paper, rule=Rule.T3).update(
        stopped_at=MORNING, stopped_by=clerk, minutes=0
    )

    assert len(run_checks([CHECK])) == 2


def test_the_books_find_a_clock_that_runs_on_a_finished_paper(paper: Document, clerk: User) -> None:
    begin(Rule.T2, paper, clerk)

    firm.step(paper, "void", paper.maker, reason="重复")

    (breach,) = run_checks([CHECK])
    assert breach.subject == paper.number


def test_what_was_begun_is_not_changed_and_nothing_is_deleted(paper: Document, clerk: User) -> None:
    clock = begin(Rule.T1, paper, clerk)

    for act in (
        lambda: InTime.objects.filter(pk=clock.pk).update(started_at=MORNING + timedelta(hours=1)),
        lambda: InTime.objects.filter(pk=clock.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
