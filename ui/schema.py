"""Operations of migrations that change how tables are stored, not what they hold.

A large table of SQLite is not made anew for an index, as Django's own operation would.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Field = tuple[str, str]


class WithoutIndexes(Operation):
    """Foreign keys (model, field) that bear no index of their own any more, because another one
    begins with them. One operation for many: Django draws all models up anew after each."""

    reversible = True

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = fields

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for model, name in self.fields:
            found = state.models[app_label, model].fields
            field: Any = found[name].clone()
            field.db_index = False
            found[name] = field
            if "apps" in state.__dict__:  # drawn up already: told, rather than drawn up once more
                drawn: Any = state.apps.get_model(app_label, model)._meta.get_field(name)
                drawn.db_index = False

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for index, _table, _column in self._indexes(app_label, schema_editor):
            schema_editor.execute(f'DROP INDEX IF EXISTS "{index}"')

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for index, table, column in self._indexes(app_label, schema_editor):
            schema_editor.execute(f'CREATE INDEX "{index}" ON "{table}" ("{column}")')

    def _indexes(self, app_label: str, editor: Any) -> Iterator[tuple[str, str, str]]:
        """By the names that Django gives them."""
        for model, name in self.fields:
            table, column = f"{app_label}_{model}", f"{name}_id"
            yield editor._create_index_name(table, [column]), table, column

    def describe(self) -> str:
        return f"No index of their own for {len(self.fields)} foreign keys"


class RoomForUpdates(Operation):
    """Tables whose rows are added to again and again keep room in each page (PostgreSQL): a new
    version of a row stays beside the old one, no index learns of it, and the next reader clears the
    old one away. Without it whoever looks for a balance walks past each of its former versions
    until the server vacuums."""

    reversible = True

    def __init__(self, models: Sequence[str], filled: int = 50) -> None:
        self.models, self.filled = models, filled

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """How full a page is belongs to no model."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._each(app_label, schema_editor, f"SET (fillfactor = {self.filled})")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._each(app_label, schema_editor, "RESET (fillfactor)")

    def _each(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, how: str) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for model in self.models:
                schema_editor.execute(f'ALTER TABLE "{app_label}_{model}" {how}')

    def describe(self) -> str:
        return f"Room for updates in {', '.join(self.models)}"
