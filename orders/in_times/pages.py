"""三个及时: every clock as a list, each person's record, and urging what runs."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from documents.errors import Refused
from documents.pages.doors import tell
from orders.in_times import clocks
from orders.in_times.access import require_reader, seen_by
from orders.in_times.lists import InTimeFilter, InTimeTable, RecordFilter, RecordTable
from orders.in_times.models import Rule
from orders.in_times.record import Record, picture, records
from ui.filters import FilterSet
from ui.ids import ids_in
from ui.listing import Memory, in_force, listing
from ui.safe_next import safe_next

MOST_URGED = 200
TITLE = _("Three in-times")
CHASE = (str(Rule.T4), "on")


@require_GET
def in_times(request: HttpRequest) -> HttpResponse:
    """The latest first; those that are late are the breach list."""
    found = seen_by(require_reader(request)).select_related("document__party", "person")
    chosen = in_force(request, Memory.of(request), InTimeFilter)
    urging = {"code": "urge", "label": _("Urge"), "icon": "bell"}
    return listing(
        request,
        queryset=found.order_by("-started_at", "-pk"),
        table_class=InTimeTable,
        filter_class=InTimeFilter,
        title=TITLE,
        extra={
            "tabs": _tabs(_view_of(chosen)),
            "batch_url": reverse("in_times_urge"),
            "batch_actions": [urging],
        },
    )


@require_GET
def in_times_record(request: HttpRequest) -> HttpResponse:
    """By person and rule: how many, how many on time, and how long it usually takes."""
    found = seen_by(require_reader(request))
    shown: list[Record] = []

    def rows(conditions: FilterSet) -> list[Record]:
        made = records(conditions.filter_queryset(found), now=timezone.now())
        shown[:] = [replace(row, url=_clocks_of(row, request)) for row in made]
        return shown

    return listing(
        request,
        queryset=rows,
        table_class=RecordTable,
        filter_class=RecordFilter,
        title=TITLE,
        extra={"tabs": _tabs("in_times_record"), "charts": lambda: [picture(shown)]},
    )


def _clocks_of(row: Record, request: HttpRequest) -> str:
    """The clocks behind a row, in the same time."""
    names = ("started", "started_from", "started_to")
    kept = {name: request.GET[name] for name in names if request.GET.get(name)}
    person = {"person": str(row.person_id)} if row.person_id else {}
    return reverse("in_times", query={"rule": row.rule, **person, **kept})


def _view_of(chosen: QueryDict) -> str:
    """Which of the tabs these conditions are."""
    if not chosen.get("late"):
        return "in_times"
    return "chase" if (chosen.get("rule"), chosen.get("running")) == CHASE else "late"


def _tabs(current: str) -> list[dict[str, Any]]:
    """催收 is what customers promised to pay and did not (R32)."""
    here = reverse("in_times")
    rule, running = CHASE
    tabs = (
        ("in_times", _("All"), f"{here}?late="),
        ("late", _("Late"), f"{here}?late=on"),
        ("chase", _("Customers to chase"), f"{here}?rule={rule}&late=on&running={running}"),
        ("in_times_record", _("By person"), reverse("in_times_record")),
    )
    return [
        {"label": label, "url": url, "is_current": name == current} for name, label, url in tabs
    ]


@require_POST
def in_times_urge(request: HttpRequest) -> HttpResponse:
    """催办: the ticked clocks that run and wait for somebody else."""
    user = require_reader(request)
    ticked = ids_in(request.POST)
    found = seen_by(user).filter(pk__in=ticked[:MOST_URGED]).order_by("pk")
    try:
        count = clocks.urge(found, actor=user, at=timezone.now())
    except Refused as refused:
        tell(request, refused)
    else:
        words = ngettext(
            "%(count)s task is marked as urgent.", "%(count)s tasks are marked as urgent.", count
        )
        messages.success(request, words % {"count": count})
    return HttpResponseRedirect(safe_next(request, reverse("in_times")))
