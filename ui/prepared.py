"""Queries that pages ask again and again: written as SQL once in a process, then only sent.

To put a query together and to write it as SQL takes many times longer than to send it. A key must
hold everything that its query hangs on; what differs each time stands in it as `Given` or `Moving`.
Two guards keep what hangs on more: a query is not kept if the database was asked while it was put
together, or if a moment stands among its values.
"""

import copy
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, Field, QuerySet

MOST = 200
Build = Callable[[], "QuerySet[Any, Any]"]
Values = Mapping[str, Any]

_is_written: ContextVar[bool] = ContextVar("is_written", default=False)
_given: ContextVar[Values] = ContextVar("given", default={})  # noqa: B039  (never changed)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


@dataclass(frozen=True)
class _Hole:
    """Stands in the kept values for one that is filled in when the query is sent."""

    field: "Field[Any, Any]"
    value: Callable[[], Any]

    def filled(self) -> Any:
        return self.field.get_db_prep_value(self.value(), connection)


class Moving(Expression):
    """A value that is worked out anew each time the query is sent, such as the present moment."""

    def __init__(self, value: Callable[[], Any], output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.value = value

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        hole = _Hole(self.output_field, self.value)
        return "%s", [hole if _is_written.get() else hole.filled()]


class Given(Moving):
    """A value named by who sends the query: `rows(key, build, document=7)`."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(lambda: _given.get()[name], output_field)


class _Shared:
    """Stands for the model of a relation while rows are read: what many rows name is made once."""

    def __init__(self, model: Any) -> None:
        self.model, self._meta = model, model._meta
        self.known: dict[Any, Any] = {}

    def from_db(self, db: Any, names: list[str], values: Sequence[Any]) -> Any:
        pk = values[names.index(self._meta.pk.attname)]
        found = self.known.get(pk)
        if found is None:
            found = self.known[pk] = self.model.from_db(db, names, values)
        return found


def _sharing(klass_info: Any, *, is_related: bool = False) -> Any:
    """What the compiler knows of its models; those that are related shared by the rows."""
    if klass_info is None:
        return None
    related = klass_info.get("related_klass_infos", ())
    twin = {**klass_info, "related_klass_infos": [_sharing(r, is_related=True) for r in related]}
    if is_related:
        twin["model"] = _Shared(klass_info["model"])
    return twin


@dataclass(frozen=True)
class Prepared:
    """A query, its compiler and its SQL; no SQL where the condition lets nothing through."""

    query: "QuerySet[Any, Any]"
    compiler: Any
    sql: str
    values: tuple[Any, ...]

    def rows(self) -> list[Any]:
        if not self.sql:
            return []
        written = copy.copy(self.compiler)
        written.connection = connection
        written.klass_info = _sharing(self.compiler.klass_info)
        sent = self.sql, self.filled()
        written.as_sql = lambda *_args, **_options: sent
        twin = self.query.all()
        twin.query.get_compiler = lambda *_args, **_options: written  # type: ignore[method-assign]
        return list(twin)

    def figures(self, outer: str, *, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """One row over all rows of the query: `outer` names what is counted of them."""
        if not self.sql:
            return None
        with connection.cursor() as cursor:
            sql = f"SELECT {outer} FROM ({self.sql}) found"
            cursor.execute(sql, (*values, *self.filled()))
            found: tuple[Any, ...] = cursor.fetchone()
            return found

    def filled(self) -> tuple[Any, ...]:
        return tuple(each.filled() if isinstance(each, _Hole) else each for each in self.values)


_kept: OrderedDict[Hashable, Prepared] = OrderedDict()


def rows(key: Hashable, build: Build, **given: Any) -> list[Any]:
    """The rows of this query, with these values."""
    token = _given.set(given)
    try:
        return _prepared(key, build).rows()
    finally:
        _given.reset(token)


def count(key: Hashable, build: Build, **given: Any) -> int:
    found = figures(key, build, "COUNT(*)", **given)
    return int(found[0]) if found else 0


def figures(
    key: Hashable, build: Build, outer: str, *, values: Sequence[Any] = (), **given: Any
) -> tuple[Any, ...] | None:
    token = _given.set(given)
    try:
        return _prepared(key, build).figures(outer, values=values)
    finally:
        _given.reset(token)


def query(key: Hashable, build: Build) -> "QuerySet[Any, Any]":
    """The query itself, to be narrowed or sorted further; put together once under this key."""
    return _prepared(("query", key), build, to_send=False).query.all()


def moment(at: datetime) -> Any:
    """A time as the database compares it."""
    return connection.ops.adapt_datetimefield_value(at)


def _prepared(key: Hashable, build: Build, *, to_send: bool = True) -> Prepared:
    whole = (connection.alias, connection.vendor, key)
    found = _kept.get(whole)
    if found is not None:
        _touched(whole)
        return found
    found, steady = _written(build)
    if not to_send:
        found = replace(found, compiler=None, sql="", values=())
    if steady:
        _kept[whole] = found
        _touched(whole)
    return found


def _touched(key: Hashable) -> None:
    """What was used last is dropped last. Another thread may have dropped it just now."""
    with suppress(KeyError):
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def _written(build: Build) -> tuple[Prepared, bool]:
    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    token = _is_written.set(True)
    try:
        with connection.execute_wrapper(note):
            query = build()
            compiler = query.query.get_compiler(connection.alias)
            sql, values = compiler.as_sql()
    except EmptyResultSet:
        sql, values = "", ()
    finally:
        _is_written.reset(token)
    steady = not asked and not any(_is_moment(each) for each in values)
    return Prepared(query, compiler, sql, tuple(values)), steady


def _is_moment(value: Any) -> bool:
    return isinstance(value, datetime) or (isinstance(value, str) and bool(_MOMENT.match(value)))
