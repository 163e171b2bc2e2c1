"""On the managers' first screen: what was prompt today, what runs, and what is late now."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.pages import url_for
from masterdata.roles import has_any
from orders.in_times import clocks
from orders.in_times.access import OVERSEERS
from orders.in_times.models import InTime
from ui import prepared
from ui.panels import Panel, register_panel
from ui.values import present

MOST = 8
RUNNING = Q(stopped_at__isnull=True)


def context(request: HttpRequest) -> dict[str, Any]:
    """Two queries: the figures of today, and the clocks that run too long."""
    now = timezone.now()
    labels = (_("In-time"), _("Document"), _("Customer"), _("Person"), _("Due"))
    return {
        "facts": _facts(now),
        "url": reverse("in_times"),
        "table": {
            "columns": [{"label": label} for label in labels],
            "rows": [_row(clock) for clock in prepared.rows("late clocks", _late)],
        },
    }


def _late() -> "QuerySet[InTime]":
    late = clocks.running().filter(due_at__lt=present())
    return late.select_related("document__party", "person").order_by("due_at", "pk")[:MOST]


def _facts(now: datetime) -> list[dict[str, Any]]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = stopped_since(midnight)
    figures = InTime.objects.filter(today | RUNNING).aggregate(
        done=Count("pk", filter=today),
        done_late=Count("pk", filter=today & clocks.late(now=now)),
        running=Count("pk", filter=RUNNING),
        late=Count("pk", filter=RUNNING & Q(due_at__lt=now)),
    )
    here = reverse("in_times")
    return [
        {"label": _("Done today"), "value": str(figures["done"])},
        _warned(_("Of which late"), figures["done_late"], f"{here}?late=on"),
        {"label": _("Running"), "value": str(figures["running"]), "url": f"{here}?running=on"},
        _warned(_("Late now"), figures["late"], f"{here}?late=on&running=on"),
    ]


def stopped_since(moment: datetime) -> Q:
    return Q(stopped_at__gte=moment, minutes__isnull=False)


def _warned(label: Any, count: int, url: str) -> dict[str, Any]:
    return {"label": label, "value": str(count), "url": url, "tone": "bad" if count else ""}


def _row(clock: InTime) -> dict[str, Any]:
    party = clock.document.party
    return {
        "cells": [
            {"text": clock.get_rule_display()},
            {"text": clock.document.number, "url": url_for(clock.document)},
            {"text": (party.short_name or party.name) if party else ""},
            {"text": clock.who},
            {"text": f"{timezone.localtime(clock.due_at):%m-%d %H:%M}", "tone": "bad"},
        ]
    }


def register() -> None:
    register_panel(
        Panel(
            "in-times",
            _("Three in-times"),
            "orders/in_times/_today.html",
            context,
            order=30,
            may_see=lambda user: has_any(user, OVERSEERS),
        )
    )
