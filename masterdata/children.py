"""Small tables of a record with two rules more: one row with the flag, and checks over all rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.models import fields_for_model

from ui.children import Child
from ui.forms import Form, LookupField
from ui.lines import LineFormSet
from ui.record_views import in_words


def line_form(
    model: type[Model], names: Sequence[str], lookups: Mapping[str, LookupField] | None = None
) -> type[Form]:
    """A plain form with the model's labels, lengths and choices; look-ups given apart."""
    fields: dict[str, forms.Field] = dict(fields_for_model(model, fields=names))
    fields |= dict(lookups or {})
    return type(f"{model.__name__}Line", (Form,), {name: fields[name] for name in names})


@dataclass(frozen=True)
class Rows(Child):
    """`flag` is true for at most one row (default, main); `check` looks at all rows together;
    `after(record)` is called when the rows are stored.
    """

    flag: str = ""
    check: Callable[[LineFormSet], None] | None = None
    after: Callable[[Any], None] | None = None

    def formset(self, record: Model | None, data: Mapping[str, Any] | None = None) -> LineFormSet:
        made = super().formset(record, data)
        if self.check is not None:
            checked = type("CheckedRows", (type(made),), {"clean": self.check})
            made.__class__ = checked
        return made

    def save(self, record: Model, formset: LineFormSet) -> None:
        """Who loses the flag is stored first: the database allows one at a time."""
        super().save(record, _InOrder(formset, self.flag))  # type: ignore[arg-type]
        if self.after is not None:
            self.after(record)

    def shown(self, record: Model) -> dict[str, Any]:
        """The rows read-only, for the record's page."""
        names = [column.name for column in self.columns]
        rows = getattr(record, self.related).order_by("pk")
        return {
            "title": self.title,
            "table": {
                "columns": [{"label": column.label} for column in self.columns],
                "rows": [{"cells": self._cells(row, names)} for row in rows],
            },
        }

    def _cells(self, row: Model, names: Iterable[str]) -> list[dict[str, Any]]:
        return [{"text": in_words(row, name)} for name in names]


@dataclass
class _InOrder:
    """What `Child.save` asks of a formset, the flagged row last."""

    formset: LineFormSet
    flag: str

    @property
    def cleaned_data(self) -> list[dict[str, Any]]:
        rows = self.formset.cleaned_data
        return sorted(rows, key=lambda row: bool(row.get(self.flag))) if self.flag else rows
