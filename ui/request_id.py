"""The request being answered: its number and itself, for logs, events and error pages.

It stands apart because logging is configured before any app is loaded.
"""

from contextvars import ContextVar
from typing import Any

current: ContextVar[str] = ContextVar("request_id", default="-")
answering: ContextVar[Any] = ContextVar("answering", default=None)


def current_request_id() -> str:
    """The number of the request being answered; "-" outside of one."""
    return current.get()


def current_user_id() -> int | None:
    """Who is asking, if that is known already: a log line may not cost a query."""
    user = getattr(answering.get(), "_cached_user", None)
    return getattr(user, "pk", None)
