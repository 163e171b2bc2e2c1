"""What a job's act is given: it tells how far it is, does parts once, and keeps its result."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from documents.jobs import files, queue
from documents.jobs.kinds import Cancelled, Lost, PutBack
from documents.models import Job, JobMark
from documents.transactions import in_one_transaction

log = logging.getLogger(__name__)
Stopping = Callable[[], bool]


class Work:
    """One attempt at a job.

    The figures are only noted here; `beat` writes them, once every few seconds, from the heart of
    the worker (`documents.jobs.heart`): it has a connection of its own, so progress is seen while
    the act is inside a transaction. Without a heart every note is a beat. `sentence` is what the
    act has to say when it is done.
    """

    def __init__(self, job: Job, *, stopping: Stopping, beats_itself: bool) -> None:
        self.job = job
        self.done, self.total = 0, job.total
        self.result: dict[str, Any] = {}
        self.sentence = ""
        self._stopping = stopping
        self._beats_itself = beats_itself
        self._lost = self._cancelled = False

    def note(self, done: int, total: int | None = None) -> None:
        self.done = done
        self.total = self.total if total is None else total
        self.check()

    def check(self) -> None:
        """Raises if the work is to be stopped."""
        if self._beats_itself:
            self.beat()
        if self._lost:
            raise Lost
        if self._cancelled:
            raise Cancelled
        if self._stopping():
            raise PutBack

    def beat(self) -> None:
        """A sign of life with the figures; learns whether the job is to be stopped."""
        figures = {"done": self.done, "total": self.total, "beat_at": timezone.now()}
        if not queue.held(self.job).update(**figures):
            self._lost = True
            return
        asked = Job.objects.filter(pk=self.job.pk).values_list("cancel_asked_at", flat=True)
        self._cancelled = asked.get() is not None

    def once(self, part: str, act: Callable[[], Any]) -> Any:
        """The part and the mark that it is done are one transaction, and only the holder's."""
        known = JobMark.objects.filter(job=self.job, part=part).first()
        if known is not None:
            return known.value

        def do() -> Any:
            value = act()
            self.mark(part, value)
            return value

        return in_one_transaction(do)

    def is_done(self, part: str) -> bool:
        return JobMark.objects.filter(job=self.job, part=part).exists()

    def mark(self, part: str, value: Any = None) -> None:
        """The row of the job is touched last, so that its lock is short."""
        with transaction.atomic():
            JobMark.objects.create(job=self.job, part=part, value=value)
            if not queue.held(self.job).update(beat_at=timezone.now()):
                raise Lost

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """SQLite has none without stopping all who write: there it is read piece by piece."""
        if connection.vendor != "postgresql" or connection.in_atomic_block or self._beats_itself:
            yield
            return
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield

    def keep(self, chunks: Iterable[bytes], *, name: str, content_type: str) -> None:
        """The result, which becomes the owner's when the job is done."""
        kept, size = files.write(chunks, between=self.check)
        self.result = {
            "file": kept,
            "file_name": name[:255],
            "content_type": content_type[:100],
            "size": size,
        }
