"""Every change of a job's row, each by compare-and-set; and the queue that brings it to a worker.

The row is written and queued in one transaction with whatever asks for it: what is committed will
be done, what is rolled back was never asked for.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from documents.errors import Refused
from documents.jobs import kinds
from documents.models import Job
from ui.request_id import current_request_id

if TYPE_CHECKING:
    from masterdata.models import User

MOST_UNFINISHED = 20
LATE_AFTER = timedelta(minutes=10)
LONGEST_SENTENCE = 500


@dataclass(frozen=True)
class Order:
    """What is to be done; `key` is for what is done once, whoever asks how often."""

    kind: str
    title: str
    data: Mapping[str, Any] = field(default_factory=dict)
    total: int = 0
    key: str = ""


@task()
def carry_out(job_id: int) -> str:
    """What lies in the queue; it may lie there twice, for only one of them can claim the job."""
    from documents.jobs.performing import perform  # which needs this module

    return perform(job_id)


def add(order: Order, *, at: datetime, owner: "User | None" = None) -> Job:
    if owner is not None:
        require_room(owner)
    with transaction.atomic():
        job = Job.objects.create(
            owner=owner,
            kind=order.kind,
            title=order.title[:200],
            data=dict(order.data),
            total=order.total,
            key=order.key,
            made_at=at,
            not_before=at,
            queued_at=at,
            request_id=current_request_id(),
        )
        _enqueue(job, at=at)
    return job


def add_once(order: Order, *, at: datetime) -> Job | None:
    """None if there is one of this key: however many workers and whatever they see of another."""
    if Job.objects.filter(key=order.key).exists():
        return None
    try:
        with transaction.atomic():
            return add(order, at=at)
    except IntegrityError:
        if Job.objects.filter(key=order.key).exists():
            return None
        raise


def require_room(owner: "User") -> None:
    if Job.objects.filter(owner=owner, status__in=Job.UNFINISHED).count() >= MOST_UNFINISHED:
        raise Refused(
            _("You have %(most)s jobs waiting. Wait for them, or cancel some, and ask again.")
            % {"most": MOST_UNFINISHED}
        )


def _enqueue(job: Job, *, at: datetime) -> None:
    """The task lies in the same database, so it is there when the job is."""
    later = job.not_before if job.not_before > at else None
    found = carry_out.using(priority=kinds.get(job.kind).priority, run_after=later).enqueue(job.pk)
    Job.objects.filter(pk=job.pk).update(task_id=found.id, queued_at=at)


def _task_of(job: Job) -> "QuerySet[DBTaskResult]":
    return DBTaskResult.objects.filter(Q(id=job.task_id))


# --- Held by a worker ------------------------------------------------------------------------


def claim(job_id: int, *, at: datetime) -> Job | None:
    """The job for this caller alone; None if it is not waiting (any more)."""
    holder = secrets.token_hex(16)
    waiting = Job.objects.filter(pk=job_id, status=Job.Status.WAITING, not_before__lte=at)
    claimed = waiting.update(
        status=Job.Status.RUNNING,
        holder=holder,
        attempts=F("attempts") + 1,
        started_at=at,
        beat_at=at,
        done=0,
        sentence="",
    )
    return Job.objects.select_related("owner").get(pk=job_id) if claimed else None


def held(job: Job) -> "QuerySet[Job]":
    """The row while it is still this holder's; changing it tells whether it was."""
    return Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, holder=job.holder)


def finish(job: Job, status: str, *, at: datetime, sentence: str = "", **result: Any) -> None:
    """End it, if it is still held; else `Lost`, and everything of this transaction is undone."""
    with transaction.atomic():
        ended = held(job).update(
            status=status,
            finished_at=at,
            beat_at=None,
            holder="",
            sentence=sentence[:LONGEST_SENTENCE],
            **result,
        )
        if not ended:
            raise kinds.Lost
        _tell_of_failure(job, status, at=at, sentence=sentence)


def _tell_of_failure(job: Job, status: str, *, at: datetime, sentence: str) -> None:
    tell = kinds.get(job.kind).failed
    if status == Job.Status.FAILED and tell is not None:
        job.sentence = sentence[:LONGEST_SENTENCE]
        tell(job, at)


def put_back(
    job: Job, *, at: datetime, wait: timedelta = timedelta(0), sentence: str = "", counts: bool
) -> None:
    """To the queue again; `counts` says whether the attempt was one."""
    with transaction.atomic():
        not_before = at + wait
        left = held(job).update(
            status=Job.Status.WAITING,
            holder="",
            beat_at=None,
            not_before=not_before,
            attempts=F("attempts") - (0 if counts else 1),
            sentence=sentence[:LONGEST_SENTENCE],
        )
        if not left:
            raise kinds.Lost
        job.not_before = not_before
        _enqueue(job, at=at)


# --- Asked for by people ---------------------------------------------------------------------


def cancel(job: Job, *, at: datetime) -> None:
    """A waiting job ends at once, a running one at its next word to its worker."""
    with transaction.atomic():
        rows = Job.objects.filter(pk=job.pk)
        ended = rows.filter(status=Job.Status.WAITING).update(
            status=Job.Status.CANCELLED, finished_at=at
        )
        if ended:
            _task_of(job).filter(status=TaskResultStatus.READY).delete()
        elif not rows.filter(status=Job.Status.RUNNING).update(cancel_asked_at=at):
            raise Refused(_("This job has ended; there is nothing to cancel."))


def retry(job: Job, *, at: datetime) -> None:
    if job.owner is not None:
        require_room(job.owner)
    with transaction.atomic():
        begun = Job.objects.filter(pk=job.pk, status__in=Job.AGAIN).update(
            status=Job.Status.WAITING,
            not_before=at,
            attempts=0,
            done=0,
            cancel_asked_at=None,
            finished_at=None,
            sentence="",
        )
        if not begun:
            raise Refused(_("Only a job that failed or was cancelled can be tried again."))
        job.not_before = at
        _enqueue(job, at=at)


def late(*, at: datetime) -> "QuerySet[Job]":
    """Waiting though they could be done, or held by a worker that is not heard of."""
    silent = at - 2 * timedelta(seconds=settings.JOB_LEASE_SECONDS)
    waits = Q(status=Job.Status.WAITING, not_before__lt=at - LATE_AFTER)
    return Job.objects.filter(waits | Q(status=Job.Status.RUNNING, beat_at__lt=silent))


# --- Taken up after a death ------------------------------------------------------------------


def take_up(*, at: datetime) -> int:
    """Jobs whose worker is silent, and waiting ones that fell out of the queue; how many."""
    since = at - timedelta(seconds=settings.JOB_LEASE_SECONDS)
    orphans = Job.objects.filter(status=Job.Status.RUNNING, beat_at__lt=since).order_by("id")
    taken = sum(_take_up(job, at=at) for job in orphans)
    queued = DBTaskResult.objects.filter(id=OuterRef("task_id"), status=TaskResultStatus.READY)
    fallen = Job.objects.filter(
        ~Exists(queued), status=Job.Status.WAITING, queued_at__lt=since, not_before__lt=since
    )
    return taken + sum(_queue_again(job, at=at) for job in fallen.order_by("id"))


def _take_up(job: Job, *, at: datetime) -> bool:
    """Nobody else does it too: the row must still bear the beat that was too old."""
    with transaction.atomic():
        alone = held(job).filter(beat_at=job.beat_at).update(beat_at=at)
        if not alone:
            return False
        _task_of(job).filter(status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.FAILED,
            finished_at=at,
            exception_class_path="documents.jobs.kinds.Lost",
            traceback="The worker was not heard of for longer than the lease.",
        )
        if job.cancel_asked_at:
            finish(job, Job.Status.CANCELLED, at=at)
        elif job.attempts >= kinds.get(job.kind).most_attempts:
            finish(job, Job.Status.FAILED, at=at, sentence=str(GIVEN_UP % {"times": job.attempts}))
        else:
            put_back(job, at=at, counts=True)
    return True


def _queue_again(job: Job, *, at: datetime) -> bool:
    with transaction.atomic():
        waiting = Job.objects.filter(pk=job.pk, status=Job.Status.WAITING, queued_at=job.queued_at)
        if not waiting.update(queued_at=at):
            return False
        _enqueue(job, at=at)
    return True


GIVEN_UP = _(
    "The worker was ended %(times)s times in the middle of this job, so it is not tried again by "
    "itself. Ask an administrator to look at the log, then try again."
)
