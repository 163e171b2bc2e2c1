"""All triggers at once: for tables made without migrations, and for whoever tampers with them."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.operations.base import Operation

from documents import append_only, frozen


def install(connection: BaseDatabaseWrapper) -> None:
    append_only.install(connection)
    frozen.install(connection)


def remove(connection: BaseDatabaseWrapper) -> None:
    append_only.remove(connection)
    frozen.remove(connection)


def aside(*operations: Operation) -> list[Operation]:
    """Operations of a migration that on SQLite make a table anew: its own triggers would go with
    the old one, and those of other tables that ask it (the head) would not let it go. All stand
    aside meanwhile, and come back as they were.
    """
    kept: list[str] = []

    def off(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            with editor.connection.cursor() as cursor:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                for name, law in cursor.fetchall():
                    kept.append(law)
                    cursor.execute(f'DROP TRIGGER "{name}"')

    def back(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        with editor.connection.cursor() as cursor:
            while kept:
                cursor.execute(kept.pop())

    return [RunPython(off, back), *operations, RunPython(back, off)]
