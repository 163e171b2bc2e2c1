"""Database triggers that refuse to change or delete what is only ever appended (invariant I7).

Two doors lead to the same triggers: `guard()` is a migration's operation, so that a database made
by `migrate` has them; `register()` is called by app code, so that `install()` and `remove()` can
put them back and take them away without reading migrations (tests flush their tables).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

from documents import month_trigger

_guarded: dict[str, tuple[str, ...]] = {}
# Ledger tables and the column of the business date, which must not lie in a closed month.
_dated: dict[str, str] = {}


def register(table: str, mutable: Iterable[str] = ()) -> None:
    """Names a table as append-only; only its `mutable` columns may be changed later."""
    _guarded[table] = tuple(mutable)


def register_dated(table: str, column: str) -> None:
    """Names a ledger's table whose entries must not be dated in a closed month."""
    _dated[table] = column


def dated() -> dict[str, str]:
    return dict(_dated)


def guarded() -> dict[str, tuple[str, ...]]:
    """The append-only tables and the columns of each that may change."""
    return dict(_guarded)


def guard(*, table: str, mutable: Iterable[str] = ()) -> RunPython:
    """The migration operation that puts the triggers on one table."""
    columns = tuple(mutable)
    # The code of today knows better than an old migration which columns may change.
    _guarded.setdefault(table, columns)

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        # Migrations may be run for another alias than "default".
        _install(connections[editor.connection.alias], table, columns)

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        _remove(connections[editor.connection.alias], table)

    return RunPython(forwards, backwards, elidable=False)


def guard_month(*, table: str, column: str) -> RunPython:
    """The migration operation that keeps entries of one table out of closed months."""
    _dated.setdefault(table, column)

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        month_trigger.install(connections[editor.connection.alias], table, column)

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        month_trigger.remove(connections[editor.connection.alias], table)

    return RunPython(forwards, backwards, elidable=False)


def install(connection: BaseDatabaseWrapper) -> None:
    """Puts the triggers on every registered table that this database has."""
    for table, mutable in _present(connection):
        _install(connection, table, mutable)
        if table in _dated:
            month_trigger.install(connection, table, _dated[table])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Takes the triggers off every registered table; for tests alone."""
    for table, _mutable in _present(connection):
        _remove(connection, table)
        if table in _dated:
            month_trigger.remove(connection, table)


def _present(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, tuple[str, ...]]]:
    tables = set(connection.introspection.table_names())
    yield from ((table, mutable) for table, mutable in _guarded.items() if table in tables)


def _install(connection: BaseDatabaseWrapper, table: str, mutable: tuple[str, ...]) -> None:
    _remove(connection, table)
    with connection.cursor() as cursor:
        frozen = [
            column.name
            for column in connection.introspection.get_table_description(cursor, table)
            if column.name not in mutable
        ]
        make = _for_postgresql if connection.vendor == "postgresql" else _for_sqlite
        for statement in make(table, frozen):
            cursor.execute(statement)


def _remove(connection: BaseDatabaseWrapper, table: str) -> None:
    with connection.cursor() as cursor:
        for act in ("update", "delete", "truncate"):
            name = f'"{table}_append_only_{act}"'
            if connection.vendor == "postgresql":
                cursor.execute(f'DROP TRIGGER IF EXISTS {name} ON "{table}"')
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        if connection.vendor == "postgresql":
            cursor.execute(f'DROP FUNCTION IF EXISTS "{table}_append_only_refuse"()')


def _sentence(table: str) -> str:
    return f"{table} is append-only: write an opposite row instead of changing or deleting this one"


def _for_sqlite(table: str, frozen: list[str]) -> Iterator[str]:
    # `IS NOT` compares nulls too. `INSERT OR REPLACE` deletes first, and its delete fires the
    # trigger because the settings switch recursive_triggers on.
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in frozen)
    for act, condition in (("update", f"WHEN {changed}"), ("delete", "")):
        yield (
            f'CREATE TRIGGER "{table}_append_only_{act}" BEFORE {act.upper()} ON "{table}" '
            f"{condition} BEGIN SELECT RAISE(ABORT, '{_sentence(table)}'); END"
        )


def _for_postgresql(table: str, frozen: list[str]) -> Iterator[str]:
    refuse = f'"{table}_append_only_refuse"'
    yield (
        f"CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{_sentence(table)}' "
        "USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in frozen)
    for act, each, condition in (
        ("update", "ROW", f"WHEN ({changed})"),
        ("delete", "ROW", ""),
        ("truncate", "STATEMENT", ""),
    ):
        yield (
            f'CREATE TRIGGER "{table}_append_only_{act}" BEFORE {act.upper()} ON "{table}" '
            f"FOR EACH {each} {condition} EXECUTE FUNCTION {refuse}()"
        )
