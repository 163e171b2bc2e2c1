"""The moments of a step at which somebody else may come between, and how to wait there.

A race test that never fails proves nothing: the window may be microseconds wide. These hooks wrap
the engine from outside and hold the window open; the program itself has no switch for them.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Pause = Callable[[], None]
# Where each moment lies: the function of the engine, and whether one waits before it or after.
MOMENTS = {
    "after_read": ("_lock", "after"),
    "before_update": ("_write", "before"),
    "before_commit": ("_carry_out", "after"),
}


@contextmanager
def replaced(owner: Any, name: str, by: Any) -> Iterator[None]:
    """Something of the program is something else meanwhile, in this process alone."""
    plain = getattr(owner, name)
    setattr(owner, name, by)
    try:
        yield
    finally:
        setattr(owner, name, plain)


@contextmanager
def pausing(moment: str, pause: Pause) -> Iterator[None]:
    from documents import engine

    name, when = MOMENTS[moment]
    plain = getattr(engine, name)

    def paused(*given: Any, **named: Any) -> Any:
        if when == "before":
            pause()
        answer = plain(*given, **named)
        if when == "after":
            pause()
        return answer

    with replaced(engine, name, paused):
        yield


@contextmanager
def dawdling() -> Iterator[None]:
    """People who stop for some milliseconds at any moment, each at others."""

    def stop() -> None:
        if random.random() < 0.3:
            time.sleep(random.random() * 0.02)

    with (
        pausing("after_read", stop),
        pausing("before_update", stop),
        pausing("before_commit", stop),
    ):
        yield
