"""One month: what stands in the way of closing it, the figures of its last day, and its trace."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents import periods, registry
from documents.models import Document, Period, PeriodEvent
from documents.month_figures import MONEY
from documents.pages import url_for
from documents.period_pages import READERS
from documents.settings_pages import only_for
from documents.visibility import readable_types
from finance.closing.models import MonthFigures
from finance.closing.recording import Compared, compared, kept_of
from masterdata.fields import MONEY_PLACES, unscaled
from masterdata.roles import Role, roles_of
from ui import formats

MOST_EVENTS = 50


@require_GET
@only_for(*READERS)
def closing_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    first = _month(year, month)
    today = timezone.localdate()
    if periods.month_of(today) < first:
        raise Http404
    closed = periods.is_closed(first)
    waiting = [] if closed else periods.unposted(first)
    period = Period.objects.filter(month=first).first()
    kept = kept_of(period) if period and period.closed_at else None
    roles = roles_of(request.user)
    context = {
        "title": gettext("Closing of %(month)s") % {"month": f"{first:%Y-%m}"},
        "badge": _badge(closed=closed),
        "back_url": reverse("months"),
        "sentence": _sentence(first, waiting, closed=closed),
        "is_ready": not closed and not waiting and first < periods.month_of(today),
        "acts": _acts(first, roles, closed=closed, ready=not waiting, today=today),
        "waiting": _papers(waiting, request.user) if waiting else None,
        "figures": _figures(compared(first, kept), kept),
        "trace": _trace(period),
    }
    return render(request, "finance/closing/month.html", context)


def _month(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except (ValueError, OverflowError) as fault:
        raise Http404 from fault


def _badge(*, closed: bool) -> dict[str, Any]:
    if closed:
        return {"label": _("Books closed"), "tone": "neutral"}
    return {"label": _("Books open"), "tone": "good"}


def _sentence(month: date, waiting: list[Document], *, closed: bool) -> str:
    if closed:
        return gettext("This month is closed: nothing is posted into it any more.")
    if waiting:
        return gettext(
            "These documents still wait to be posted; post or void them, then close the month."
        )
    if month >= periods.month_of(timezone.localdate()):
        return gettext("The month is not over yet; nothing else stands in the way so far.")
    return gettext("Nothing stands in the way: the month, and all before it, can be closed.")


def _acts(
    month: date, roles: frozenset[Role], *, closed: bool, ready: bool, today: date
) -> list[dict[str, Any]]:
    """What this user may do; reopening takes every later month with it."""
    place = [month.year, month.month]
    if closed and roles & periods.REOPENERS:
        url = reverse("month_reopen", args=place)
        return [{"label": _("Reopen the month"), "url": url, "tone": "danger", "reason": True}]
    over = month < periods.month_of(today)
    if not closed and ready and over and roles & periods.CLOSERS:
        return [
            {
                "label": _("Close the month"),
                "url": reverse("month_close", args=place),
                "tone": "primary",
            }
        ]
    return []


def _papers(waiting: list[Document], user: Any) -> dict[str, Any]:
    readable = {each.code for each in readable_types(user)}
    labels = (_("Document date"), _("Type"), _("Number"), _("State"))
    rows = []
    for paper in waiting:
        document_type = registry.get(paper.type)
        state = document_type.state(paper.state)
        url = url_for(paper) if paper.type in readable else ""
        cells = [
            {"text": formats.day(paper.date)},
            {"text": document_type.label},
            {"text": paper.number, "url": url},
            {"badge": {"label": state.label, "tone": state.tone}},
        ]
        rows.append({"cells": cells, "url": url})
    return {"columns": [{"label": label} for label in labels], "rows": rows}


def _figures(found: list[Compared], kept: MonthFigures | None) -> dict[str, Any]:
    """Without a closing only what the entries say; with one, both beside each other."""
    columns = [{"label": _("Figure")}, {"label": _("By the entries"), "align": "end"}]
    if kept is not None:
        columns += [{"label": _("At the closing"), "align": "end"}, {"label": _("Agrees")}]
    rows = []
    for each in found:
        kind = each.figure.kind
        cells = [{"text": each.figure.label}, {"text": _text(each.figure.value, kind)}]
        if kept is not None:
            cells += [
                {"text": _text(each.kept or 0, kind)},
                {"text": "✓" if each.holds else gettext("differs")},
            ]
        rows.append({"cells": cells, "tone": "" if each.holds else "bad"})
    return {"columns": columns, "rows": rows}


def _text(value: int, kind: str) -> str:
    return formats.money(unscaled(value, MONEY_PLACES)) if kind == MONEY else str(value)


def _trace(period: Period | None) -> dict[str, Any]:
    labels = (_("At"), _("By"), _("What"), _("Reason"), _("Hash of the figures"))
    events: Any = PeriodEvent.objects.filter(period=period).select_related("actor")
    kept = MonthFigures.objects.filter(event__period=period)
    hashes = dict(kept.values_list("event_id", "hash"))
    rows = [
        {
            "cells": [
                {"text": formats.moment(event.at)},
                {"text": event.actor.display_name},
                {"text": gettext("closed") if event.closed else gettext("reopened")},
                {"text": event.reason},
                {"text": hashes.get(event.pk, "")[:16], "hint": hashes.get(event.pk, "")},
            ]
        }
        for event in (events.order_by("-id")[:MOST_EVENTS] if period else ())
    ]
    return {"columns": [{"label": label} for label in labels], "rows": rows}
