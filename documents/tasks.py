"""待办: open and close the tasks of papers, find a user's own, urge and escalate late ones."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import approvals, registry, rows, timeline
from documents.errors import Refused
from documents.flow import (
    CHAIN,
    MAKER,
    DocumentType,
    Due,
    State,
    Words,
    WorkingDays,
    WorkingMinutes,
)
from documents.models import ChainStep, Document, Event, Task
from masterdata.calendar import firm_calendar
from masterdata.once import once
from masterdata.roles import Role
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.sending import Statement, send
from ui.values import KEY

if TYPE_CHECKING:
    from masterdata.models import User

SHOWN_WITH = (
    "document",
    "document__party",
    "document__maker",
    "party",
    "person",
    "escalated_person",
    "urged_by",
)


def due_at(start: datetime, due: Due | None) -> datetime | None:
    """When a task that begins at `start` is due, on the firm's own calendar."""
    if due is None:
        return None
    if isinstance(due, WorkingMinutes):
        return firm_calendar().add_working_minutes(start, due.minutes)
    return firm_calendar().due_after(start, due.days)


def words_of(task: Task) -> Words:
    """What is to be done, in the reader's language."""
    if task.title or task.document is None:
        return gettext(task.title)
    state = registry.get(task.document.type).state(task.document.state)
    return state.task or state.label


def follow_state(
    document: Document,
    came_from: State,
    state: State,
    *,
    actor: "User",
    at: datetime,
    stays: bool = False,
) -> None:
    """Close what waited for the last state and open what waits for this one (V28).

    A step that `stays` in its state leaves the task and its due time: work in between is not done.
    """
    waits = stays and not document.held and state.waits_for is not None
    if waits and has_open(document, Task.STATE):
        return
    if came_from.waits_for is not None:
        close(document, actor=actor, at=at)
    open_for(document, state, at=at)


def has_open(document: Document, *kinds: str) -> bool:
    return bool(_open_of(document.pk, kinds))


_open_of: Prepared[Any] = Prepared(
    lambda document, kinds: (
        open_tasks()
        .filter(among("kind", kinds), document=document)
        .order_by()
        .values_list("pk")[:1]
    ),
    KEY,
    KEYS,
)


def open_for(document: Document, state: State, *, at: datetime) -> None:
    """The task of a state, for a paper that has none open."""
    if state.waits_for is None or document.held:
        return
    role, person = _desk(document, state)
    task = Task(
        document=document,
        role=role,
        person=person,
        opened_at=at,
        due_at=due_at(at, state.due),
        rule=state.rule,
    )
    rows.insert([task])


def _desk(document: Document, state: State) -> tuple[str, "User | None"]:
    if state.waits_for is MAKER:
        return "", document.maker
    if state.waits_for is CHAIN:
        desk = approvals.desk_of(document)
        return (desk.role if desk else str(Role.ADMINISTRATOR)), None
    roles = state.waits_for if isinstance(state.waits_for, tuple) else ()
    return str(roles[0]), None


def close(document: Document, *, actor: "User", at: datetime, kind: str = Task.STATE) -> None:
    table = connection.ops.quote_name(Task._meta.db_table)
    when: Any = Task._meta.get_field("closed_at")
    closed_at = when.get_db_prep_save(at, connection=connection)
    sql = (
        f"UPDATE {table} SET closed_at = %s, closed_by_id = %s"
        " WHERE document_id = %s AND kind = %s AND closed_at IS NULL"
    )
    send(Statement(sql, [closed_at, actor.pk, document.pk, kind]))


@dataclass(frozen=True)
class Errand:
    """A task beside the state's own, opened by a reaction; one open of a kind per paper.

    `title` is the English msgid; each reader sees it in his language. It waits for a role, or for
    one person. Late, it goes to the role `escalate_to`, or as its rule says (`escalation`).
    """

    kind: str
    title: str
    role: Role | Literal[""] = ""
    due_at: datetime | None = None
    rule: str = ""
    person: "User | None" = None
    escalate_to: Role | Literal[""] = ""


def open_errand(document: Document, errand: Errand, *, at: datetime) -> None:
    rows.insert([Task(document=document, opened_at=at, **vars(errand))], or_ignore=True)


Codes = tuple[tuple[str, list[str]], ...]


def known_by_law(is_one: Callable[..., bool]) -> Callable[..., Codes]:
    """By type, the states of which this is true; worked out once for each set of laws and roles.

    The laws are kept by which objects they are: to compare them whole would take longer.
    """
    known: dict[Any, tuple[Any, Codes]] = {}

    def asked(types: tuple[DocumentType, ...], *about: Hashable) -> Codes:
        key = (tuple(map(id, types)), about)
        if key not in known:
            found = ((t.code, [s.code for s in t.states if is_one(t, s, *about)]) for t in types)
            known[key] = types, tuple((code, states) for code, states in found if states)
        return known[key][1]

    return asked


def open_tasks() -> QuerySet[Task]:
    return Task.objects.filter(closed_at__isnull=True)


def tasks_of(user: "User", *, now: datetime) -> QuerySet[Task]:
    """What waits for this user, himself and as deputy; late ones first, then by due time.

    Frame, tabs and lists of one page ask it; the query is put together once for all of them.
    """
    on = timezone.localdate(now)
    held = approvals.standings(user, on=on)
    return once(("tasks", user.pk, on), lambda: tasks_by(user, held)).all()


def tasks_by(user: "User", held: Iterable[approvals.Standing]) -> QuerySet[Task]:
    """The same for the standings that he is known to hold."""
    mine = Q(person=user) | Q(escalated_person=user)
    for standing in held:
        if user.is_superuser and standing.acting_for is None:
            continue  # a superuser sees everything; his own inbox holds only what is his
        roles = [str(role) for role in standing.roles]
        passed_on = Q(escalated_at__isnull=False, escalated_to__in=roles)
        by_role = Q(role__in=roles) | passed_on | _states_of_several(roles)
        absent = standing.acting_for
        if absent:
            by_role &= ~(_checked_by_others() & Q(document__maker=absent))
            by_role |= Q(person=absent) | Q(escalated_person=absent)
        mine |= by_role
    return (
        open_tasks()
        .filter(mine)
        .exclude(pk__in=_not_his_desk(user, mine))
        .select_related(*SHOWN_WITH)
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )


def _states_of_several(roles: list[str]) -> Q:
    """States that wait for one of several roles: the task bears the first, all of them see it.

    That role is asked for beside the state: by the state alone the database would join each open
    task to its paper, for every page and however few are his.
    """
    types, held = registry.all_types(), frozenset(roles)
    found = Q(pk__in=[])
    for borne in Role.values:
        if codes := _states_shared(types, held, borne):
            found |= Q(role=borne) & _in_states(codes)
    return found


def _checked_by_others() -> Q:
    """Tasks of states that wait for a different person than made the paper."""
    return _in_states(_states_checked(registry.all_types()))


# What the laws say does not change while the program runs; every page asks it.


@known_by_law
def _states_shared(
    document_type: DocumentType, state: State, roles: frozenset[str], borne: str
) -> bool:
    waits_for = state.waits_for if isinstance(state.waits_for, tuple) else ()
    named = [str(role) for role in waits_for]
    return named[:1] == [borne] and not roles.isdisjoint(named[1:])


@known_by_law
def _states_checked(document_type: DocumentType, state: State) -> bool:
    steps = document_type.steps_from(state.code)
    return state.waits_for not in (None, MAKER) and any(s.different_person for s in steps)


def _in_states(codes: Codes) -> Q:
    """Tasks of papers that stand in such a state; one condition a type, for every page asks it."""
    found = Q(pk__in=[])
    for code, states in codes:
        found |= Q(document__type=code, document__state__in=states)
    return Q(kind=Task.STATE) & found


def _not_his_desk(user: "User", mine: Q) -> QuerySet[Task, Any]:
    """Checks of papers he made or already signed: they wait for somebody else.

    Asked of each open paper, for all that he ever signed or wrote grows with the years; and of
    those alone that would be his, for what is open grows with the firm.
    """
    its = OuterRef("document")
    later = ChainStep.objects.filter(document=OuterRef("document"), round__gt=OuterRef("round"))
    own = Q(done_by=user) | Q(acted_for=user)
    signed = ChainStep.objects.filter(own, ~Exists(later), document=its)
    edited = Event.objects.filter(timeline.EDITS, actor=user, document=its)
    his = Q(document__maker=user) | Q(Exists(signed)) | Q(Exists(edited))
    return open_tasks().filter(mine & _checked_by_others() & his).order_by().values("pk")


def urge(task: Task, *, actor: "User", at: datetime) -> None:
    """催办: the maker or any reader asks for haste; seen in the other's inbox."""
    if task.closed_at:
        raise Refused(_("This task is done already; nothing is left to urge."))
    task.urged_at, task.urged_by = at, actor
    task.save(update_fields=["urged_at", "urged_by"])


def escalate(*, now: datetime) -> int:
    """Show desks that waited too long to the superior role too; returns how many (G7, G12)."""
    count = 0
    waiting = ChainStep.objects.filter(
        done_by__isnull=True, escalated_at__isnull=True, escalate_after_days__isnull=False
    ).exclude(escalate_to="")
    for desk in waiting.order_by("document_id", "position"):
        document = Document.objects.select_for_update().get(pk=desk.document_id)
        task = open_tasks().filter(document=document, kind=Task.STATE).first()
        current = approvals.desk_of(document)
        if task is None or current is None or current.pk != desk.pk:
            continue
        limit = due_at(task.opened_at, WorkingDays(desk.escalate_after_days or 0))
        if limit and limit < now:
            _escalate_one(desk, task, document, now=now)
            count += 1
    return count


def _escalate_one(desk: ChainStep, task: Task, locked: Document, *, now: datetime) -> None:
    desk.escalated_at = now
    desk.save(update_fields=["escalated_at"])
    task.escalated_at, task.escalated_to = now, desk.escalate_to
    task.save(update_fields=["escalated_at", "escalated_to"])
    details = {"escalated_from": desk.role, "escalated_to": desk.escalate_to}
    happening = timeline.Happening(Event.Kind.NOTE, by_system=True, details=details)
    timeline.record(locked, happening, actor=locked.maker, at=now)
