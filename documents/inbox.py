"""待办: what waits for the user, late first, with the steps he can take at once; and urging."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from documents import approvals, registry, statements, tasks
from documents.errors import Refused
from documents.flow import CHAIN, MAKER, DocumentType, Step
from documents.models import Document, Task
from documents.pages import pages_of, url_for
from documents.visibility import visible_to
from masterdata.roles import Role
from ui import prepared
from ui.rights import may_see_prices
from ui.safe_next import safe_next
from ui.values import moment

if TYPE_CHECKING:
    from masterdata.models import User

MOST = 200
Shown = dict[str, Any]
# Where this user does this errand; empty: on the page of its paper.
Address = Callable[[Task, "User"], str]
# Where tasks that hang on no paper are done, by how their kind begins.
_places = {"holidays-": "calendar"}
# Errands that are done on another page than that of their paper, by kind.
_own_pages: dict[str, Address] = {}


def register_place(kind: str, url_name: str) -> None:
    """Tasks whose kind begins so lead to this page."""
    _places[kind] = url_name


def register_own_page(kind: str, address: Address) -> None:
    """An errand of this kind leads to this page whom the address lets there."""
    _own_pages[kind] = address


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Own tasks, or with `?of=mine` the own papers that wait for somebody else."""
    user: Any = request.user
    now = timezone.now()
    of_mine = request.GET.get("of") == "mine"
    found = waiting_elsewhere(user, now=now) if of_mine else tasks.tasks_of(user, now=now)
    shown = shown_tasks(found[:MOST], user=user, now=now)
    for task in shown:
        if of_mine:
            task["urge_url"] = reverse("urge", args=[task["pk"]])
    here = reverse("inbox")
    tabs = [
        {"label": _("Waits for me"), "url": here, "is_current": not of_mine},
        {"label": _("My papers that wait"), "url": f"{here}?of=mine", "is_current": of_mine},
    ]
    context = {"title": _("What waits for me"), "groups": _groups(shown, now=now), "tabs": tabs}
    return render(request, "documents/inbox.html", context)


def _groups(shown: Sequence[Shown], *, now: datetime) -> list[dict[str, Any]]:
    today = timezone.localdate(now)

    def due_today(task: Shown) -> bool:
        return bool(task["due_at"]) and timezone.localdate(task["due_at"]) == today

    parts: list[tuple[str | Promise, str, list[Shown]]] = [
        (_("Late"), "bad", [t for t in shown if t["is_late"]]),
        (_("Due today"), "warning", [t for t in shown if not t["is_late"] and due_today(t)]),
        (_("Later"), "neutral", [t for t in shown if not t["is_late"] and not due_today(t)]),
    ]
    return [{"title": title, "tone": tone, "tasks": part} for title, tone, part in parts if part]


def waiting_elsewhere(user: "User", *, now: datetime) -> QuerySet[Task]:
    """Tasks of papers that this user made and that somebody else must move on."""
    own = tasks.tasks_of(user, now=now).order_by().values("pk")
    return (
        tasks.open_tasks()
        .filter(document__maker=user)
        .exclude(Q(pk__in=own) | Q(person=user) | Q(escalated_person=user))
        .select_related(*tasks.SHOWN_WITH)
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )


def counts(user: "User", *, now: datetime) -> dict[str, int]:
    """How many tasks are open and how many of them late: one small query, for every page."""
    held = approvals.standings(user, on=timezone.localdate(now))
    found = prepared.figures(
        ("tasks", statements.who_holds(user, held)),
        lambda: tasks.tasks_by(user, held).order_by().values("due_at"),
        "COUNT(*), COUNT(CASE WHEN due_at < %s THEN 1 END)",
        values=[moment(now)],
    )
    task_count, late_count = found or (0, 0)
    return {"task_count": task_count, "late_count": late_count}


def frame_part(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page shows of the inbox."""
    user: Any = request.user
    return {"inbox_url": reverse("inbox"), **counts(user, now=timezone.now())}


def shown_tasks(found: Iterable[Task], *, user: "User", now: datetime) -> list[Shown]:
    """Tasks as the page takes them; nothing is asked of the database per task."""
    standings = approvals.standings(user, on=timezone.localdate(now))
    known = list(found)
    subjects = subjects_of([task.document for task in known if task.document])
    return [
        _shown(task, user=user, now=now, standings=standings, subjects=subjects) for task in known
    ]


def subjects_of(papers: Iterable[Document]) -> dict[int, str]:
    """By key, what papers without a party are about; one question for each type that tells it."""
    keys: dict[str, set[int]] = defaultdict(set)
    for paper in papers:
        if paper.party_id is None:
            keys[paper.type].add(paper.pk)
    found: dict[int, str] = {}
    for code, among in keys.items():
        pages = pages_of(code)
        if pages and pages.subject:
            bodies = pages.type.body._default_manager.filter(pk__in=among)
            for body in bodies.select_related("head", *pages.subject_with):
                found[body.pk] = str(pages.subject(body))
    return found


def _shown(
    task: Task,
    *,
    user: "User",
    now: datetime,
    standings: Sequence[approvals.Standing],
    subjects: Mapping[int, str],
) -> Shown:
    document = task.document
    shown: Shown = {
        "pk": task.pk,
        "title": tasks.words_of(task),
        "who": _who(task, standings=standings, user=user),
        "opened_at": timezone.localtime(task.opened_at),
        "due_at": timezone.localtime(task.due_at) if task.due_at else None,
        "is_late": bool(task.due_at and task.due_at < now),
        "rule": task.rule,
    }
    place = next((url for kind, url in _places.items() if task.kind.startswith(kind)), "")
    if place:
        shown["url"] = reverse(place)
    if document is not None:
        shown |= {
            "number": document.number,
            "url": url_for(document),
            "party": _about(task, document, subjects),
            "total": document.total if _sees_total(task, document, user) else None,
            "version": document.version,
            "offers": _offers(task, document, standings=standings, user=user),
        }
        if task.kind in _own_pages:
            shown["url"] = _own_pages[task.kind](task, user) or shown["url"]
    return shown


def _about(task: Task, document: Document, subjects: Mapping[int, str]) -> str:
    """Whom it is about; of a paper without anybody, what the paper is about."""
    party = task.party or document.party
    return party.name if party else subjects.get(document.pk, "")


def _sees_total(task: Task, document: Document, user: "User") -> bool:
    """By the right that the paper's own pages name: a sale is approved by its amount too.

    The total of a paper of many parties is none of the one whom the task is about.
    """
    if task.party_id not in (None, document.party_id):
        return False
    pages = pages_of(document.type)
    return bool(document.total) and (pages.sees_prices if pages else may_see_prices)(user)


def _who(task: Task, *, standings: Sequence[approvals.Standing], user: "User") -> str:
    """Whose task it is; for whom, when he is a deputy; who asked for haste; who was passed."""
    parts = [str(Role(task.role).label) if task.role else ""]
    if task.person and task.person != user:
        parts.append(task.person.display_name)
    absent = _stands_for(task, standings=standings, user=user)
    if absent:
        parts.append(gettext("as deputy of %(name)s") % {"name": absent.display_name})
    if task.escalated_to:
        role = Role(task.escalated_to).label
        parts.append(gettext("passed on to %(role)s") % {"role": role})
    if task.escalated_person and task.escalated_person != user:
        name = task.escalated_person.display_name
        parts.append(gettext("passed on to %(role)s") % {"role": name})
    if task.urged_by:
        parts.append(gettext("urged by %(name)s") % {"name": task.urged_by.display_name})
    return " · ".join(part for part in parts if part)


def _stands_for(
    task: Task, *, standings: Sequence[approvals.Standing], user: "User"
) -> "User | None":
    """The absent person through whom the task is his; None when it is his own."""
    people = {person for person in (task.person, task.escalated_person) if person}
    if user in people:
        return None
    for standing in standings:
        roles = {str(role) for role in standing.roles}
        if standing.acting_for in people or roles & _roles_of(task):
            return standing.acting_for
    return None


def _roles_of(task: Task) -> set[str]:
    """The roles a task waits for: of its state if that names several, and of the escalation."""
    roles = {task.role, task.escalated_to} - {""}
    if task.document is not None and task.kind == Task.STATE and task.role:
        waits_for = registry.get(task.document.type).state(task.document.state).waits_for
        if isinstance(waits_for, tuple):
            roles |= {str(role) for role in waits_for}
    return roles


def _offers(
    task: Task, document: Document, *, standings: Sequence[approvals.Standing], user: "User"
) -> list[dict[str, Any]]:
    """Steps forward that need neither form nor reason: one click; the engine checks the rest."""
    if task.kind != Task.STATE:
        return []
    document_type = registry.get(document.type)
    mine = {str(role) for standing in standings for role in standing.roles}
    at_his_desk = bool(mine & _roles_of(task))
    steps = document_type.steps_from(document.state)
    return [
        _offer(document_type, document, step)
        for step in steps
        if _is_direct(step) and _is_his(step, document, user=user, at_desk=at_his_desk, mine=mine)
    ]


def _is_direct(step: Step) -> bool:
    forward = step.tone in ("primary", "good") and bool(step.target)
    return forward and not (step.form or step.needs_reason)


def _is_his(step: Step, document: Document, *, user: "User", at_desk: bool, mine: set[str]) -> bool:
    if step.different_person and document.maker_id == user.pk:
        return False
    if step.by is CHAIN:
        return at_desk
    if step.by is MAKER:
        return document.maker_id == user.pk
    return isinstance(step.by, tuple) and bool(mine & {str(role) for role in step.by})


def _offer(document_type: DocumentType, document: Document, step: Step) -> dict[str, Any]:
    try:
        url = reverse(f"{document_type.code}_step", args=[document.pk, step.code])
    except NoReverseMatch:
        url = ""
    return {
        "code": f"{step.code}-{document.pk}",
        "label": step.label,
        "url": url,
        "tone": step.tone,
        "allowed": True,
        "key": uuid.uuid4(),
    }


@require_POST
def urge(request: HttpRequest, pk: int) -> HttpResponse:
    """催办, by anybody who may see the paper."""
    user: Any = request.user
    task = get_object_or_404(Task, pk=pk, document__in=visible_to(user))
    try:
        tasks.urge(task, actor=user, at=timezone.now())
        messages.success(request, _("The task is marked as urgent for whoever it waits for."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(safe_next(request, reverse("inbox") + "?of=mine"))
