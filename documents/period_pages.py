"""Months of the books: a list with what stands in the way, closing, reopening, and the trace."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from documents import periods
from documents.errors import Refused
from documents.models import Document, Period, PeriodEvent
from documents.settings_pages import only_for
from masterdata.roles import Role, roles_of
from ui.typed import typed

READERS = (Role.ACCOUNTANT, Role.GENERAL_MANAGER, Role.DEPUTY_GENERAL_MANAGER, Role.ADMINISTRATOR)
MOST_MONTHS = 36


@require_GET
@only_for(*READERS)
def months(request: HttpRequest) -> HttpResponse:
    known = {period.month: period for period in Period.objects.select_related("closed_by")}
    today = timezone.localdate()
    listed = list(_months_back(today, first=_first_month(today)))
    roles, until = roles_of(request.user), periods.closed_until()
    labels = (_("Month"), _("State"), _("By"), _("At"))
    table = {
        "columns": [{"label": label} for label in labels],
        "rows": [
            _row(month, known.get(month), roles, today=today, closed=bool(until and month <= until))
            for month in listed
        ],
        "empty": _("No month yet."),
    }
    context = {
        "title": _("Months"),
        "subtitle": _("Nothing is posted into a closed month; corrections go into the open one"),
        "tables": [table, _trace()],
    }
    return render(request, "documents/settings/acts.html", context)


def _first_month(today: date) -> date:
    earliest = Document.objects.aggregate(first=Min("date"))["first"]
    return periods.month_of(earliest or today)


def _months_back(today: date, *, first: date) -> Iterator[date]:
    """The present month and those before it, back to the first paper."""
    month = periods.month_of(today)
    for _number in range(MOST_MONTHS):
        if month < first:
            return
        yield month
        month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _row(
    month: date, period: Period | None, roles: frozenset[Role], *, today: date, closed: bool
) -> dict[str, Any]:
    badge = (
        {"label": _("Books closed"), "tone": "neutral"}
        if closed
        else {"label": _("Books open"), "tone": "good"}
    )
    cells: list[dict[str, Any]] = [
        {"text": f"{month:%Y-%m}", "url": _page_of(month)},
        {"badge": badge},
    ]
    if period and period.closed_at and period.closed_by:
        cells += [
            {"text": period.closed_by.display_name},
            {"text": f"{timezone.localtime(period.closed_at):%Y-%m-%d %H:%M}"},
        ]
    else:
        cells += [{"text": ""}, {"text": ""}]
    return {"cells": cells, "acts": _acts(month, roles, closed=closed, today=today)}


def _page_of(month: date) -> str:
    """What stands in the way of closing, and its figures; a page of an app above."""
    try:
        return reverse("closing_month", args=[month.year, month.month])
    except NoReverseMatch:
        return ""


def _acts(
    month: date, roles: frozenset[Role], *, closed: bool, today: date
) -> list[dict[str, Any]]:
    place = [month.year, month.month]
    if closed and roles & periods.REOPENERS:
        url = reverse("month_reopen", args=place)
        return [{"label": _("Reopen the month"), "url": url, "tone": "danger", "reason": True}]
    if not closed and roles & periods.CLOSERS and month < periods.month_of(today):
        return [
            {
                "label": _("Close the month"),
                "url": reverse("month_close", args=place),
                "tone": "primary",
            }
        ]
    return []


def _trace() -> dict[str, Any]:
    events = PeriodEvent.objects.select_related("period", "actor").order_by("-id")[:100]
    rows = [
        [
            f"{timezone.localtime(event.at):%Y-%m-%d %H:%M}",
            event.actor.display_name,
            str(event.period),
            gettext("closed") if event.closed else gettext("reopened"),
            event.reason,
        ]
        for event in events
    ]
    labels = (_("At"), _("By"), _("Month"), _("What"), _("Reason"))
    return {
        "title": _("Trace"),
        "columns": [{"label": label} for label in labels],
        "rows": [{"cells": [{"text": text} for text in row]} for row in rows],
        "empty": _("No month was closed yet."),
    }


def _month(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except (ValueError, OverflowError) as fault:
        raise Http404 from fault


@require_POST
def close(request: HttpRequest, year: int, month: int) -> HttpResponse:
    user: Any = request.user
    try:
        periods.close(_month(year, month), actor=user, at=timezone.now())
        messages.success(request, _("%(month)s is closed.") % {"month": f"{year}-{month:02}"})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("months")


@require_POST
def reopen(request: HttpRequest, year: int, month: int) -> HttpResponse:
    user: Any = request.user
    reason = typed(request, "reason")
    try:
        periods.reopen(_month(year, month), actor=user, at=timezone.now(), reason=reason)
        messages.success(request, _("%(month)s is open again.") % {"month": f"{year}-{month:02}"})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("months")
