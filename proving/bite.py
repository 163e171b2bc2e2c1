"""A bite: one guard is switched off, and what it holds must then be seen to break.

Several guards stand behind each other, so that one alone may be missed by nobody. Each is proved
where it stands alone: with the others off and this one on nothing breaks, and with this one off
too it does.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

from documents.books import run_checks
from documents.errors import Refused
from proving.race import Scene, play, races
from proving.switches import Switch
from proving.windows import pausing

Probe = Callable[[Scene, Sequence[Switch]], list[str]]
Deed = Callable[[], Any]


@dataclass(frozen=True)
class Bite:
    guard: Switch
    probe: Probe
    others: tuple[Switch, ...] = ()

    def held(self, scene: Scene) -> list[str]:
        """What breaks although the guard is on, with the others off; nothing should."""
        return self.probe(scene, self.others)

    def bitten(self, scene: Scene) -> list[str]:
        """What breaks without it; something must."""
        return self.probe(scene, (*self.others, self.guard))


@contextmanager
def holding() -> Iterator[None]:
    """Everybody has read before anybody writes."""
    with pausing("after_read", lambda: time.sleep(0.1)):
        yield


@contextmanager
def lingering() -> Iterator[None]:
    """Everybody has written before anybody commits."""
    with pausing("before_commit", lambda: time.sleep(0.2)):
        yield


def in_race(name: str, *, window: Any = holding, books: Sequence[str] = ()) -> Probe:
    """The race of this name, with the window held open; `books` must not get worse by it."""

    def probe(scene: Scene, off: Sequence[Switch]) -> list[str]:
        scene.words = False
        before = {str(each) for each in run_checks(books)} if books else set()
        with ExitStack() as stack:
            for each in off:
                if each.shared:
                    stack.enter_context(each.off())
            around = [each.off for each in off if not each.shared]
            _attempts, found = play(races()[name], scene, around=(*around, window))
        if books:
            found += [str(each) for each in run_checks(books) if str(each) not in before]
        return found

    return probe


def alone(prepare: Callable[[Scene], Deed]) -> Probe:
    """One person does what must be refused; all of it is taken back."""

    def probe(scene: Scene, off: Sequence[Switch]) -> list[str]:
        with transaction.atomic():
            deed = prepare(scene)
            # Nothing may wait for the commit, or no constraint can be dropped meanwhile.
            connection.check_constraints()
            with ExitStack() as stack:
                for each in off:
                    stack.enter_context(each.off())
                found = _done(deed)
            transaction.set_rollback(True)
        return found

    return probe


def _done(deed: Deed) -> list[str]:
    """Taken back at once, so that what it broke can be put back into force."""
    try:
        with transaction.atomic():
            deed()
            transaction.set_rollback(True)
    except (Refused, DatabaseError):
        return []
    return ["it was done"]
