"""Many rows in one statement, on both databases: the rows travel as one JSON parameter.

A ledger posts one line or a thousand with the same number of statements. `bulk_create` cannot
promise that: it splits wherever a database's limit of parameters is reached (999 on SQLite).
Rows are written in the order they are given, so a caller who sorts them locks them in that order.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)


# Most values of a row are keys, words and numbers that need no preparing; asking the field anyway
# takes most of the time that a posting of many lines has.
_AS_THEY_ARE = frozenset({int, str, bool, type(None)})
_STORED_AS_GIVEN = frozenset(
    {
        *(models.ForeignKey, models.OneToOneField, models.BigAutoField, models.CharField),
        *(models.BooleanField, models.PositiveIntegerField, models.PositiveSmallIntegerField),
    }
)


def insert(rows: Sequence[Model], *, or_ignore: bool = False) -> None:
    """Insert unsaved rows of one model; `or_ignore` leaves rows that exist as they are."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    given, parameter = _given(fields, [[getattr(r, f.attname) for f in fields] for r in rows])
    columns = ", ".join(_quoted(field.column) for field in fields)
    # SQLite needs the WHERE to tell "ON CONFLICT" from a join condition.
    tail = " ON CONFLICT DO NOTHING" if or_ignore else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quoted(meta.db_table)} ({columns}) "
            f"SELECT {columns} FROM {given} WHERE true{tail}",
            [parameter],
        )


def lock(model: type[Row], *, by: Sequence[str], keys: Iterable[Sequence[object]]) -> list[Row]:
    """The rows with these keys, locked in key order; rows must exist to be locked."""
    fields: list[Any] = [model._meta.get_field(name) for name in by]
    given, parameter = _given(fields, keys)
    columns = [_quoted(field.column) for field in fields]
    matching = " AND ".join(f"held.{column} = given.{column}" for column in columns)
    order = ", ".join(f"held.{column}" for column in columns)
    for_update = " FOR UPDATE OF held" if connection.features.has_select_for_update else ""
    statement = (
        f"SELECT held.* FROM {_quoted(model._meta.db_table)} AS held "
        f"JOIN {given} ON {matching} ORDER BY {order}{for_update}"
    )
    return list(model._default_manager.raw(statement, [parameter]))


def add(
    model: type[Model], *, columns: Sequence[str], amounts: Mapping[int, Sequence[object]]
) -> None:
    """Add to the columns of the rows with these ids, all in one statement."""
    if not amounts:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in ("id", *columns)]
    given, parameter = _given(fields, [[key, *values] for key, values in amounts.items()])
    table = _quoted(model._meta.db_table)
    changes = ", ".join(
        f"{column} = {table}.{column} + given.{column}"
        for column in (_quoted(field.column) for field in fields[1:])
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {changes} FROM {given} WHERE {table}.id = given.id", [parameter]
        )


def write(changed: Iterable[Model], columns: Iterable[str]) -> None:
    """Store these columns of the rows as they are now; `bulk_update` takes a branch per row."""
    rows = list(changed)
    if not rows:
        return
    meta = rows[0]._meta
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in columns)]
    given, parameter = _given(fields, [[getattr(r, f.attname) for f in fields] for r in rows])
    table, key = _quoted(meta.db_table), _quoted(fields[0].column)
    changes = ", ".join(
        f"{column} = given.{column}" for column in (_quoted(field.column) for field in fields[1:])
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {changes} FROM {given} WHERE {table}.{key} = given.{key}",
            [parameter],
        )


def _given(
    fields: Sequence["Field[Any, Any]"], rows: Iterable[Sequence[object]]
) -> tuple[str, str]:
    """A table expression named `given` with the fields' columns, and its one parameter."""
    names = [field.column for field in fields]
    data = [
        {f.column: _plain(f, value) for f, value in zip(fields, row, strict=True)} for row in rows
    ]
    parameter = json.dumps(data, ensure_ascii=False, default=str)
    if connection.vendor == "postgresql":
        types = ", ".join(f"{_quoted(f.column)} {_type(f)}" for f in fields)
        return f"json_to_recordset(%s::json) AS given({types})", parameter
    picked = ", ".join(f"value ->> '{name}' AS {_quoted(name)}" for name in names)
    return f"(SELECT {picked} FROM json_each(%s)) AS given", parameter


def _plain(field: "Field[Any, Any]", value: object) -> object:
    if type(value) in _AS_THEY_ARE and type(field) in _STORED_AS_GIVEN:
        return value
    stored = field.get_db_prep_save(value, connection=connection)
    return stored.isoformat() if isinstance(stored, date) else stored


def _type(field: Any) -> str:
    # A serial column's own type would be "bigint GENERATED …"; what refers to it has a plain one.
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
