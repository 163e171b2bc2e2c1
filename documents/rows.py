"""Many rows in one statement, on both databases: the rows travel as arrays or as one JSON.

A ledger posts one line or a thousand with the same number of statements. `bulk_create` cannot
promise that: it splits wherever a database's limit of parameters is reached (999 on SQLite).
Rows are written in the order they are given, so a caller who sorts them locks them in that order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model

from documents.given import AS_THEY_ARE, STORED_AS_GIVEN, Fields, given_rows, quoted
from ui.reading import maker_of
from ui.sending import Statement, ask, send

Row = TypeVar("Row", bound=Model)


def insert(rows: Sequence[Model], *, or_ignore: bool = False) -> None:
    """Insert unsaved rows of one model; `or_ignore` leaves rows that exist as they are."""
    # SQLite needs the WHERE to tell "ON CONFLICT" from a join condition.
    _insert(rows, " ON CONFLICT DO NOTHING" if or_ignore else "")


def insert_or_write(rows: Sequence[Model], *, by: Sequence[str], columns: Sequence[str]) -> None:
    """Insert rows; of those that are there already by these columns, write the other ones."""
    if rows:
        meta = rows[0]._meta
        given = ", ".join(f"{c} = EXCLUDED.{c}" for c in _columns(meta, columns))
        _insert(rows, f" ON CONFLICT ({', '.join(_columns(meta, by))}) DO UPDATE SET {given}")


def insert_or_add(rows: Sequence[Model], *, by: Sequence[str], columns: Sequence[str]) -> None:
    """Insert rows; to those that are there already by these columns, add what the others say."""
    if rows:
        meta = rows[0]._meta
        table = quoted(meta.db_table)
        sums = ", ".join(f"{c} = {table}.{c} + EXCLUDED.{c}" for c in _columns(meta, columns))
        _insert(rows, f" ON CONFLICT ({', '.join(_columns(meta, by))}) DO UPDATE SET {sums}")


def insert_found(
    model: type[Model], columns: Sequence[str], found: tuple[str, Sequence[Any]], *, by: int
) -> None:
    """Insert what a kept query finds (its `sql`), column by column; where the first `by` columns
    are there already, write the others."""
    table, names = quoted(model._meta.db_table), _columns(model._meta, columns)
    given = ", ".join(f"{name} = EXCLUDED.{name}" for name in names[by:])
    statement, parameters = found
    sql = (
        f"INSERT INTO {table} ({', '.join(names)}) {statement} "
        f"ON CONFLICT ({', '.join(names[:by])}) DO UPDATE SET {given}"
    )
    send(Statement(sql, parameters))


def _insert(rows: Sequence[Model], tail: str) -> None:
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    given, parameters = given_rows(fields, _values(rows, fields))
    columns = ", ".join(quoted(field.column) for field in fields)
    sql = (
        f"INSERT INTO {quoted(meta.db_table)} ({columns}) "
        f"SELECT {columns} FROM {given} WHERE true{tail}"
    )
    send(Statement(sql, parameters))


def put(row: Model) -> None:
    """Insert one unsaved row, which learns its key: `save` without what it asks itself each time.
    One whose key is known beforehand may wait for others (`sending.together`).

    No signals: not for a model that keeps its history by them.
    """
    meta = row._meta
    statement, fields = _statement_of(type(row), connection.vendor)
    values: list[Any] = [_prepared(each, each.pre_save(row, add=True)) for each in fields]
    if meta.auto_field is None:
        send(Statement(statement, values))
    else:
        setattr(row, meta.auto_field.attname, ask(Statement(statement, values))[0][0])
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _statement_of(model: type[Model], vendor: str) -> tuple[str, tuple["Field[Any, Any]", ...]]:
    """`vendor` only tells one database's statement from another's."""
    meta = model._meta
    fields = tuple(field for field in meta.concrete_fields if field is not meta.auto_field)
    columns = ", ".join(quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    back = f" RETURNING {quoted(meta.auto_field.column)}" if meta.auto_field else ""
    return f"INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES ({marks}){back}", fields


def _prepared(field: "Field[Any, Any]", value: object) -> object:
    if type(value) in AS_THEY_ARE and type(field) in STORED_AS_GIVEN:
        return value
    return field.get_db_prep_save(value, connection=connection)


def lock(
    model: type[Row],
    *,
    by: Sequence[str],
    keys: Sequence[Sequence[object]],
    only_all: bool = False,
) -> list[Row]:
    """The rows with these keys that are there, locked in key order; with `only_all` none of them,
    if one is missing."""
    fields: list[Any] = [model._meta.get_field(name) for name in by]
    given, parameters = given_rows(fields, keys)
    columns = [quoted(field.column) for field in fields]
    matching = " AND ".join(f"held.{column} = given.{column}" for column in columns)
    order = ", ".join(f"held.{column}" for column in columns)
    for_update = " FOR UPDATE OF held" if connection.features.has_select_for_update else ""
    table = quoted(model._meta.db_table)
    names, wanted, converters = _reader_of(model, connection.vendor)
    all_there = ""
    if only_all:
        there = f"SELECT count(*) FROM {table} AS held JOIN {given} ON {matching}"
        all_there, parameters = f"WHERE ({there}) = {len(keys)} ", parameters * 2
    statement = (
        f"SELECT {wanted} FROM {table} AS held JOIN {given} ON {matching} "
        f"{all_there}ORDER BY {order}{for_update}"
    )
    found = [list(row) for row in ask(Statement(statement, parameters))]
    for row in found:
        for place, convert, column in converters:
            row[place] = convert(row[place], column, connection)
    make = maker_of(model).from_db
    return [make(DEFAULT_DB_ALIAS, names, row) for row in found]


def lock_or_make(
    model: type[Row], *, by: Sequence[str], keys: Sequence[Sequence[object]]
) -> list[Row]:
    """The rows with these keys, made where missing, locked in key order.

    Where one is missing, none is locked before all are there: who holds one while another is
    being made by somebody else would wait in a circle with whoever sees both.
    """
    if not keys:
        return []
    held = lock(model, by=by, keys=keys, only_all=True)
    if not held:
        fields: list[Any] = [model._meta.get_field(name) for name in by]
        names = [field.attname for field in fields]
        insert([model(**dict(zip(names, key, strict=True))) for key in keys], or_ignore=True)
        held = lock(model, by=by, keys=keys)
    return held


@cache
def _reader_of(model: type[Model], vendor: str) -> tuple[list[str], str, list[Any]]:
    """The attributes of a row, its columns, and by place what makes a value of what is stored."""
    every: list[Any] = list(model._meta.concrete_fields)
    columns = [field.get_col(model._meta.db_table) for field in every]
    converters = [
        (place, convert, column)
        for place, column in enumerate(columns)
        for convert in (
            *connection.ops.get_db_converters(column),
            *column.get_db_converters(connection),
        )
    ]
    wanted = ", ".join(f"held.{quoted(field.column)}" for field in every)
    return [field.attname for field in every], wanted, converters


def add(
    model: type[Model], *, columns: Sequence[str], amounts: Mapping[int, Sequence[object]]
) -> None:
    """Add to the columns of the rows with these ids, all in one statement."""
    if not amounts:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in ("id", *columns)]
    given, parameters = given_rows(fields, [[key, *values] for key, values in amounts.items()])
    table = quoted(model._meta.db_table)
    changes = ", ".join(
        f"{column} = {table}.{column} + given.{column}"
        for column in (quoted(field.column) for field in fields[1:])
    )
    sql = f"UPDATE {table} SET {changes} FROM {given} WHERE {table}.id = given.id"
    send(Statement(sql, parameters))


def write(changed: Iterable[Model], columns: Iterable[str]) -> None:
    """Store these columns of the rows as they are now; `bulk_update` takes a branch per row."""
    rows = list(changed)
    if not rows:
        return
    meta = rows[0]._meta
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in columns)]
    given, parameters = given_rows(fields, _values(rows, fields))
    table, key = quoted(meta.db_table), quoted(fields[0].column)
    changes = ", ".join(
        f"{column} = given.{column}" for column in (quoted(field.column) for field in fields[1:])
    )
    sql = f"UPDATE {table} SET {changes} FROM {given} WHERE {table}.{key} = given.{key}"
    send(Statement(sql, parameters))


def write_if(
    row: Model,
    columns: Iterable[str],
    *,
    only: Mapping[str, object],
    otherwise: Callable[[], Exception],
) -> None:
    """Store these columns of one row, if it still holds `only` these values (compare and set);
    `otherwise` tells what to raise."""
    meta = row._meta
    fields: list[Any] = [meta.get_field(name) for name in columns]
    held: list[Any] = [meta.pk, *(meta.get_field(name) for name in only)]
    changes = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    unchanged = " AND ".join(f"{quoted(field.column)} = %s" for field in held)
    values: list[Any] = [_prepared(field, getattr(row, field.attname)) for field in fields]
    values += [_prepared(f, v) for f, v in zip(held, [row.pk, *only.values()], strict=True)]

    def check(written: int) -> None:
        if not written:
            raise otherwise()

    sql = f"UPDATE {quoted(meta.db_table)} SET {changes} WHERE {unchanged}"
    send(Statement(sql, values, check))


def _values(rows: Iterable[Model], fields: Fields) -> list[Sequence[object]]:
    names = [field.attname for field in fields]
    if len(names) == 1:  # of a single name attrgetter gives no tuple
        return [[getattr(row, names[0])] for row in rows]
    return list(map(attrgetter(*names), rows))


def _columns(meta: Any, names: Sequence[str]) -> list[str]:
    return [quoted(meta.get_field(name).column) for name in names]
