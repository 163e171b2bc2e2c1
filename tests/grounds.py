"""What several tests of a module begin from, walked there once and given to each as it was.

    @kept                                     a walk that may be kept
    def delivered(text="螺丝 10 x 2.50"): ...

    @begins_with(delivered)                   in the test: `order, delivery = delivered()`

The walk is taken before the first such test, in a transaction that is taken back after the last;
the first call in the test that says the same answers what was walked. Walking costs far more than
asking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from functools import wraps
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation

F = TypeVar("F", bound=Callable[..., Any])
Begin = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Ground:
    """What stands there now, and whether the test that is running has taken it up."""

    def __init__(self) -> None:
        self.begin: Begin | None = None
        self.walked: Any = None
        self.is_free = False
        self._around = ExitStack()

    def stand_on(self, begin: Begin | None) -> None:
        """Ready for a test that begins so; what another began with is taken back."""
        if begin != self.begin:
            self.leave()
            if begin is not None:
                self._walk(begin)
        self.is_free = begin is not None

    def _walk(self, begin: Begin) -> None:
        walk, args, named = begin
        around = transaction.atomic()
        # The engine may open its transactions inside, as it may inside every test's own.
        around._from_testcase = True  # type: ignore[attr-defined]
        with ExitStack() as stack, translation.override(settings.LANGUAGE_CODE):
            stack.enter_context(around)
            stack.callback(transaction.set_rollback, True)
            self.walked = walk(*args, **named)
            self._around = stack.pop_all()
        self.begin = begin

    def take(self, said: Begin) -> bool:
        if not self.is_free or said != self.begin:
            return False
        self.is_free = False
        return True

    def leave(self) -> None:
        self._around.close()
        self.begin = self.walked = None


_ground = Ground()


def kept(walk: F) -> F:
    """Answers what was walked before the test, once, to a test that begins with this call."""

    @wraps(walk)
    def first(*args: Any, **named: Any) -> Any:
        if _ground.take((first, args, named)):
            return deepcopy(_ground.walked)
        return walk(*args, **named)

    return first  # type: ignore[return-value]


def begins_with(walk: Callable[..., Any], *args: Any, **named: Any) -> pytest.MarkDecorator:
    """Marks a test whose first walk is this one."""
    return pytest.mark.begins_with.with_args(walk, *args, **named)


def begin_of(item: pytest.Item) -> Begin | None:
    marker = item.get_closest_marker("begins_with")
    if marker is None:
        return None
    return marker.args[0], marker.args[1:], marker.kwargs


def gathered(items: list[pytest.Item]) -> list[pytest.Item]:
    """Tests of a module that begin alike follow the first of them; all others stay in place."""
    first: dict[tuple[str, str], int] = {}
    places = []
    for place, item in enumerate(items):
        begin = begin_of(item)
        alike = (item.path.as_posix(), repr(begin))
        places.append(place if begin is None else first.setdefault(alike, place))
    return [items[at] for at in sorted(range(len(items)), key=places.__getitem__)]


@pytest.fixture(scope="module")
def _left_at_the_end(django_db_blocker: Any) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        _ground.leave()


# Wider than a function, so that it comes before the transaction of the test.
@pytest.fixture(scope="class", autouse=True)
def _on_its_ground(request: pytest.FixtureRequest) -> Iterator[None]:
    begin = begin_of(request.node)
    if begin is None and _ground.begin is None:
        yield
        return
    for name in ("django_db_setup", "_left_at_the_end"):
        request.getfixturevalue(name)
    with request.getfixturevalue("django_db_blocker").unblock():
        _ground.stand_on(begin)
    yield
    assert not _ground.is_free, "this test never began with what it is marked to begin with"
