"""The indexes by which look-up finds one of many items, on each database in its own way.

PostgreSQL: beginnings by `text_pattern_ops`, parts by the trigrams of `pg_trgm`; its planner uses
them by itself. SQLite: beginnings by NOCASE indexes, parts by a trigram table of FTS5 that triggers
keep up, and that a query must name. Where an extension is missing, look-up is right but slower.
"""

import logging
from functools import cache
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import BigIntegerField, Q
from django.db.models.expressions import RawSQL

from ui.tiers import Fragment, everything
from ui.values import Moving

log = logging.getLogger(__name__)

FIELDS = ("code", "name", "specification", "model", "series", "colour", "size", "pinyin")
BEGINNINGS = (
    ("masterdata_item", "code"),
    ("masterdata_item", "pinyin"),
    ("masterdata_item", "barcode"),
    ("masterdata_itembarcode", "code"),
)
PARTS = "masterdata_item_parts"
TRIGGERS = {
    f"{PARTS}_insert": "AFTER INSERT ON masterdata_item BEGIN {put} END",
    f"{PARTS}_delete": "AFTER DELETE ON masterdata_item BEGIN {take} END",
    f"{PARTS}_update": (
        f"AFTER UPDATE OF {', '.join(FIELDS)} ON masterdata_item BEGIN {{take}} {{put}} END"
    ),
}


def fragment() -> Fragment:
    return _by_parts if connection.vendor == "sqlite" and _is_kept() else everything


def _by_parts(text: Moving) -> Q:
    found = f"SELECT rowid FROM {PARTS} WHERE {PARTS} MATCH %s"
    return Q(pk__in=RawSQL(found, [text.then(_quoted)], output_field=BigIntegerField()))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@cache
def _is_kept() -> bool:
    """A table that was made anew by a migration has lost its triggers: then nothing is said."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return set(TRIGGERS) <= {name for (name,) in cursor.fetchall()}


# --- for the migration ---------------------------------------------------------------------------


def create(editor: Any) -> None:
    made = _create_sqlite if editor.connection.vendor == "sqlite" else _create_postgresql
    for statements in made():
        _execute_together(editor, statements)
    _is_kept.cache_clear()


def drop(editor: Any) -> None:
    for table, column in BEGINNINGS:
        editor.execute(f"DROP INDEX IF EXISTS {table}_{column}_begins")
    if editor.connection.vendor == "sqlite":
        for name in TRIGGERS:
            editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        editor.execute(f"DROP TABLE IF EXISTS {PARTS}")
    else:
        editor.execute(f"DROP INDEX IF EXISTS {PARTS}")
    _is_kept.cache_clear()


def _execute_together(editor: Any, statements: list[str]) -> None:
    """Without the right to an extension, or without it, everything else still works."""
    try:
        with transaction.atomic(using=editor.connection.alias):
            for statement in statements:
                editor.execute(statement)
    except DatabaseError as fault:
        log.warning("items are found without this index, so more slowly: %s", fault)


def _create_postgresql() -> list[list[str]]:
    parts = ", ".join(f"UPPER({name}::text) gin_trgm_ops" for name in FIELDS)
    begins = [
        f"CREATE INDEX {table}_{column}_begins ON {table} (UPPER({column}::text) text_pattern_ops)"
        for table, column in BEGINNINGS
    ]
    extension = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
    return [begins, [extension, f"CREATE INDEX {PARTS} ON masterdata_item USING gin ({parts})"]]


def _create_sqlite() -> list[list[str]]:
    names = ", ".join(FIELDS)
    begins = [
        f"CREATE INDEX {table}_{column}_begins ON {table} ({column} COLLATE NOCASE)"
        for table, column in BEGINNINGS
    ]
    table = (
        f"CREATE VIRTUAL TABLE {PARTS} USING fts5({names}, tokenize='trigram',"
        " content='masterdata_item', content_rowid='id')"
    )
    old, new = (", ".join(f"{row}.{name}" for name in FIELDS) for row in ("old", "new"))
    bodies = {
        "put": f"INSERT INTO {PARTS}(rowid, {names}) VALUES (new.id, {new});",
        "take": f"INSERT INTO {PARTS}({PARTS}, rowid, {names}) VALUES ('delete', old.id, {old});",
    }
    triggers = [f"CREATE TRIGGER {name} {body.format(**bodies)}" for name, body in TRIGGERS.items()]
    filled = f"INSERT INTO {PARTS}({PARTS}) VALUES ('rebuild')"
    return [begins, [table, *triggers, filled]]
