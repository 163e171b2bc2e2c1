"""What the call log knows of order lines, and which lines are to be chased."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, DateTimeField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from purchasing.purchase_order.chasing.models import ChaseCall, ChaseCallLine, ChaseReminder
from purchasing.purchase_order.chasing.rounds import DAYS_BEFORE, goes_to_the_manager
from purchasing.purchase_order.models import LineState, PurchaseOrderLine

TODAY, SOON, LATE, ALL = "today", "soon", "late", "all"


def open_lines() -> "QuerySet[PurchaseOrderLine]":
    """Open lines of orders in fulfilment, with the day they are due."""
    return PurchaseOrderLine.objects.filter(
        line_state=LineState.OPEN, body__head__state="active"
    ).annotate(due_on=Coalesce("promised_on", "contract_on"))


def with_calls(lines: "QuerySet[Any]") -> "QuerySet[Any]":
    """The last call and what was agreed in it, by sub-select: one query for the page."""
    calls = ChaseCall.objects.filter(lines__line=OuterRef("pk")).order_by("-id")
    count = ChaseCallLine.objects.filter(line=OuterRef("pk")).order_by().values("line")
    return lines.annotate(
        last_chase=Subquery(calls.values("at")[:1], output_field=DateTimeField()),
        next_chase=Subquery(calls.values("next_on")[:1], output_field=DateField()),
        times_chased=Coalesce(Subquery(count.annotate(n=Count("pk")).values("n")), 0),
    )


def in_view(lines: "QuerySet[Any]", view: str, *, today: date) -> "QuerySet[Any]":
    """Orders on hold are nobody's to chase; they stand under “all” alone."""
    soon = today + timedelta(days=DAYS_BEFORE)
    running = lines.filter(body__head__held=False)
    if view == SOON:
        return running.filter(due_on__gte=today, due_on__lte=soon)
    if view == LATE:
        return running.filter(due_on__lt=today)
    if view == TODAY:
        not_agreed = Q(next_chase__isnull=True, due_on__lte=soon)
        return running.filter(not_agreed | Q(next_chase__lte=today))
    return lines


@dataclass(frozen=True)
class Waiting:
    """What an order is to be chased for: goods soon due, goods overdue, and the manager's help."""

    soon: bool = False
    late: bool = False
    manager: bool = False


def waiting(order_ids: Iterable[int]) -> dict[int, Waiting]:
    """Per order what was reminded and not answered since; orders with nothing are left out.

    A call answers the reminders before it; the manager is asked until the promise changes.
    """
    lines = open_lines().filter(body_id__in=list(order_ids), body__head__held=False)
    open_ones = {line.pk: line for line in lines}
    last = _last_reminders(open_ones)
    answers = _answers(open_ones)
    found: dict[int, Waiting] = {}
    for pk, reminder in last.items():
        broken_on = reminder.promised_on
        calls = [at for at in answers.get(pk, ()) if timezone.localdate(at) > broken_on]
        answered = any(at >= reminder.sent_at for at in answers.get(pk, ()))
        before = found.get(open_ones[pk].body_id, Waiting())
        found[open_ones[pk].body_id] = Waiting(
            soon=before.soon or (reminder.round == 0 and not answered),
            late=before.late or (reminder.round > 0 and not answered),
            manager=before.manager or goes_to_the_manager(reminder.round, len(calls)),
        )
    return found


def _last_reminders(lines: dict[int, Any]) -> dict[int, ChaseReminder]:
    """The latest reminder of each line's present promise; those of older promises are past."""
    reminders = ChaseReminder.objects.filter(line_id__in=lines).order_by("round", "id")
    return {r.line_id: r for r in reminders if r.promised_on == lines[r.line_id].due_on}


def _answers(lines: Iterable[int]) -> dict[int, list[Any]]:
    rows = ChaseCallLine.objects.filter(line_id__in=list(lines)).order_by("id")
    found: dict[int, list[Any]] = {}
    for pk, at in rows.values_list("line_id", "call__at"):
        found.setdefault(pk, []).append(at)
    return found
