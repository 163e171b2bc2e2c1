"""Small tables inside a record's form: contacts of a party, barcodes of an item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import IntegrityError
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from ui import grid
from ui.lines import LineFormSet, line_formset


@dataclass(frozen=True)
class Child:
    """Rows of another model that belong to the record: `related` is the name on the record.

    `form` is a form whose field names are the child's; `columns` are the grid's.
    """

    name: str
    title: Any
    related: str
    form: type[forms.Form]
    columns: Sequence[grid.Column]
    max_rows: int = 100

    def formset(self, record: Model | None, data: Mapping[str, Any] | None = None) -> LineFormSet:
        made = line_formset(self.form, max_rows=self.max_rows)
        return made(data, prefix=self.name, initial=self._stored(record))

    def grid(self, formset: LineFormSet, *, hide_prices: bool = False) -> grid.Grid:
        return grid.grid_for(formset, self.columns, hide_prices=hide_prices)

    def _stored(self, record: Model | None) -> list[dict[str, Any]]:
        if record is None or record.pk is None:
            return []
        names = self.form.base_fields
        rows = getattr(record, self.related).order_by("pk")
        return [{"id": row.pk, **{name: getattr(row, name) for name in names}} for row in rows]

    def save(self, record: Model, formset: LineFormSet) -> None:
        """What came back is changed or made, what did not come back is gone; all with history."""
        manager = getattr(record, self.related)
        stored = {row.pk: row for row in manager.all()}
        kept = {row["id"] for row in formset.cleaned_data}
        for pk, row in stored.items():
            if pk not in kept:
                self._remove(row)
        for values in formset.cleaned_data:
            self._write(manager, stored.get(values["id"]), values)

    def _write(self, manager: Any, row: Any, values: dict[str, Any]) -> None:
        values = {name: value for name, value in values.items() if name != "id"}
        if row is None:
            manager.create(**values)
            return
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        if changed:
            row.save(update_fields=changed)

    def _remove(self, row: Any) -> None:
        try:
            row.delete()
        except ProtectedError as fault:
            sentence = _("“%(row)s” is used in papers and cannot be removed.")
            raise StillUsed(sentence % {"row": row}) from fault


class StillUsed(IntegrityError):
    """A row that others point at; its text says which."""
