"""The worker: django-tasks' own, which besides looks after dead colleagues, clock and seals."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from types import FrameType

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from documents import sealing
from documents.jobs import clock, heart, queue

log = logging.getLogger(__name__)
BETWEEN = 10.0
SEALED_EACH = 300.0


class Worker(db_worker.Worker):
    """Its loop runs in batches, and between them the queue is looked after.

    The library's worker would poll with a transaction that excludes all readers of SQLite, and
    leaves what a killed colleague had in hand for ever.
    """

    def __init__(self, *, interval: float = 1.0) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self._looked_at = -BETWEEN
        self._sealed_at = time.monotonic()

    def run(self) -> None:
        log.info("worker %s begins", self.worker_id)
        while self.running:
            self._forgiving(self._round)
            if self.running:
                time.sleep(self.interval)

    def _round(self) -> None:
        now = time.monotonic()
        if now - self._looked_at >= min(BETWEEN, settings.JOB_LEASE_SECONDS / 3):
            self._looked_at = now
            look_after(at=timezone.now())
        if now - self._sealed_at >= SEALED_EACH:
            self._sealed_at = now
            sealing.seal_now(at=timezone.now())
        self.work_off()

    def work_off(self) -> None:
        """Does what is waiting and returns."""
        if DBTaskResult.objects.ready().exists():
            super().run()

    def _forgiving(self, act: Callable[[], None]) -> None:
        """A database that is gone for a while does not end the worker."""
        try:
            act()
        except (OperationalError, InterfaceError) as error:
            log.warning("the database does not answer, trying again: %s", error)
            connections.close_all()
            time.sleep(self.interval)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        heart.stopping.set()
        super().shutdown(signum, frame)


def look_after(*, at: datetime) -> None:
    taken = queue.take_up(at=at)
    if taken:
        log.warning("%s jobs of dead workers taken up", taken)
    clock.strike(at=at)


def work_off() -> None:
    """Does what is waiting, here and now: what tests call after they asked for something."""
    Worker().work_off()
