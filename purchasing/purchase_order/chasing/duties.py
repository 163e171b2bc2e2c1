"""Every night: which open lines are due soon or overdue, and who is to ask for them (R104)."""

from datetime import datetime, timedelta

from django.utils import timezone

from documents import tasks
from documents.recurring import register_duty
from masterdata.calendar import firm_calendar
from purchasing.purchase_order.chasing import errands
from purchasing.purchase_order.chasing.models import ChaseReminder
from purchasing.purchase_order.chasing.queries import open_lines
from purchasing.purchase_order.chasing.rounds import DAYS_BEFORE, round_on


def remind(now: datetime) -> str:
    """Whatever is due by now and was not yet reminded, line by line; missed nights included.

    Of several rounds that were missed only the last is asked for: one call answers them all.
    """
    today = timezone.localdate(now)
    due = open_lines().filter(
        body__head__held=False, due_on__lte=today + timedelta(days=DAYS_BEFORE)
    )
    rows = list(due.order_by("body_id", "line_no"))
    lines = {line.pk: line.body_id for line in rows}
    calendar = firm_calendar()
    known = set(
        ChaseReminder.objects.filter(line_id__in=lines).values_list(
            "line_id", "promised_on", "round"
        )
    )
    wanted = [(x.pk, x.due_on, round_on(x.due_on, today=today, calendar=calendar)) for x in rows]
    fresh = [
        ChaseReminder(line_id=pk, promised_on=due_on, round=number, sent_at=now)
        for pk, due_on, number in wanted
        if number is not None and (pk, due_on, number) not in known
    ]
    ChaseReminder.objects.bulk_create(fresh, ignore_conflicts=True)
    touched = {lines[reminder.line_id] for reminder in fresh}
    opened = errands.follow(touched | _with_errands(), at=now)
    return f"{len(fresh)} lines to chase, {opened} tasks opened"


def _with_errands() -> set[int]:
    """Orders that were put on hold, or otherwise need no chasing any more, lose their tasks."""
    there = tasks.open_tasks().filter(kind__in=errands.TITLES, document__isnull=False)
    return {pk for pk in there.values_list("document_id", flat=True) if pk}


def register() -> None:
    register_duty("chase deliveries", remind)
