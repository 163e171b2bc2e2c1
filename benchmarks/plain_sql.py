"""SQL by hand for the driver's own cursor: rows put, locked, added to, in one transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

Statement = tuple[str, list[Any]]
Amounts = dict[tuple[Any, ...], list[int]]


def raw() -> Any:
    """The driver's own connection: no ORM, no wrapper."""
    connection.ensure_connection()
    return connection.connection


def run(statements: Iterable[Statement]) -> None:
    """All of them in one transaction, committed; inside an open one (a test's) they join it."""
    cursor = raw().cursor()
    begin = "BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN"
    alone = not connection.in_atomic_block
    try:
        if alone:
            cursor.execute(begin)
        for sql, parameters in statements:
            cursor.execute(sql, parameters)
        if alone:
            cursor.execute("COMMIT")
    except Exception:
        if alone:
            cursor.execute("ROLLBACK")
        raise
    finally:
        cursor.close()


def insert(rows: Sequence[Model], *, with_id: bool) -> Statement:
    fields = [f for f in rows[0]._meta.concrete_fields if with_id or not _draws_its_id(f)]
    names = ", ".join(f'"{each.column}"' for each in fields)
    found = [
        [
            each.get_db_prep_save(getattr(row, each.attname), connection=connection)
            for each in fields
        ]
        for row in rows
    ]
    given, parameters = _table([_type(each) for each in fields], found)
    return f'INSERT INTO "{rows[0]._meta.db_table}" ({names}) {given}', parameters


def _table(types: Sequence[str], rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """Rows as something to select from: as fast as each database takes them."""
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{each}[]" for each in types)
        return f"SELECT * FROM unnest({arrays})", [
            list(column) for column in zip(*rows, strict=True)
        ]
    one = f"({', '.join('?' * len(types))})"
    return f"VALUES {', '.join([one] * len(rows))}", [value for row in rows for value in row]


def _type(each: Any) -> str:
    own = each.rel_db_type(connection) if each.primary_key else each.db_type(connection)
    return str(own).partition("(")[0]


def lock(model: type[Model], keys: Sequence[str], wanted: Iterable[tuple[Any, ...]]) -> Statement:
    """SQLite holds the whole database; there it is the reading alone."""
    names = ", ".join(keys)
    tail = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    given, parameters = _table(_types(model, keys), sorted(wanted))
    table = model._meta.db_table
    sql = f"SELECT id FROM {table} WHERE ({names}) IN ({given}) ORDER BY {names}{tail}"
    return sql, parameters


def add(
    model: type[Model], keys: Sequence[str], columns: Sequence[str], amounts: Amounts
) -> Statement:
    table, names = model._meta.db_table, (*keys, *columns)
    marked = [f"column{place}" for place in range(1, len(names) + 1)]
    found = list(zip(names, marked, strict=True))
    changes = ", ".join(f"{n} = {table}.{n} + v.{m}" for n, m in found[len(keys) :])
    same = " AND ".join(f"{table}.{n} = v.{m}" for n, m in found[: len(keys)])
    rows = [(*key, *sums) for key, sums in sorted(amounts.items())]
    given, parameters = _table(_types(model, names), rows)
    # SQLite names the columns of VALUES so by itself, and takes no list of names.
    alias = f"v({', '.join(marked)})" if connection.vendor == "postgresql" else "v"
    return f"UPDATE {table} SET {changes} FROM ({given}) AS {alias} WHERE {same}", parameters


def _types(model: type[Model], names: Sequence[str]) -> list[str]:
    found = {each.column: _type(each) for each in model._meta.concrete_fields}
    return [found[name] for name in names]


def mark() -> str:
    return "?" if connection.vendor == "sqlite" else "%s"


def _draws_its_id(each: Any) -> bool:
    return bool(each.primary_key and not each.is_relation)
