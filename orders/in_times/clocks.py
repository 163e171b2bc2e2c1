"""Start and stop the clocks of the in-times; each running one has its task at the right desk."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from documents import escalation, rows, tasks
from documents.errors import Refused
from documents.flow import Due, WorkingDays, WorkingMinutes
from documents.models import Document, Task
from documents.recurring import register_duty
from masterdata.calendar import firm_calendar
from masterdata.people import person
from masterdata.roles import Role
from orders.in_times.models import STOPPED_LATE, InTime, Rule
from ui.prepared import Prepared
from ui.values import KEY, WORD

if TYPE_CHECKING:
    from masterdata.models import User

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """How long a clock may run, and who is told when it runs longer.

    `superior` is asked where no person is named, or one without a superior. `title` is the English
    msgid of the task beside the paper's own; a rule without one is measured only, or its task is
    that of the paper's state.
    """

    due: Due
    superior: Role
    title: str = ""


DIRECTOR = Role.SALES_DIRECTOR
LIMITS: dict[str, Limit] = {
    Rule.T1: Limit(WorkingMinutes(120), DIRECTOR, gettext_noop("Reply to the customer's order")),
    Rule.T2: Limit(WorkingMinutes(30), DIRECTOR),
    Rule.T3: Limit(WorkingMinutes(60), DIRECTOR, gettext_noop("Hand the order over to billing")),
    Rule.R30: Limit(WorkingMinutes(240), Role.DEPUTY_GENERAL_MANAGER),
    Rule.T4: Limit(WorkingDays(3), DIRECTOR, gettext_noop("Chase the customer's remittance")),
}


def register() -> None:
    """Late tasks of these rules go to the superior every night; the clocks are told after that."""
    for rule, limit in LIMITS.items():
        escalation.register_rule(str(rule), superior=limit.superior)
    register_duty("in-times", note_escalations)


def kind_of(rule: str) -> str:
    """The kind of task that stands for the clock."""
    return rule.lower() if LIMITS[rule].title else Task.STATE


def clerk_of(document: Document) -> "User":
    """Whose clock it is: whoever handles the paper, else who made it."""
    return person(document.handler_id or document.maker_id)


def running(
    document: Document | None = None, *, rules: Iterable[str] | None = None
) -> QuerySet[InTime]:
    found = InTime.objects.filter(stopped_at__isnull=True)
    if document is not None:
        found = found.filter(document=document)
    return found if rules is None else found.filter(rule__in=rules)


_running_one = Prepared(
    lambda document, rule: running().filter(document=document, rule=rule).order_by("id")[:1],
    KEY,
    WORD,
)


def is_late(rule: str, document: Document, *, at: datetime) -> bool:
    """Whether this clock of the paper runs and was due before."""
    clock = _running_one.first(document.pk, str(rule))
    return clock is not None and clock.due_at < at


def late(*, now: datetime) -> Q:
    """Stopped after it was due, or still running by then; what was dropped counts nowhere."""
    return STOPPED_LATE | Q(stopped_at__isnull=True, due_at__lt=now)


def start(
    rule: str,
    document: Document,
    *,
    person: "User | None",
    at: datetime,
    started_at: datetime | None = None,
    due_at: datetime | None = None,
) -> None:
    """Begin the clock and open its task; one that runs already goes on as it is."""
    began = started_at or at
    due = due_at or tasks.due_at(began, LIMITS[rule].due)
    assert due is not None
    clock = InTime(rule=rule, document=document, person=person, started_at=began, due_at=due)
    rows.insert([clock], or_ignore=True)
    there = _running_one.first(document.pk, str(rule))
    if there is not None and person is not None and there.person_id == person.pk:
        there.person = person
    if there is None:
        logger.info(
            "the clock %s of %s was stopped before; it does not start again", rule, document
        )
    elif LIMITS[rule].title:
        _open_task(there, document, at=at)


def _open_task(clock: InTime, document: Document, *, at: datetime) -> None:
    limit = LIMITS[clock.rule]
    errand = tasks.Errand(
        kind_of(clock.rule),
        limit.title,
        "" if clock.person else Rule(clock.rule).desk,
        due_at=clock.due_at,
        rule=clock.rule,
        person=clock.person,
    )
    tasks.open_errand(document, errand, at=at)


def stop(
    rule: str, document: Document, *, by: "User", at: datetime, counts: bool = True
) -> InTime | None:
    """Stop the running clock and close its task; without `counts` it is dropped.

    None, and a line in the log, if none is running.
    """
    clock = _running_one.first(document.pk, str(rule))
    if clock is None:
        logger.info("no clock %s of %s is running", rule, document)
        return None
    minutes = firm_calendar().working_minutes_between(clock.started_at, at) if counts else None
    stopped = running().filter(pk=clock.pk)
    if not stopped.update(stopped_at=at, stopped_by=by, minutes=minutes):
        logger.info("the clock %s of %s was stopped just now", rule, document)
        return None
    if LIMITS[rule].title:
        tasks.close(document, actor=by, at=at, kind=kind_of(rule))
    clock.stopped_at, clock.stopped_by, clock.minutes = at, by, minutes
    return clock


def drop(rules: Iterable[str], document: Document, *, by: "User", at: datetime) -> None:
    """Stop without counting whatever of these is running: the paper is cancelled or taken back."""
    for clock in running(document, rules=rules).order_by("id"):
        stop(clock.rule, document, by=by, at=at, counts=False)


def task_of(clocks: Iterable[InTime]) -> dict[int, Task]:
    """The open task of each clock that has one, by the clock's id: one query."""
    wanted = {(clock.document_id, kind_of(clock.rule)): clock.pk for clock in clocks}
    found = tasks.open_tasks().filter(
        document_id__in={document_id for document_id, _kind in wanted},
        kind__in={kind for _document, kind in wanted},
    )
    keyed = ((wanted.get((task.document_id or 0, task.kind)), task) for task in found)
    return {pk: task for pk, task in keyed if pk is not None}


def urge(clocks: Iterable[InTime], *, actor: "User", at: datetime) -> int:
    """催办: ask for haste wherever somebody else's clock is running; returns how many."""
    others = [each for each in clocks if each.is_running and each.person_id != actor.pk]
    found = task_of(others)
    if not found:
        raise Refused(
            _("Nothing to urge: tick clocks that are running and wait for somebody else.")
        )
    for task in found.values():
        tasks.urge(task, actor=actor, at=at)
    return len(found)


def note_escalations(now: datetime) -> str:
    """Write at each late clock when its task was passed on; once each, whatever night it was."""
    waiting = list(running().filter(due_at__lt=now, escalated_at__isnull=True).order_by("id"))
    passed = {pk: t.escalated_at for pk, t in task_of(waiting).items() if t.escalated_at}
    for pk, when in passed.items():
        running().filter(pk=pk, escalated_at__isnull=True).update(escalated_at=when)
    return f"{len(passed)} of {len(waiting)} late clocks passed on"
