"""The program for gunicorn, with marks that a killer can aim at and a clock that can be set.

Only patches from outside: nothing of it lies in the program, and nothing but a proof serves it.
"""

import contextlib
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils import timezone

from config.wsgi import application

__all__ = ["application"]

# The folder where the killer lays down what it aims at, and where the hit is told.
MARKS = Path(os.environ.get("PROVE_MARKS", "/nonexistent"))
HOLD_SECONDS = 2.0
STEP_WRITTEN = "_step_is_written"


def reached(moment: str, connection: BaseDatabaseWrapper) -> None:
    """If this moment is aimed at: say who is here, and wait to be killed."""
    aim = MARKS / "aim"
    try:
        if aim.read_text() != moment:
            return
        aim.unlink()
    except OSError:
        return
    backend = getattr(getattr(connection.connection, "info", None), "backend_pid", 0)
    told = MARKS / "told"
    told.write_text(f"{os.getpid()} {backend}")
    told.rename(MARKS / "hit")
    time.sleep(HOLD_SECONDS)


def mark(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    connection = context["connection"]
    moments = moments_of(sql)
    for moment in moments:
        reached(moment, connection)
    answer = execute(sql, params, many, context)
    if "head" in moments:
        setattr(connection, STEP_WRITTEN, True)
    return answer


def moments_of(sql: str) -> list[str]:
    """Those of a message, in which several statements may stand (`ui/sending.py`)."""
    return [moment for each in sql.split(";\n") if (moment := moment_of(each))]


def moment_of(sql: str) -> str:
    """The writes of a step that can be aimed at, in the order of the engine."""
    words = sql.split(" ", 3)
    if words[0] not in ("INSERT", "UPDATE"):
        return ""
    table = words[1 if words[0] == "UPDATE" else 2].strip('"')
    return {
        ("INSERT", "inventory_stockentry"): "entries",
        ("INSERT", "finance_openitem"): "debt",
        ("UPDATE", "documents_document"): "head",
        ("INSERT", "documents_event"): "event",
        ("INSERT", "documents_operation"): "key",
        ("INSERT", "purchasing_receiptline"): "lines",
    }.get((words[0], table), "")


def marked_commit(plain: Any) -> Any:
    def commit(connection: BaseDatabaseWrapper) -> None:
        written = connection.__dict__.pop(STEP_WRITTEN, False)
        if written:
            reached("before commit", connection)
        plain(connection)
        if written:
            reached("after commit", connection)

    return commit


def watch(sender: Any, connection: BaseDatabaseWrapper, **_more: Any) -> None:
    # In front: a connection is made within a request, which takes its own wrapper off the end.
    if mark not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, mark)


def shifted() -> float:
    """By how many seconds the clock of this server is wrong."""
    with contextlib.suppress(OSError, ValueError):
        return float((MARKS / "clock").read_text())
    return 0.0


def wrong_clock() -> None:
    true_time = time.time
    time.time = lambda: true_time() + shifted()
    timezone.now = lambda: datetime.now(UTC) + timedelta(seconds=shifted())


if MARKS.is_dir():
    connection_created.connect(watch)
    BaseDatabaseWrapper._commit = marked_commit(BaseDatabaseWrapper._commit)
    wrong_clock()
