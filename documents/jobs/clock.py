"""The clock of the workers: once a day the duties are queued; a night that was missed, once."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from documents.jobs import queue
from documents.models import Job

DUTIES = "duties"
TITLE = gettext_noop("Duties of the day")


def strike(*, at: datetime) -> Job | None:
    """The job of the last night that was due, if nobody queued it: one row a day, by its key."""
    day = due_day(at)
    order = queue.Order(DUTIES, TITLE, {"day": f"{day:%Y-%m-%d}"}, key=key_of(day))
    return queue.add_once(order, at=at)


def job_of(*, at: datetime) -> Job:
    strike(at=at)
    return Job.objects.get(key=key_of(due_day(at)))


def due_day(at: datetime) -> date:
    """The day whose duties were the last to fall due: today's from the set hour on."""
    local = timezone.localtime(at)
    return local.date() - timedelta(days=local.time() < time.fromisoformat(settings.DUTIES_AT))


def key_of(day: date) -> str:
    return f"{DUTIES} {day:%Y-%m-%d}"
