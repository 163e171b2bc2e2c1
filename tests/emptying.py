"""Empties what a test with real transactions has left, and nothing that was empty already.

Django's own flush makes the file of every table and index anew (TRUNCATE) and lets `post_migrate`
write all permissions again: many times what the test itself costs.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from documents import append_only, frozen
from masterdata.apps import make_groups

# What `post_migrate` would write again; no test changes it.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty() -> None:
    """All rows of all tables; the triggers that refuse it stand aside meanwhile."""
    filled = tables_with_rows()
    guarded = filled & set(append_only.guarded())
    # The foreign keys are asked at the end, when nothing refers to anything any more.
    with _without_triggers(guarded), transaction.atomic(), connection.cursor() as cursor:
        # A paper that is bound to nothing is not frozen.
        cursor.execute(f"UPDATE {frozen.HEAD} SET content_hash = '', version = version + 1")
        for table in sorted(filled):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
    make_groups()


def tables_with_rows() -> set[str]:
    tables = set(connection.introspection.django_table_names(only_existing=True)) - KEPT
    asked = [
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"
        for table in sorted(tables)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return {table for (table,) in cursor.fetchall()}


@contextmanager
def _without_triggers(guarded: set[str]) -> Iterator[None]:
    """SQLite cannot switch them off; there they are taken away and put back."""
    if connection.vendor != "postgresql":
        append_only.remove(connection)
        yield
        append_only.install(connection)
    else:
        _switch("DISABLE", guarded)
        yield
        _switch("ENABLE", guarded)


def _switch(word: str, tables: set[str]) -> None:
    with connection.cursor() as cursor:
        for table in sorted(tables):
            name = connection.ops.quote_name(table)
            cursor.execute(f"ALTER TABLE {name} {word} TRIGGER USER")
