"""The thread of a worker that tells the database every few seconds that the worker lives."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from documents.jobs.work import Work

log = logging.getLogger(__name__)
MOST_BETWEEN = 2.0
_beating: list["Heart"] = []
stopping = threading.Event()


class Heart(threading.Thread):
    """With a connection of its own. Asked to, it also looks whether the parent process lives."""

    def __init__(self, *, orphaned: Callable[[], None] | None = None) -> None:
        super().__init__(name="heart of the worker", daemon=True)
        self.every = min(MOST_BETWEEN, settings.JOB_LEASE_SECONDS / 6)
        self.work: Work | None = None
        self._ended = threading.Event()
        self._parent = os.getppid()
        self._orphaned = orphaned

    def run(self) -> None:
        while not self._ended.wait(self.every):
            self._beat()
            if self._orphaned is not None and os.getppid() != self._parent:
                self._orphaned()
                self._orphaned = None
        connection.close()

    def _beat(self) -> None:
        work = self.work
        if work is None:
            return
        try:
            work.beat()
        except (DatabaseError, InterfaceError) as error:
            log.warning("a sign of life could not be written: %s", error)
            connection.close()

    def end(self) -> None:
        self._ended.set()
        self.join(timeout=5)


def start(heart: Heart) -> None:
    _beating[:] = [heart]
    heart.start()


def end() -> None:
    for heart in _beating:
        heart.end()
    _beating.clear()


def is_beating() -> bool:
    return bool(_beating)


@contextmanager
def for_work(work: Work) -> Iterator[None]:
    """While this is done, the heart of this process (if it has one) beats for it."""
    for heart in _beating:
        heart.work = work
    try:
        yield
    finally:
        for heart in _beating:
            heart.work = None
