"""Triggers that hold a paper to its content for as long as its head bears a content hash (V13).

The hash is set by the step that ends the editing and taken away by one that leads back to it, so
neither a state's name nor a type's law is repeated here. While it stands, nothing that it covers
is changed, added or taken away, whoever asks; counters and later facts (`DERIVED`) are free.

There is one door. `content.opened` and `content.reopened` put `opening(version)` in the place of
the hash; the same transaction ends with the next version and the new hash. The head itself refuses
to lose its hash otherwise, and a paper that was left open is told by `check_books`. Nobody waits
for a lock here: what raw SQL writes while somebody ends the editing is found by the next step,
which takes the hash anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

from documents import registry
from documents.models import Document, content_columns

HEAD, ATTACHMENTS = Document._meta.db_table, "documents_attachment"
# What the hash covers of a head, and what it was approved by or is known by.
OF_HEAD = (
    *("id", "type", "number", "maker_id"),
    *("date", "party_id", "handler_id", "total", "remark"),
)
OPEN = "open "
FROZEN = "belongs to a frozen paper"


def opening(version: int) -> str:
    """What a head bears instead of its hash while this version of it is written anew."""
    return f"{OPEN}{version}"


@dataclass(frozen=True)
class Frozen:
    """The columns of a table that do not change, and the one that names the head."""

    key: str
    columns: tuple[str, ...]


def declared() -> dict[str, Frozen]:
    """By table, for the head and every registered type: exactly what the content hash covers."""
    found = {HEAD: Frozen("id", OF_HEAD), ATTACHMENTS: Frozen("document_id", ("withdrawn_at",))}
    for each in registry.all_types():
        found[each.body._meta.db_table] = _frozen(each.body, "head_id")
        found[each.line._meta.db_table] = _frozen(each.line, "body_id", "id")
    return found


def _frozen(model: Any, key: str, *keys: str) -> Frozen:
    columns = {field.attname: field.column for field in model._meta.concrete_fields}
    content = [columns[name] for name in content_columns(model)]
    return Frozen(key, tuple(dict.fromkeys((*keys, key, *content))))


class Freeze(RunPython):
    """The migration operation that puts the triggers on one table; `columns` are words."""

    def __init__(self, table: str, key: str, columns: str) -> None:
        self.table, self.frozen = table, Frozen(key, tuple(columns.split()))
        super().__init__(self._forwards, self._backwards)

    def _forwards(self, _apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        # Migrations may be run for another alias than "default".
        _install(connections[editor.connection.alias], self.table, self.frozen)

    def _backwards(self, _apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        _remove(connections[editor.connection.alias], self.table)


def install(connection: BaseDatabaseWrapper) -> None:
    """Puts the triggers on the tables of every registered type that this database has."""
    for table, frozen in _present(connection):
        _install(connection, table, frozen)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Takes them off; for tests and proofs alone."""
    for table, _frozen_there in _present(connection):
        _remove(connection, table)


def _present(connection: BaseDatabaseWrapper) -> list[tuple[str, Frozen]]:
    there = set(connection.introspection.table_names())
    return [(table, frozen) for table, frozen in sorted(declared().items()) if table in there]


def _install(connection: BaseDatabaseWrapper, table: str, frozen: Frozen) -> None:
    _remove(connection, table)
    make = _for_postgresql if connection.vendor == "postgresql" else _for_sqlite
    with connection.cursor() as cursor:
        for statement in make(table, frozen):
            cursor.execute(statement)


def _remove(connection: BaseDatabaseWrapper, table: str) -> None:
    on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for act in ACTS:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_frozen_{act}"{on_table}')
        if connection.vendor == "postgresql":
            cursor.execute(f'DROP FUNCTION IF EXISTS "{table}_frozen_refuse"()')


# --- the law in SQL --------------------------------------------------------------------------

# A name, what it guards, and when, as a condition on the row alone.
Act = tuple[str, str, str]
ACTS = ("update", "unbind", "insert", "delete", "truncate")
_BOUND = f"{{row}}content_hash NOT IN ('', '{OPEN}' || {{row}}version)"


def _acts(table: str, frozen: Frozen, differs: str) -> Iterator[Act]:
    """What is guarded on a table; what hangs on another table's row is asked in `_elsewhere`."""
    columns = ", ".join(f'"{name}"' for name in frozen.columns)
    changed = " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in frozen.columns)
    if table != HEAD:
        yield "update", f"UPDATE OF {columns}", f"({changed})"
    if table not in (HEAD, ATTACHMENTS):
        yield "insert", "INSERT", ""
        yield "delete", "DELETE", ""
    if table == HEAD:
        bound = _BOUND.format(row="OLD.")
        same = "NEW.version <= OLD.version AND NEW.content_hash"
        lost = f"{same} NOT IN (OLD.content_hash, '{OPEN}' || NEW.version)"
        yield "update", f"UPDATE OF {columns}", f"{bound} AND ({changed})"
        yield "unbind", "UPDATE OF content_hash", f"OLD.content_hash <> '' AND {lost}"
        yield "delete", "DELETE", bound


def _elsewhere(table: str, frozen: Frozen, *rows: str) -> str:
    """Whether the paper that this row belongs to, or would, is frozen; of files: approved."""
    keys = ", ".join(f'{row}."{frozen.key}"' for row in rows)
    held = _BOUND.format(row="")
    if table == ATTACHMENTS:
        held += " AND approver_id IS NOT NULL"
    return f'EXISTS (SELECT 1 FROM "{HEAD}" WHERE id IN ({keys}) AND {held})'


def _sentence(table: str) -> str:
    return f"{table} {FROZEN}: reverse it or make a change document"


def _for_sqlite(table: str, frozen: Frozen) -> Iterator[str]:
    # `IS NOT` compares nulls too. `INSERT OR REPLACE` deletes first, and its delete fires the
    # trigger because the settings switch recursive_triggers on.
    rows = {"insert": ("NEW",), "delete": ("OLD",)}
    for act, event, when in _acts(table, frozen, "IS NOT"):
        if table != HEAD:
            asked = _elsewhere(table, frozen, *rows.get(act, ("OLD", "NEW")))
            when = f"{when} AND {asked}" if when else asked
        yield (
            f'CREATE TRIGGER "{table}_frozen_{act}" BEFORE {event} ON "{table}" '
            f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{_sentence(table)}'); END"
        )


def _for_postgresql(table: str, frozen: Frozen) -> Iterator[str]:
    refuse = f'"{table}_frozen_refuse"'
    # OLD of an INSERT and NEW of a DELETE read as nulls.
    asked = "true" if table == HEAD else _elsewhere(table, frozen, "OLD", "NEW")
    yield (
        f"CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'TRUNCATE' OR {asked} THEN RAISE EXCEPTION '{_sentence(table)}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    for act, event, when in _acts(table, frozen, "IS DISTINCT FROM"):
        yield (
            f'CREATE TRIGGER "{table}_frozen_{act}" BEFORE {event} ON "{table}" '
            f"FOR EACH ROW {f'WHEN ({when})' if when else ''} EXECUTE FUNCTION {refuse}()"
        )
    if table != ATTACHMENTS:
        yield (
            f'CREATE TRIGGER "{table}_frozen_truncate" BEFORE TRUNCATE ON "{table}" '
            f"FOR EACH STATEMENT EXECUTE FUNCTION {refuse}()"
        )
