"""Reads and writes what a user prefers; the rows themselves belong to masterdata."""

from typing import Any


def read(user: Any, key: str, default: Any = None) -> Any:
    ask = getattr(user, "preference", None)
    return default if ask is None else ask(key, default)


def write(user: Any, key: str, value: Any) -> None:
    """Without a user who can remember (nobody signed in) there is nothing to remember."""
    store = getattr(user, "set_preference", None)
    if store is not None:
        store(key, value)
