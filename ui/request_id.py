"""The number of the request being answered, for logs, events and error pages.

It stands apart because logging is configured before any app is loaded.
"""

import logging
from contextvars import ContextVar

current: ContextVar[str] = ContextVar("request_id", default="-")


def current_request_id() -> str:
    """The number of the request being answered; "-" outside of one."""
    return current.get()


class RequestIdFilter(logging.Filter):
    """Adds the request's number to a log record, and keeps what users typed on one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        text = record.getMessage()
        if "\n" in text or "\r" in text:
            record.msg = text.replace("\r", "\\r").replace("\n", "\\n")
            record.args = ()
        return True
