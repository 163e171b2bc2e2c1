"""自检: whether the books agree, numbers run without gaps, and nothing is stuck; run on demand."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from documents import approvals, books, chains, numbering, registry, tasks, timeline, upkeep
from documents.flow import CHAIN
from documents.models import Document, Task
from documents.pages import url_for
from documents.settings_pages import OVERSEERS, only_for
from masterdata.calendar import firm_calendar
from masterdata.roles import Role, holders
from ui.punctuation import listed

MOST = 50
Rows = list[list[dict[str, Any]]]


@require_http_methods(["GET", "POST"])
@only_for(*OVERSEERS)
def self_check(request: HttpRequest) -> HttpResponse:
    """GET shows how the program is; POST runs every check of the books once as well."""
    run = {"label": _("Check now"), "url": reverse("self_check"), "post": True, "tone": "primary"}
    context: dict[str, Any] = {
        "title": _("Self-check"),
        "subtitle": _("Recomputes every figure from its entries and looks for what is stuck"),
        "back_url": reverse("settings"),
        "actions": [run],
    }
    if request.method == "POST":
        context |= _results()
    else:
        context["note"] = _("Press “Check now”. It only reads; nothing is changed.")
        context["tables"] = [upkeep.table()]
    return render(request, "documents/settings/acts.html", context)


def _results() -> dict[str, Any]:
    parts = [
        (_("Books"), (_("Kind of check"), _("Subject"), _("What was found")), _breaches()),
        (_("Numbers with gaps"), (_("Number series"), _("Missing")), _gaps()),
        (_("Stuck papers"), (_("Number"), _("Why")), _stuck()),
        (_("Late tasks"), (_("Number"), _("Task"), _("Waits for"), _("Due")), _late()),
        (_("Settings"), (_("What"), _("Why")), _settings()),
    ]
    facts = [
        {"label": title, "value": len(rows) or "✓", "tone": "bad" if rows else "good"}
        for title, _labels, rows in parts
    ]
    tables = [
        {
            "title": title,
            "columns": [{"label": label} for label in labels],
            "rows": [{"cells": cells} for cells in rows[:MOST]],
            "empty": _("Nothing found: all is well."),
        }
        for title, labels, rows in parts
    ]
    checked = gettext("%(checks)s checks of the books were run at %(time)s.") % {
        "checks": len(books.names()),
        "time": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }
    return {"facts": facts, "tables": [*tables, upkeep.table()], "note": checked}


def _texts(*texts: object) -> list[dict[str, Any]]:
    return [{"text": text} for text in texts]


def _breaches() -> Rows:
    return [
        [*_texts(breach.check, breach.subject), {"text": breach.sentence, "tone": "bad"}]
        for breach in books.run_checks()
    ]


def _gaps() -> Rows:
    return [
        _texts(each.stem, listed(each.missing[:20])) for each in numbering.series() if each.missing
    ]


def _stuck() -> Rows:
    """Papers whose next desk or role nobody else can fill, and papers nobody is awaited for."""
    waiting = tasks.open_tasks().filter(kind=Task.STATE, document__isnull=False)
    waiting = waiting.exclude(role="").select_related("document", "document__maker")
    held = {role: set(holders(role).values_list("pk", flat=True)) for role in Role}
    rows = []
    for task in waiting.order_by("document_id"):
        why = _why_stuck(task, held)
        if why and task.document:
            number = {"text": task.document.number, "url": url_for(task.document)}
            rows.append([number, {"text": why}])
    return rows


def _why_stuck(task: Task, held: dict[Role, set[int]]) -> str:
    document = task.document
    if document is None:
        return ""
    state = registry.get(document.type).state(document.state)
    roles = [Role(role) for role in (task.role, task.escalated_to) if role]
    if isinstance(state.waits_for, tuple):
        roles += state.waits_for
    able = set().union(*(held[role] for role in roles))
    words = {"role": " / ".join(str(role.label) for role in dict.fromkeys(roles))}
    if not able:
        return gettext("nobody holds the role %(role)s") % words
    if state.waits_for is CHAIN:
        able -= timeline.editors_of(document) | approvals.signed_by(document)
        if not able:
            return gettext("no other person holds the role %(role)s") % words
    return ""


def _late() -> Rows:
    now = timezone.now()
    late = tasks.open_tasks().filter(Q(due_at__lt=now)).select_related("document", "person")
    return [_late_row(task) for task in late.order_by("due_at", "id")]


def _late_row(task: Task) -> list[dict[str, Any]]:
    document: Document | None = task.document
    number = {"text": document.number, "url": url_for(document)} if document else {"text": ""}
    who = task.person.display_name if task.person else Role(task.role).label
    due = f"{timezone.localtime(task.due_at):%Y-%m-%d %H:%M}" if task.due_at else ""
    return [number, *_texts(tasks.words_of(task), who, due)]


def _settings() -> Rows:
    """What is not set up: a chain without desks, a year without holidays."""
    rows = [
        _texts(document_type.label, gettext("has no approval chain; nothing can be submitted"))
        for document_type in _types_without_chain()
    ]
    warning = firm_calendar().warning_for(timezone.localdate())
    return [*rows, _texts(_("Calendar"), warning)] if warning else rows


def _types_without_chain() -> Iterable[Any]:
    chained = (each for each in registry.all_types() if each.has_chain)
    return [document_type for document_type in chained if not chains.desks_of(document_type)]
