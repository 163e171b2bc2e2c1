"""Duties by the calendar, run at night by a worker; a missed night is caught up (G12)."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from documents import escalation, tasks
from documents.models import Task
from masterdata.calendar import firm_calendar
from masterdata.roles import Role

logger = logging.getLogger(__name__)
# The task's title is stored in English and shown in the reader's language.
ENTER_HOLIDAYS = gettext_noop("Enter next year's holidays and make-up working days")
Duty = Callable[[datetime], str]
_duties: dict[str, Duty] = {}
_reading: set[str] = set()


def register_duty(name: str, duty: Duty, *, reads: bool = False) -> None:
    """A duty is safe to run at any hour and twice; it returns a sentence of what it did.

    One that `reads` for a long time and writes little opens the transactions that it needs itself.
    """
    if name in _duties:
        raise ValueError(f"duty {name} twice")
    _duties[name] = duty
    if reads:
        _reading.add(name)


def names() -> list[str]:
    return sorted(_duties)


def reads(name: str) -> bool:
    return name in _reading


def do(name: str, *, now: datetime) -> str:
    return _duties[name](now)


def run_all(*, now: datetime) -> list[str]:
    """Every duty in a transaction of its own: one that fails does not hold up the others."""
    done = []
    for name in names():
        try:
            with nullcontext() if reads(name) else transaction.atomic():
                done.append(f"{name}: {do(name, now=now)}")
        except Exception:
            logger.exception("the duty %s failed", name)
            done.append(f"{name}: failed, see the log")
    return done


def _escalate(now: datetime) -> str:
    return f"{tasks.escalate(now=now)} escalated"


def _escalate_late(now: datetime) -> str:
    return f"{escalation.escalate_late(now=now)} escalated"


def _holidays(now: datetime) -> str:
    """From mid-November on somebody is asked for next year's holidays, due on 15 December."""
    today = timezone.localdate(now)
    year = today.year + 1
    asked = tasks.open_tasks().filter(kind=f"holidays-{year}")
    if year in firm_calendar().known_years:
        done = asked.update(closed_at=now)
        return f"the holidays of {year} are known, {done} task closed"
    if (today.month, today.day) < (11, 15) or asked.exists():
        return "nothing to ask for"
    due = datetime.combine(date(today.year, 12, 15), time(18), timezone.get_current_timezone())
    Task.objects.create(
        kind=f"holidays-{year}",
        title=ENTER_HOLIDAYS,
        role=Role.ADMINISTRATOR,
        opened_at=now,
        due_at=due,
    )
    return f"the holidays of {year} are asked for"


register_duty("escalate", _escalate)
register_duty("escalate late tasks", _escalate_late)
register_duty("holidays", _holidays)
