"""A backup of SQLite put into PostgreSQL: the firm has outgrown the database that is one file.

The tables are made by the migrations; then each row is copied as it is stored. Both databases
keep the same whole numbers and texts, so that chains and seals stay what they are.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import DateTimeField, Model
from django.utils.translation import gettext as _

from documents.backups.archive import Manifest
from documents.backups.databases import NotPossible, ask_here, tables_of

FROM, TO = "sqlite", "postgresql"
OWN = "django_migrations"
# SQLite keeps moments in UTC without saying so.
UTC = "+00"


def is_move(manifest: Manifest) -> bool:
    return (manifest.vendor, connection.vendor) == (FROM, TO)


def require_same_tables(manifest: Manifest) -> None:
    leaves = set(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())
    if not leaves <= {(app, name) for app, name in manifest.migrations}:
        raise NotPossible(
            _(
                "The tables of the backup are of another version. Bring the old database up to "
                "date with this version's “migrate”, make a backup of it, and restore that."
            )
        )


def put_in(file: Path) -> None:
    """All rows of the unpacked SQLite file, in one transaction."""
    call_command("migrate", interactive=False, verbosity=0)
    models = list(_models())
    strange = set(tables_of(ask_here)) - {model._meta.db_table for model in models} - {OWN}
    if strange:
        raise NotPossible(_("Nobody knows these tables: %(tables)s") % {"tables": sorted(strange)})
    with closing(sqlite3.connect(file)) as source, transaction.atomic():
        _say("SET LOCAL statement_timeout = 0")
        with _unguarded(models):
            for model in models:
                _copy(model, source)
            # Every key is looked up now; what a foreign key misses stops the move here.
            _say("SET CONSTRAINTS ALL IMMEDIATE")
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            _say(sql)


def _models() -> Iterator[type[Model]]:
    """Each table once."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


@contextmanager
def _unguarded(models: Sequence[type[Model]]) -> Iterator[None]:
    """Emptied of what the migrations put in, and open for what the triggers have let in once."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    for table in tables:
        _say(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    _say(f"TRUNCATE {', '.join(tables)}")
    yield
    for table in tables:
        _say(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _copy(model: type[Model], source: sqlite3.Connection) -> None:
    fields = model._meta.concrete_fields
    moments = [n for n, field in enumerate(fields) if isinstance(field, DateTimeField)]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in source.execute(f"SELECT {names} FROM {table}"):
            copy.write_row(_with_zone(row, moments) if moments else row)


def _with_zone(row: Sequence[Any], moments: Sequence[int]) -> list[Any]:
    values = list(row)
    for place in moments:
        if values[place] is not None:
            values[place] += UTC
    return values


def _say(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
