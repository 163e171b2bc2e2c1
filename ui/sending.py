"""Statements on their way to the database, several in one message where it takes that.

Each message costs a turn of two processes, and of most that a step writes nobody reads an answer:
such a statement waits for the next question, and goes in one message before it. PostgreSQL takes
them joined; SQLite sits in our own process and gains nothing, so that there each is sent at once.
The order is always that in which they were written, and whoever asks finds all of it done; only
what the database refuses it refuses some statements later, in the same transaction. So does a
check; who catches its no by accident cannot go on as if it had not been said.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection

# What Django writes at the end of an inner block.
RELEASING, TAKING_BACK = "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT "


@dataclass(frozen=True)
class Statement:
    """`check` is told how many rows were written, and raises if that is wrong."""

    sql: str
    parameters: Sequence[Any]
    check: Callable[[int], None] | None = None


_waiting: ContextVar[list[Statement] | None] = ContextVar("waiting", default=None)


@contextmanager
def together() -> Iterator[None]:
    """While this lasts, what is sent waits: for what is asked by `ask`, which goes in the same
    message, for any other statement, whoever makes it (a savepoint too), or for the end."""
    if connection.vendor != "postgresql" or _waiting.get() is not None:
        yield
        return
    waiting: list[Statement] = []
    token = _waiting.set(waiting)
    try:
        with connection.execute_wrapper(_after_what_waits):
            yield
            _send_waiting(waiting)
    finally:
        _waiting.reset(token)


def send(statement: Statement) -> None:
    waiting = _waiting.get()
    if waiting is None:
        _answer_to([statement])
    else:
        waiting.append(statement)


def ask(statement: Statement) -> list[Any]:
    """The rows that this statement answers with."""
    waiting = _waiting.get()
    if waiting is None:
        return _answer_to([statement])
    waiting.append(statement)
    return _send_waiting(waiting)


def _send_waiting(waiting: list[Statement]) -> list[Any]:
    statements = waiting.copy()
    waiting.clear()
    return _answer_to(statements) if statements else []


def _after_what_waits(execute: Any, sql: str, *rest: Any) -> Any:
    waiting = _waiting.get() or []
    if sql.startswith(TAKING_BACK):
        # A savepoint lets nothing wait: all that waits came after it, and goes with it.
        waiting.clear()
    try:
        _send_waiting(waiting)
    except DatabaseError:  # the transaction is broken by itself
        raise
    except Exception:
        _take_back(sql)
        raise
    return execute(sql, *rest)


def _take_back(sql: str) -> None:
    """A check said no while another statement was on its way, perhaps to somebody who expects and
    forgives a no: whoever forgives this one keeps nothing of the block that it belongs to."""
    if sql.startswith(RELEASING):
        # Django has left the block already, and takes it back by itself after errors of the
        # database alone.
        block = sql.removeprefix(RELEASING).strip('"')
        connection.savepoint_rollback(block)
        connection.savepoint_commit(block)
    elif connection.in_atomic_block:
        connection.set_rollback(True)


def _answer_to(statements: Sequence[Statement]) -> list[Any]:
    """Send them joined, check each; the rows of the last one."""
    sql = ";\n".join([each.sql for each in statements])
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for each in statements for value in each.parameters])
        for place, each in enumerate(statements):
            if place:
                cursor.nextset()
            if each.check:
                each.check(cursor.rowcount)
        return list(cursor.fetchall()) if cursor.description else []
