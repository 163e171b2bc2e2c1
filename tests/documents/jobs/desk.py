"""Jobs in tests: ask for them, then `work_off()` as the worker would, in this very process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from documents.jobs import files, kinds, queue, worker
from documents.jobs.kinds import Kind
from documents.jobs.work import Work
from documents.models import Job
from masterdata.models import User


def work_off() -> None:
    """Between jobs a worker drops connections that are in the middle of a transaction; a test's
    always is."""
    with mock.patch.object(db_worker, "close_old_connections"):
        worker.work_off()


@contextmanager
def kind(act: Callable[[Work], None], code: str = "test", **options: Any) -> Iterator[Kind]:
    """A kind of job that is known inside."""
    made = Kind(code, act, **options)
    kinds.register(made)
    try:
        yield made
    finally:
        kinds._kinds.pop(code)


def ask(owner: User | None = None, code: str = "test", **order: Any) -> Job:
    return queue.add(queue.Order(code, "盘点", **order), at=timezone.now(), owner=owner)


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def worker_dies_over(job: Job, *, attempts: int = 1) -> None:
    """It was claimed, and nothing was heard of the worker for longer than the lease."""
    assert queue.claim(job.pk, at=timezone.now())
    silent = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(beat_at=silent, attempts=attempts)


def wait_is_over(job: Job) -> None:
    """The time until the next try has passed."""
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now())
    DBTaskResult.objects.filter(id=now(job).task_id).update(run_after=timezone.now())


def result_of(job: Job) -> bytes:
    job = now(job)
    assert job.status == "done", job.sentence
    kept = files.opened(job.file)
    assert kept is not None
    with kept:
        return kept.read()


def try_again(job: Job) -> None:
    """By hand, after somebody cancelled it."""
    Job.objects.filter(pk=job.pk).update(status="cancelled")
    queue.retry(now(job), at=timezone.now())
