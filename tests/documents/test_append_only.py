"""What is only ever appended cannot be changed, whatever SQL is written past the program."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from documents import append_only

pytestmark = pytest.mark.django_db

TABLE = "scratch_entry"


@pytest.fixture
def entries() -> Iterator[None]:
    """A table of two columns, of which only `allocated` may change, with one row."""
    before = append_only.guarded()
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, amount bigint, allocated bigint)"
        )
        cursor.execute(f"INSERT INTO {TABLE} VALUES (1, 500, NULL)")
    append_only.register(TABLE, mutable=("allocated",))
    append_only.install(connection)
    yield
    append_only.remove(connection)
    append_only._guarded.clear()
    append_only._guarded.update(before)
    append_only.install(connection)


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def rows() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, amount, allocated FROM {TABLE} ORDER BY id")
        return cursor.fetchall()


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE {TABLE} SET amount = 501",
        f"UPDATE {TABLE} SET amount = NULL",
        f"UPDATE {TABLE} SET amount = 501, allocated = 3",
        f"UPDATE {TABLE} SET id = 7",
        f"DELETE FROM {TABLE}",
        f"DELETE FROM {TABLE} WHERE id = 1",
    ],
)
@pytest.mark.usefixtures("entries")
def test_changing_or_deleting_a_row_is_refused(sql: str) -> None:
    with pytest.raises(DatabaseError, match="scratch_entry is append-only"):
        run(sql)

    assert rows() == [(1, 500, None)]


@pytest.mark.usefixtures("entries")
def test_a_row_cannot_be_replaced() -> None:
    sql = {
        "sqlite": f"INSERT OR REPLACE INTO {TABLE} VALUES (1, 501, NULL)",
        "postgresql": f"INSERT INTO {TABLE} VALUES (1, 501, NULL) "
        "ON CONFLICT (id) DO UPDATE SET amount = excluded.amount",
    }[connection.vendor]

    with pytest.raises(DatabaseError, match="append-only"):
        run(sql)

    assert rows() == [(1, 500, None)]


@pytest.mark.usefixtures("entries")
def test_a_table_cannot_be_emptied_at_once() -> None:
    # SQLite has no TRUNCATE; its quick delete of all rows is refused like any other.
    sql = {"sqlite": f"DELETE FROM {TABLE}", "postgresql": f"TRUNCATE {TABLE}"}

    with pytest.raises(DatabaseError, match="append-only"):
        run(sql[connection.vendor])

    assert len(rows()) == 1


@pytest.mark.usefixtures("entries")
def test_appending_and_changing_a_mutable_column_are_allowed() -> None:
    run(f"INSERT INTO {TABLE} VALUES (2, -500, 0)")
    run(f"UPDATE {TABLE} SET allocated = 20 WHERE id = 1")
    run(f"UPDATE {TABLE} SET amount = 500, allocated = 30 WHERE id = 1")

    assert rows() == [(1, 500, 30), (2, -500, 0)]


@pytest.mark.usefixtures("entries")
def test_the_triggers_can_be_taken_off_and_put_back() -> None:
    append_only.remove(connection)
    run(f"UPDATE {TABLE} SET amount = 501")
    append_only.install(connection)
    append_only.install(connection)

    with pytest.raises(DatabaseError, match="append-only"):
        run(f"UPDATE {TABLE} SET amount = 502")


def test_a_migration_operation_installs_and_removes_them() -> None:
    run(f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, amount bigint)")
    run(f"INSERT INTO {TABLE} VALUES (1, 500)")
    operation = append_only.guard(table=TABLE)
    append_only._guarded.pop(TABLE)
    editor = connection.SchemaEditorClass(connection)

    operation.code(apps, editor)
    with pytest.raises(DatabaseError, match="append-only"):
        run(f"DELETE FROM {TABLE}")
    operation.reverse_code(apps, editor)

    run(f"DELETE FROM {TABLE}")


def test_every_registered_table_is_guarded_in_this_database() -> None:
    tables = set(connection.introspection.table_names()) & set(append_only.guarded())
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        triggers = {name for (name,) in cursor.fetchall()}

    wanted = {f"{table}_append_only_{act}" for table in tables for act in ("update", "delete")}
    assert wanted <= triggers


@pytest.mark.django_db
def test_an_append_only_violation_is_never_told_as_somebody_elses_change() -> None:
    from django.db import IntegrityError

    from documents.errors import Refused
    from documents.transactions import in_one_transaction

    def break_the_rule() -> None:
        raise IntegrityError("documents_event is append-only: write an opposite row")

    def break_another() -> None:
        raise IntegrityError("UNIQUE constraint failed: documents_link.source_id")

    with pytest.raises(IntegrityError):
        in_one_transaction(break_the_rule)
    with pytest.raises(Refused):
        in_one_transaction(break_another)
