"""Guards switched off from outside: in this process alone, or in the database for a while.

The program has no switch for any of them; what is replaced here is replaced in a process that
ends with the race, and what is dropped in the database is put back.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from documents import (
    append_only,
    drafts,
    engine,
    frozen,
    month_trigger,
    numbering,
    rows,
    transactions,
)
from documents.models import Document, NumberCounter
from proving.windows import replaced
from ui import prepared


@dataclass(frozen=True)
class Switch:
    """`off()` is a context in which the guard is off; `shared`: off for everybody."""

    name: str
    off: Callable[[], AbstractContextManager[None]]
    shared: bool = False


def gone(name: str, owner: Any, attribute: str, by: Any) -> Switch:
    return Switch(name, lambda: replaced(owner, attribute, by))


# --- locks -----------------------------------------------------------------------------------


@contextmanager
def _no_locks_on(model: type) -> Iterator[None]:
    plain = QuerySet.select_for_update

    def unlocked(rows: Any, *given: Any, **named: Any) -> Any:
        return rows._chain() if rows.model is model else plain(rows, *given, **named)

    try:
        with replaced(QuerySet, "select_for_update", unlocked):
            prepared.make_anew()
            yield
    finally:
        prepared.make_anew()


def lock_on(model: type) -> Switch:
    return Switch(f"row lock of {model.__name__}", lambda: _no_locks_on(model))


HEAD_LOCK = lock_on(Document)


@contextmanager
def _rows_unlocked() -> Iterator[None]:
    plain = rows.lock

    def unlocked(*given: Any, **named: Any) -> Any:
        with replaced(connection.features, "has_select_for_update", False):
            found = plain(*given, **named)
        time.sleep(0.1)
        return found

    with replaced(rows, "lock", unlocked):
        yield


ROW_LOCK = Switch("row locks of the ledgers", _rows_unlocked)


@contextmanager
def _rows_in_any_order() -> Iterator[None]:
    plain = rows.lock

    def one_by_one(model: Any, *, by: Any, keys: Any, only_all: bool = False) -> list[Any]:
        shuffled = list(keys)
        random.shuffle(shuffled)
        found = [row for key in shuffled for row in plain(model, by=by, keys=[key])]
        return [] if only_all and len(found) < len(shuffled) else found

    with replaced(rows, "lock", one_by_one):
        yield


ROW_ORDER = Switch("order of the ledgers' locks", _rows_in_any_order)


def _lock_in_any_order(
    document_id: int, _wanted: frozenset[int] = frozenset()
) -> tuple[Document, set[int]]:
    from documents import content, registry

    peek = Document.objects.get(pk=document_id)
    sources = engine._sources_of(registry.get(peek.type), content.load_body(peek))
    wanted = sorted({document_id, *sources})
    random.shuffle(wanted)
    found = {}
    for pk in wanted:
        found[pk] = Document.objects.select_for_update(of=("self",)).get(pk=pk)
        time.sleep(0.02)
    return found[document_id], set(wanted)


HEAD_ORDER = gone("order of the heads' locks", engine, "_lock", _lock_in_any_order)


def _lock_alone(
    document_id: int, _wanted: frozenset[int] = frozenset()
) -> tuple[Document, set[int]]:
    found = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    return found, {document_id}


@contextmanager
def _sources_unlocked() -> Iterator[None]:
    """Neither what its links name nor what its lines name."""
    with (
        replaced(engine, "_lock", _lock_alone),
        replaced(engine, "_sources_of", lambda _type, _body: set()),
    ):
        yield


SOURCES = Switch("locks of the source papers", _sources_unlocked)


# --- the engine ------------------------------------------------------------------------------


@contextmanager
def _blind_write() -> Iterator[None]:
    plain = engine._write

    def blind(act: Any, _came_from: str, target: Any) -> Any:
        now = Document.objects.get(pk=act.document.pk)
        act.document.version = now.version
        return plain(act, now.state, target)

    with replaced(engine, "_write", blind):
        yield


COMPARE_AND_SET = Switch("compare and set of state and version", _blind_write)


def guard(name: str) -> Switch:
    """One guard of the flows by the name of its function."""

    @contextmanager
    def off() -> Iterator[None]:
        plain = engine.refusals_of_guards

        def fewer(body: Any, step: Any, actor: Any) -> Any:
            from dataclasses import replace

            kept = tuple(one for one in step.guards if getattr(one, "__name__", "") != name)
            return plain(body, replace(step, guards=kept), actor)

        with replaced(engine, "refusals_of_guards", fewer):
            yield

    return Switch(f"guard {name}", off)


@contextmanager
def _any_version() -> Iterator[None]:
    step, change = engine._perform, drafts._change

    def without(given: Any) -> Any:
        return {name: value for name, value in given.items() if name != "version"}

    with (
        replaced(engine, "_perform", lambda d, c, a, given: step(d, c, a, without(given))),
        replaced(drafts, "_change", lambda d, a, at, given: change(d, a, at, without(given))),
    ):
        yield


VERSION = Switch("version of the form", _any_version)


@contextmanager
def _new_key() -> Iterator[None]:
    from uuid import uuid4

    plain = drafts._create_once
    with replaced(
        drafts, "_create_once", lambda making, _key, given: plain(making, uuid4(), given)
    ):
        yield


FORM_KEY = Switch("one-time key of a new form", _new_key)


def _naive(rule: Any, *, day: Any) -> str:
    period = day.strftime(numbering.FORMATS[numbering.NumberRule.Reset(rule.reset)])
    counter, _made = NumberCounter.objects.get_or_create(
        prefix=rule.prefix, period=period, defaults={"last": 0}
    )
    time.sleep(0.02)
    NumberCounter.objects.filter(pk=counter.pk).update(last=counter.last + 1)
    return numbering.written(rule, period, counter.last + 1)


COUNTER = gone("number counter in one statement", numbering, "allot", _naive)
RETRY = gone("repeating a transaction", transactions, "TRIES", 1)


# --- the database ----------------------------------------------------------------------------


def constraint(name: str, *, mend: str = "") -> Switch:
    """A CHECK or UNIQUE of the database; `mend` makes its rows fit before it is put back."""

    @contextmanager
    def off() -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conrelid::regclass::text, pg_get_constraintdef(oid), contype "
                "FROM pg_constraint WHERE conname = %s",
                [name],
            )
            table, law, kind = cursor.fetchone()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                if mend:
                    cursor.execute(mend)
                unchecked = " NOT VALID" if kind == "c" else ""
                cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {law}{unchecked}')

    return Switch(f"{name} in the database", off, shared=True)


def unique_on(table: str, column: str) -> str:
    """The name that Django gave the uniqueness of one column."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return next(n for n, each in found.items() if each["unique"] and each["columns"] == [column])


def trigger(table: str) -> Switch:
    """The append-only triggers of one table."""

    @contextmanager
    def off() -> Iterator[None]:
        append_only._remove(connection, table)
        try:
            yield
        finally:
            append_only._install(connection, table, append_only.guarded()[table])

    return Switch(f"append-only triggers of {table}", off, shared=True)


@contextmanager
def _months_open() -> Iterator[None]:
    for table in append_only.dated():
        month_trigger.remove(connection, table)
    try:
        yield
    finally:
        for table, column in append_only.dated().items():
            month_trigger.install(connection, table, column)


MONTHS = Switch("closed months in the database", _months_open, shared=True)


@contextmanager
def _papers_thawed() -> Iterator[None]:
    frozen.remove(connection)
    try:
        yield
    finally:
        frozen.install(connection)


FROZEN = Switch("frozen papers in the database", _papers_thawed, shared=True)
