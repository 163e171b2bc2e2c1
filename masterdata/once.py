"""What is asked again and again while one page is read or one step is taken is asked once."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """While this lasts, `once` asks once; nothing that was known before is believed in it."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """What was asked before while this page or step lasts; anywhere else it is asked each time."""
    known = _known.get()
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    found: T = known[key]
    return found


def told(key: Hashable) -> Any:
    """What is known under this key, else None; nothing is asked."""
    known = _known.get()
    return None if known is None else known.get(key)


def tell(key: Hashable, value: object) -> None:
    """What was just written need not be read again while this page or step lasts."""
    known = _known.get()
    if known is not None:
        known[key] = value


def forget(key: Hashable = None) -> None:
    """This is not so any more; without a key, nothing is."""
    known = _known.get()
    if known is None:
        return
    if key is None:
        known.clear()
    else:
        known.pop(key, None)
