"""The kinds of jobs: what each does, how often it is tried, and how it may end early."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from documents.jobs.work import Work
    from documents.models import Job

MOST_ATTEMPTS = 3
Act = Callable[["Work"], None]


class Failed(Exception):
    """It cannot be done, and trying again would change nothing; the sentence says why."""


class Again(Exception):
    """It could not be done just now; it is tried again later."""


class Cancelled(Exception):
    """Somebody asked for it to be stopped."""


class PutBack(Exception):
    """The worker is being stopped: another one begins it anew, and the attempt does not count."""


class Lost(Exception):
    """This worker was thought dead and another has the job: whatever is not finished is dropped."""


def _soon(attempt: int) -> timedelta:
    return timedelta(seconds=10)


@dataclass(frozen=True)
class Kind:
    """`failed` is called, in the same transaction, when a job of this kind is given up."""

    code: str
    act: Act
    priority: int = 0
    most_attempts: int = MOST_ATTEMPTS
    wait: Callable[[int], timedelta] = _soon
    failed: Callable[["Job", datetime], None] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    if kind.code in _kinds and _kinds[kind.code] != kind:
        raise ValueError(f"the kind of job {kind.code} twice")
    _kinds[kind.code] = kind


def get(code: str) -> Kind:
    """A job of another version of the program must not stop those who look after the queue."""
    return _kinds.get(code) or Kind(code, _unknown)


def _unknown(work: "Work") -> None:
    raise Failed(_("This version of the program does not know this kind of job."))
