"""Every month: whoever moved last month gets a statement by the third working day (R133)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from documents import tasks
from documents.models import Task
from documents.recurring import register_duty
from finance.parties.models import Side
from finance.statement.actions import without_statement
from finance.statement.forms import last_month
from masterdata.calendar import firm_calendar
from masterdata.roles import Role

# The task's title is stored in English and shown in the reader's language.
MAKE_STATEMENTS = gettext_noop("Send last month's statements of account to the suppliers")
WORKING_DAY = 3


def ask(now: datetime) -> str:
    """Opens the task with the month, closes it when every supplier that moved has a statement."""
    month = last_month(timezone.localdate(now))
    first, last = month["first"], month["last"]
    missing = len(without_statement(Side.PAYABLE, first=first, last=last))
    kind = f"statements-{first:%Y-%m}"
    known = Task.objects.filter(kind=kind)
    if not missing:
        done = tasks.open_tasks().filter(kind=kind).update(closed_at=now)
        return f"every supplier has a statement of {first:%Y-%m}, {done} task closed"
    if known.exists():
        return f"{missing} suppliers still have no statement of {first:%Y-%m}"
    calendar = firm_calendar()
    due = calendar.end_of_working_day(calendar.add_working_days(last, WORKING_DAY))
    Task.objects.create(
        kind=kind, title=MAKE_STATEMENTS, role=Role.ACCOUNTANT, opened_at=now, due_at=due
    )
    return f"statements of {first:%Y-%m} are asked for {missing} suppliers"


def register() -> None:
    register_duty("statements", ask)
