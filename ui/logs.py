"""How a log record is written: one line each, as text or as JSON, without secrets.

What people type may not forge a line, and what opens a door (passwords, session keys, tokens)
may not stand in one. Like `request_id` this is read before any app is loaded.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from ui import request_id

# What a record may carry beside its text (`extra=`), and what the JSON line then shows.
MORE = ("method", "view", "status", "ms", "queries")
HIDDEN = "***"

_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SECRET = re.compile(
    r"(?i)((?:pass(?:word|wd)?\d?|session_?(?:id|key)|csrf\w*token|authorization|secret\w*"
    r"|api_?key|METRICS_TOKEN|EVENT_CHAIN_KEY|PGPASSWORD)"
    r"[\"']?\)?\s*(?:=|:|=>)\s*(?:bearer\s+|basic\s+)?)"
    r"(\([^)]*\)|\"[^\"]*\"|'[^']*'|[^\s,;&}\])]+)"
)
_IN_ADDRESS = re.compile(r"(\w://[^\s:/@]*:)[^\s@/]+(@)")


def one_line(text: str) -> str:
    """Breaks, control and direction marks as escapes: a record is one line, whatever is in it."""
    return _BREAKS.sub(lambda found: _escape(found.group()), text)


def _escape(mark: str) -> str:
    """As JSON writes it, so that it may stand inside of JSON too."""
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(mark, f"\\u{ord(mark):04x}")


def without_secrets(text: str, known: tuple[str, ...] = ()) -> str:
    """Masks what is called a secret, and the program's own secrets wherever they stand."""
    text = _IN_ADDRESS.sub(rf"\1{HIDDEN}\2", _SECRET.sub(rf"\1{HIDDEN}", text))
    for secret in known:
        text = text.replace(secret, HIDDEN)
    return text


class RequestIdFilter(logging.Filter):
    """Adds the request to a log record: its number, who asks, what for."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.current_request_id()
        record.user_id = request_id.current_user_id()
        asked = request_id.answering.get()
        record.path = getattr(asked, "path", None)
        return True


class Formatter(logging.Formatter):
    """What both forms share: a text without secrets, a time with its zone."""

    def __init__(self, *, secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        # A short word is part of other words: replacing it would spoil them.
        self.secrets = tuple(secret for secret in secrets if len(secret) >= 8)

    def time_of(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        return at.isoformat(timespec="milliseconds")

    def text_of(self, record: logging.LogRecord) -> str:
        return without_secrets(record.getMessage(), self.secrets)

    def trace_of(self, record: logging.LogRecord) -> str:
        if not record.exc_info:
            return ""
        return without_secrets(self.formatException(record.exc_info), self.secrets)


class LineFormatter(Formatter):
    """For a person who reads along; a traceback follows, each of its lines marked as such."""

    def format(self, record: logging.LogRecord) -> str:
        number = getattr(record, "request_id", "-")
        user = getattr(record, "user_id", None)
        head = f"{self.time_of(record)} {record.levelname} {record.name} [{number} {user or '-'}] "
        lines = [head + one_line(self.text_of(record))]
        lines += [f"  | {one_line(line)}" for line in self.trace_of(record).split("\n") if line]
        return "\n".join(lines)


class JsonFormatter(Formatter):
    """For a machine: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        row: dict[str, Any] = {
            "time": self.time_of(record),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "user_id": getattr(record, "user_id", None),
            "path": getattr(record, "path", None),
            "message": self.text_of(record),
        }
        row |= {name: getattr(record, name) for name in MORE if hasattr(record, name)}
        trace = self.trace_of(record)
        if trace:
            row["exception"] = trace
        # JSON escapes line feeds by itself; the rest of the breaks are made visible here.
        return one_line(json.dumps(row, ensure_ascii=False, default=str))
