"""Cash that its driver still has after the day's end: a task for him, and the cashier is told."""

from datetime import datetime

from django.utils.translation import gettext_noop

from documents import tasks
from documents.inbox import register_place
from documents.models import Task
from documents.recurring import register_duty
from finance.cash_handover.drivers import rows
from masterdata.roles import Role

HAND, TELL = "hand_cash", "drivers_cash"
# The tasks' titles are stored in English and shown in the reader's language.
HAND_IT = gettext_noop("Hand over the cash that you collected")
TELL_IT = gettext_noop("Drivers have cash that was not handed over in time")


def remind(now: datetime) -> str:
    """Open what is missing, close what was handed over; told twice, the same."""
    late = [row for row in rows(now=now) if row.late]
    due: dict[int, datetime] = {}
    for row in reversed(late):
        if row.open.driver is not None and row.open.to_hand:
            due[row.open.driver.pk] = row.due
    opened = tasks.open_tasks().filter(kind=HAND)
    closed = opened.exclude(person__in=due).update(closed_at=now)
    known = set(opened.values_list("person_id", flat=True))
    for pk in sorted(due.keys() - known):
        Task.objects.create(
            kind=HAND, title=HAND_IT, person_id=pk, opened_at=now, due_at=due[pk], rule="R37"
        )
    _tell_the_cashier(bool(late), min(due.values(), default=now), now=now)
    return f"{len(due.keys() - known)} drivers reminded, {closed} done"


def _tell_the_cashier(is_late: bool, due: datetime, *, now: datetime) -> None:
    told = tasks.open_tasks().filter(kind=TELL)
    if not is_late:
        told.update(closed_at=now)
    elif not told.exists():
        Task.objects.create(
            kind=TELL, title=TELL_IT, role=Role.CASHIER, opened_at=now, due_at=due, rule="R37"
        )


def register() -> None:
    register_duty("drivers' cash", remind)
    register_place(HAND, "drivers_cash")
    register_place(TELL, "drivers_cash")
