"""Queries that are asked again and again: put together and compiled once in a process, then sent.

To build a query and to turn it into SQL takes Django many times longer than to send it. Two ways
to ask, over one core:

    _of_paper = Prepared(lambda pk: Event.objects.filter(document=pk), KEY)
    _of_paper(7)                           what steps ask: a query of a module, values by position
    rows(("paper", code), build, paper=7)  what pages ask: `build` uses `Given("paper", KEY)`, and
                                           the key names all else that the query hangs on

What is kept is the query, its compiler, the SQL and the places of the values in it, and PostgreSQL
keeps the plan (`ui/plans.py`). A compiler belongs to a connection and a connection to a thread, so
each asking takes a copy of the compiler, bound to the connection at hand. A query is put together
each time if the database was asked while it was built or if a moment stands in its values; each
value must have its place in the SQL, is made ready for the database by its field, and is never
None: the SQL would be another.

When not: the form of the query hangs on a value (a list of any length, None, an empty text); the
key would hold what few ask twice; what is asked goes on being narrowed (see `query`).

This leans on inner workings of Django 5.2, to be looked at when it is upgraded:

- `QuerySet._iterable_class` makes rows of a queryset, and takes `query.get_compiler()` for it;
- `SQLCompiler.execute_sql` sends what `as_sql()` gives on `compiler.connection`, and `select`,
  `klass_info`, `annotation_col_map` and `col_count` are as the first `as_sql` left them;
- values that `as_sql` of an expression gives go untouched into those of the whole query;
- `klass_info` names the model, and under "related_klass_infos" those of `select_related`; they are
  used for `from_db` and `_meta` only, so that others may stand for them (`ui/reading.py`);
- `get_converters` says what is done with each column of the answer, the same for each connection;
- `as_sql` refuses a lock outside of a transaction, which a kept query must do for itself.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import (
    QuerySet,
)
from django.db.models.query import prefetch_related_objects
from django.db.models.sql import UpdateQuery
from django.db.transaction import TransactionManagementError

from ui import plans
from ui.long_reads import converted_once
from ui.reading import Shared, maker_of
from ui.sending import Statement, send
from ui.values import AnyField, Given, Moving, Values, given_values, is_written

MOST = 200
Row = TypeVar("Row")
Answer = TypeVar("Answer")
Build = Callable[[], "QuerySet[Any, Any]"]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


# --- the core --------------------------------------------------------------------------------


def _read_by(klass_info: Any, maker: Callable[[Any], Any] = maker_of) -> Any:
    """What the compiler knows of its models, each with what makes its instances; those that are
    related shared by the rows."""
    if klass_info is None:
        return None
    related = [_read_by(each, Shared) for each in klass_info.get("related_klass_infos", ())]
    return {**klass_info, "model": maker(klass_info["model"]), "related_klass_infos": related}


class _Statement:
    """A query and the SQL it became; no SQL where the condition lets nothing through.

    Nothing of it changes when it is asked, so that threads may ask the same one.
    """

    source: "QuerySet[Any, Any]"

    def __init__(self, source: Any, compiler: Any, sql: str, values: Sequence[Any]) -> None:
        self.source, self.compiler, self.sql, self.values = source, compiler, sql, tuple(values)
        self.query = source.using(DEFAULT_DB_ALIAS)
        self.query.query.get_compiler = self._bound
        self.names = frozenset(each.name for each in self.values if isinstance(each, Given))
        locks = source.query.select_for_update
        self.is_locking = locks and compiler.connection.features.has_select_for_update
        self.is_kept = False
        self.kept = _worked_out(compiler)
        self.places, self.moving = _places_of(self.values)

    def rows(self) -> list[Any]:
        if not self.sql:
            return []
        found = list(self.query._iterable_class(self.query))
        if self.query._prefetch_related_lookups:
            prefetch_related_objects(found, *self.query._prefetch_related_lookups)
        return found

    def figures(self, outer: str, *, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """One row over all rows of the query: `outer` names what is counted of them."""
        if not self.sql:
            return None
        connection = self._connection()
        with connection.cursor() as cursor:
            sql = f"SELECT {outer} FROM ({self.sql}) found"
            cursor.execute(sql, (*values, *self._filled(connection)))
            found: tuple[Any, ...] = cursor.fetchone()
            return found

    def _bound(self, *_args: Any, **_options: Any) -> Any:
        """The compiler as this connection needs it; it gives the SQL that was written before."""
        connection = self._connection()
        if self.is_locking and connection.get_autocommit():
            raise TransactionManagementError("a lock outside of a transaction holds nothing")
        bound = object.__new__(type(self.compiler))
        bound.__dict__.update(self.kept)
        bound.connection = connection
        bound.klass_info = _read_by(bound.klass_info)
        bound.as_sql = lambda *_args, **_options: (self.sql, self._filled(connection))
        return bound

    def _connection(self) -> Any:
        """The connection at hand; by way of what keeps the plans of queries that are kept."""
        connection = connections[DEFAULT_DB_ALIAS]
        keeps = self.is_kept and plans.keeps(connection)
        return plans.Keeping(connection) if keeps else connection

    def filled(self) -> tuple[str, tuple[Any, ...]]:
        return self.sql, self._filled(connections[DEFAULT_DB_ALIAS])

    def _filled(self, on: Any) -> tuple[Any, ...]:
        if not self.moving:
            return self.values
        known = [each.filled(on) for each in self.moving]
        return tuple(
            [
                value if place is None else known[place]
                for value, place in zip(self.values, self.places, strict=True)
            ]
        )


def _worked_out(compiler: Any) -> dict[str, Any]:
    """The compiler, with what it would find out about its columns at each asking."""
    columns = [each[0] for each in compiler.select or ()]
    converters = compiler.get_converters(columns)
    has_composite = compiler.has_composite_fields(columns)
    return {
        **compiler.__dict__,
        "get_converters": lambda _columns: converters,
        "has_composite_fields": lambda _columns: has_composite,
    }


def _places_of(values: Sequence[Any]) -> tuple[list[int | None], list[Moving]]:
    """The different moving values, and for each value which of them it is: a text that is looked
    for in eight columns is made ready once."""
    places: list[int | None] = []
    found: dict[Hashable, tuple[int, Moving]] = {}
    for value in values:
        if isinstance(value, Moving):
            # Django copies expressions while it writes them; what they read stays one object.
            key = id(value.value), id(value.output_field)
            places.append(found.setdefault(key, (len(found), value))[0])
        else:
            places.append(None)
    return places, [value for _place, value in found.values()]


_Shelf = MutableMapping[Hashable, _Statement]


def _ask(
    find: Callable[[], _Statement], given: Values, send: Callable[[_Statement], Answer]
) -> Answer:
    token = given_values.set(given)
    try:
        statement = find()
        if statement.sql and statement.names != given.keys():
            raise TypeError(f"the query takes {set(statement.names)}, given are {set(given)}")
        return send(statement)
    finally:
        given_values.reset(token)


def _found(shelf: _Shelf, key: Hashable, build: Build) -> _Statement:
    found = shelf.get(key)
    if found is None:
        found, is_steady = _written(build)
        found.is_kept = is_steady
        if is_steady:
            shelf[key] = found
    return found


def _written(build: Build) -> tuple[_Statement, bool]:
    connection = connections[DEFAULT_DB_ALIAS]
    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        query = build()
        compiler = query.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = _sql_of(compiler)
    is_steady = not asked and not any(_is_moment(each) for each in values)
    if is_steady and plans.keeps(connection):
        sql = plans.with_constants(sql, values, moving=Moving, on=connection)
        values = [each for each in values if isinstance(each, Moving)]
    return _Statement(query, compiler, sql, values), is_steady


def _sql_of(compiler: Any) -> tuple[str, Sequence[Any]]:
    token = is_written.set(True)
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:
        return "", ()
    finally:
        is_written.reset(token)
    return sql, values


def _is_moment(value: Any) -> bool:
    return isinstance(value, datetime) or (isinstance(value, str) and bool(_MOMENT.match(value)))


def fetched(rows: "QuerySet[Any, Row]") -> list[Row]:
    """The rows of a query that is asked once, read as those of a kept one are; what many of them
    say is converted once."""
    compiler = converted_once(rows).query.get_compiler(DEFAULT_DB_ALIAS)
    return _Statement(rows, compiler, *_sql_of(compiler)).rows()


def make_anew() -> None:
    """For who tries out what a query does without a part of it: all are put together once more."""
    _kept.clear()
    _lasting.clear()


# --- a query of a module ---------------------------------------------------------------------

_lasting: dict[Hashable, _Statement] = {}


class Prepared(Generic[Row]):
    """`Prepared(make, KEY, WORD)` asks `make(1, "x")` when it is called with `1, "x"`.

    What many of the rows name is one object."""

    def __init__(self, make: Callable[..., "QuerySet[Any, Row]"], *fields: AnyField) -> None:
        self.make = make
        self.places = [Given(number, field) for number, field in enumerate(fields)]

    def __call__(self, *values: object) -> list[Row]:
        return _ask(self._statement, dict(enumerate(values)), _Statement.rows)

    def first(self, *values: object) -> Row | None:
        return next(iter(self(*values)), None)

    def sql(self, *values: object) -> tuple[str, tuple[Any, ...]]:
        """The question itself, for a statement that holds it; empty where nothing can be found."""
        return _ask(self._statement, dict(enumerate(values)), _Statement.filled)

    def _statement(self) -> _Statement:
        key = connections[DEFAULT_DB_ALIAS].vendor, self
        return _found(_lasting, key, lambda: self.make(*self.places))


class PreparedUpdate:
    """`PreparedUpdate(make, KEY)` writes what `make(1)` gives, rows and what is set in them, as
    `rows.update(**values)` does. The rows are those of one table, told by columns of that table,
    as nothing is asked beforehand."""

    def __init__(
        self, make: Callable[..., tuple["QuerySet[Any]", dict[str, Any]]], *fields: AnyField
    ) -> None:
        self.asked: Prepared[Any] = Prepared(lambda *places: _update_of(*make(*places)), *fields)

    def __call__(self, *values: object) -> None:
        sql, parameters = self.asked.sql(*values)
        if sql:
            send(Statement(sql, parameters))


def _update_of(rows: "QuerySet[Any]", values: Mapping[str, Any]) -> "QuerySet[Any]":
    found = rows.order_by()
    found.query = found.query.chain(UpdateQuery)
    found.query.add_update_values(values)  # type: ignore[attr-defined]
    return found


# --- queries by key --------------------------------------------------------------------------

_kept: OrderedDict[Hashable, _Statement] = OrderedDict()


def rows(key: Hashable, build: Build, **given: Any) -> list[Any]:
    """The rows of this query, with these values; what many of them name is one object."""
    return _ask(lambda: _by_key(key, build), given, _Statement.rows)


def count(key: Hashable, build: Build, **given: Any) -> int:
    found = figures(key, build, "COUNT(*)", **given)
    return int(found[0]) if found else 0


def figures(
    key: Hashable, build: Build, outer: str, *, values: Sequence[Any] = (), **given: Any
) -> tuple[Any, ...] | None:
    return _ask(
        lambda: _by_key(key, build), given, lambda found: found.figures(outer, values=values)
    )


def query(key: Hashable, build: Build) -> "QuerySet[Any, Any]":
    """The query itself, to be narrowed or sorted further; put together once under this key."""
    return _by_key(("query", key), build).source.all()


def _by_key(key: Hashable, build: Build) -> _Statement:
    whole = connections[DEFAULT_DB_ALIAS].vendor, key
    found = _found(_kept, whole, build)
    _touched(whole)
    return found


def _touched(key: Hashable) -> None:
    """What was used last is dropped last. Another thread may have dropped it just now."""
    with suppress(KeyError):
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
