"""What stands around a paper: people, approvals, tasks, chain, timeline, comments, postings."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import approvals, ledgers, links, registry, tasks
from documents.flow import DocumentType
from documents.models import ChainStep, Comment, Document, Event, Link, Task
from documents.pages.changes import told
from documents.pages.declaration import DocumentPages, pages_of, url_for
from documents.visibility import visible_to
from masterdata.models import User
from masterdata.roles import Role, roles_of
from ui import prepared, rights
from ui.values import Given

ICONS = {
    Event.Kind.CREATED: "file-earmark-plus",
    Event.Kind.CHANGED: "pencil",
    Event.Kind.PRINTED: "printer",
    Event.Kind.NOTE: "chat-left-text",
}
NOTES = {
    "attached": _("File attached: %(name)s"),
    "withdrawn": _("File withdrawn: %(name)s"),
    "compared": _("Compared with the other side's sheet: %(name)s"),
    "escalated_to": _("Shown to %(name)s too, because it waited too long"),
}


def people(document: Document, events: list[Event]) -> list[dict[str, Any]]:
    """制单人, 审核人 and how often it was printed, each with the time."""
    found: list[dict[str, Any]] = [
        {"role": _("Maker"), "name": document.maker.display_name, "at": document.created_at}
    ]
    if document.handler:
        found.append({"role": _("Handler"), "name": document.handler.display_name, "at": None})
    found.append(
        {
            "role": _("Approver"),
            "name": document.approver.display_name if document.approver else "",
            "at": document.approved_at,
        }
    )
    prints = sum(event.kind == Event.Kind.PRINTED for event in events)
    found.append({"role": _("Times printed"), "name": str(prints), "at": None})
    return found


def events_of(document: Document) -> list[Event]:
    return prepared.rows("events", _events, paper=document.pk)


PAPER = Given("paper", BigIntegerField())


def _events() -> QuerySet[Event]:
    events = Event.objects.filter(document=PAPER)
    return events.select_related("actor", "acting_for").order_by("id")


def timeline(
    events: list[Event], pages: DocumentPages, *, hide_prices: bool
) -> list[dict[str, Any]]:
    changed = told([event.details for event in events], pages, hide_prices=hide_prices)
    return [
        _event(event, pages.type, changes) for event, changes in zip(events, changed, strict=True)
    ]


def _event(
    event: Event, document_type: DocumentType, changes: list[dict[str, Any]]
) -> dict[str, Any]:
    step = next((s for s in document_type.steps if s.code == event.step), None)
    is_step = event.kind == Event.Kind.STEP
    return {
        "at": event.at,
        "actor": gettext("the program") if event.by_system else event.actor.display_name,
        "acting_for": event.acting_for.display_name if event.acting_for else "",
        "title": _title(event, step.label if step and is_step else ""),
        "from_label": _state_label(document_type, event.from_state),
        "to_label": _state_label(document_type, event.to_state) if is_step else "",
        "reason": event.reason,
        "tone": {"danger": "bad"}.get(step.tone, step.tone) if step and is_step else "neutral",
        "icon": "arrow-right-circle" if is_step else ICONS[Event.Kind(event.kind)],
        "changes": changes,
    }


def _title(event: Event, step_label: Any) -> str:
    if event.kind == Event.Kind.NOTE:
        for name, words in NOTES.items():
            if name in event.details:
                value = str(event.details[name])
                role = str(Role(value).label) if value in Role.values else value
                return str(words) % {"name": role}
    return str(step_label or Event.Kind(event.kind).label)


def _state_label(document_type: DocumentType, code: str) -> str:
    return next((str(s.label) for s in document_type.states if s.code == code), code)


def desks(document: Document) -> list[dict[str, Any]]:
    """The desks of the present round: signed, waiting, to come."""
    steps = approvals.steps_of(document)
    current = next((step for step in steps if step.done_by_id is None), None)
    waits = current is not None and document.state not in ("void", "cancelled")
    return [
        _desk(step, number, is_current=waits and step is current)
        for number, step in enumerate(steps, start=1)
    ]


def _desk(step: ChainStep, number: int, *, is_current: bool) -> dict[str, Any]:
    state = "done" if step.done_by_id else ("current" if is_current else "open")
    return {
        "position": number,
        "role": Role(step.role).label,
        "name": step.done_by.display_name if step.done_by else "",
        "at": step.done_at,
        "acting_for": step.acted_for.display_name if step.acted_for else "",
        "state": state,
    }


def open_tasks(
    document: Document, *, now: datetime, urge_url: Any, user: User
) -> list[dict[str, Any]]:
    found = prepared.rows("open tasks", _open_tasks, paper=document.pk)
    return [
        {
            "title": tasks.words_of(_with(task, document)),
            "who": who_of(task),
            "opened_at": task.opened_at,
            "due_at": task.due_at,
            "is_late": bool(task.due_at and task.due_at < now),
            "rule": task.rule,
            "urge_url": "" if _is_his_own(task, user) else urge_url(task),
        }
        for task in found
    ]


def _open_tasks() -> QuerySet[Task]:
    found = Task.objects.filter(document=PAPER, closed_at=None)
    return found.select_related("person", "escalated_person").order_by("id")


def _is_his_own(task: Task, user: User) -> bool:
    """Nobody urges himself."""
    roles = {str(role) for role in roles_of(user)}
    his = user.pk in (task.person_id, task.escalated_person_id)
    return his or bool({task.role, task.escalated_to} & roles)


def _with(task: Task, document: Document) -> Task:
    task.document = document
    return task


def who_of(task: Task) -> str:
    people = [person.display_name for person in (task.person, task.escalated_person) if person]
    roles = [Role(code).label for code in (task.role, task.escalated_to) if code in Role.values]
    return " / ".join(str(name) for name in (*people, *roles))


def chain(document: Document, user: User) -> list[dict[str, Any]]:
    """Every paper it came from or led to; of papers he may not open, only that they are there."""
    papers = links.chain(document)
    if len(papers) < 2:
        return []
    ids = [paper.pk for paper in papers]
    visible = set(visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    depths = _depths(ids)
    sees = {code: _sees_prices(code, user) for code in {paper.type for paper in papers}}
    found = []
    for paper in papers:
        document_type = registry.get(paper.type)
        state = document_type.state(paper.state)
        shown = paper.pk in visible
        found.append(
            {
                "number": paper.number,
                "url": url_for(paper) if shown else "",
                "type_label": document_type.label,
                "state_label": state.label,
                "tone": state.tone,
                "date": paper.date,
                "total": paper.total if shown and sees[paper.type] else None,
                "is_current": paper.pk == document.pk,
                "depth": depths[paper.pk],
            }
        )
    return found


def _sees_prices(code: str, user: User) -> bool:
    pages = pages_of(code)
    return pages.sees_prices(user) if pages else rights.may_see_prices(user)


def _depths(ids: list[int]) -> dict[int, int]:
    """How many links lie above each paper, for the indentation."""
    above: dict[int, set[int]] = defaultdict(set)
    pairs = Link.objects.filter(source_id__in=ids, target_id__in=ids)
    for source, target in pairs.values_list("source_id", "target_id"):
        above[target].add(source)
    depths = dict.fromkeys(ids, 0)
    for _round in range(min(len(ids), 8)):
        for pk in ids:
            depths[pk] = max((depths[up] + 1 for up in above[pk]), default=0)
    return {pk: min(depth, 6) for pk, depth in depths.items()}


def postings(document: Document, *, hide_prices: bool) -> list[dict[str, Any]]:
    """The ledgers' own entries of this paper, under each ledger's name."""
    rows = ledgers.entries_of(document)
    for row in rows:
        # Goods on the way have no value yet; a zero would look like one.
        row["amount"] = None if hide_prices else row["amount"] or None
    if hide_prices:
        rows = [row for row in rows if row.get("quantity") is not None]
    by_label: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_label[str(row["label"])].append(row)
    return [{"label": label, "rows": found} for label, found in by_label.items()]


def comments(document: Document) -> list[dict[str, Any]]:
    found = prepared.rows("comments", _comments, paper=document.pk)
    return [{"at": c.at, "author": c.author.display_name, "text": c.text} for c in found]


def _comments() -> QuerySet[Comment]:
    return Comment.objects.filter(document=PAPER).select_related("author").order_by("id")
