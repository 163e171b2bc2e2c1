"""Work too long for one answer: an app above carries the same request out later.

A page that finds its work too long asks `put_off`; the answer tells the person where to wait. Later
the same view is called again with the same request and the person's rights of then, and
`work_of(request)` gives it somebody to tell how far it is.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class Errand:
    """What is asked for, in words; how many parts it has; what the page remembered of the person.

    What a person chose for a list may change meanwhile; the work is done as it was asked for.
    """

    title: str
    total: int
    memory: Mapping[str, Any] = field(default_factory=dict)


class Work(Protocol):
    """Whoever carries a request out later."""

    def note(self, done: int, total: int | None = None) -> None:
        """So far it is; raises if it is to be stopped."""

    def once(self, part: str, act: Callable[[], Any]) -> Any:
        """Does this part unless an earlier attempt did; what it gave then is given again."""

    def snapshot(self) -> AbstractContextManager[Any]:
        """What is read inside is of one moment, where the database can do that."""


PutOff = Callable[[HttpRequest, Errand], HttpResponse]
_put_off: list[PutOff] = []


def register(put_off: PutOff) -> None:
    """Says who carries requests out later; the last one registered does."""
    _put_off[:] = [put_off]


def put_off(request: HttpRequest, errand: Errand) -> HttpResponse | None:
    """The answer that says so; None if it has to be done now, because it is later already or
    nobody would do it."""
    if work_of(request) is not None or not _put_off:
        return None
    return _put_off[0](request, errand)


def work_of(request: HttpRequest) -> Work | None:
    """Set only on a request that is carried out later."""
    return getattr(request, "later_work", None)


def memory_of(request: HttpRequest) -> dict[str, Any] | None:
    """What the page remembered when the work was asked for."""
    return getattr(request, "later_memory", None)


def reading(work: Work | None) -> AbstractContextManager[Any]:
    return nullcontext() if work is None else work.snapshot()
