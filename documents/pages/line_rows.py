"""Lines of many papers for a sheet, straight from the database where each column is a value of it.

A line as an object brings its item, its unit, its paper and whatever else it names along; of most
kinds of papers a sheet shows nothing that needs them.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import BooleanField, Model, QuerySet

from ui.grid import Column
from ui.long_reads import converted_once
from ui.paths import as_lookup, field_at

CHUNK = 2_000
Take = Callable[[Any], Any]


def straight(lines: "QuerySet[Any]", columns: Sequence[Column]) -> Iterator[list[Any]] | None:
    """Number of the paper, of the line, and the cells as a sheet takes them; None where Python
    computes a column."""
    found = [_path_of(lines.model, column) for column in columns]
    if None in found:
        return None
    paths = [path for path in found if path is not None]
    fields = [field_at(lines.model, path) for path in paths]
    asked = [
        f"{path}__pk" if field.is_relation else path
        for path, field in zip(paths, fields, strict=True)
    ]
    rows = lines.values_list("body__head__number", "line_no", *asked)
    return _in_words(rows, [_words_of(f, c) for f, c in zip(fields, columns, strict=True)])


def _path_of(model: type[Model], column: Column) -> str | None:
    path = as_lookup(column.formula or column.name)
    here: Any = model
    # By concrete columns alone: what points hither from elsewhere may be there several times.
    for part in path.split("__"):
        names = {field.name: field for field in here._meta.concrete_fields} if here else {}
        if part not in names:
            return None
        here = names[part].related_model
    return path


def _words_of(field: Any, column: Column) -> "Take | _Names | None":
    """What makes the cell of a value: the name of a record, the word of a choice."""
    if field.is_relation:
        return _Names(field.related_model)
    if isinstance(field, BooleanField):
        return lambda value: "✓" if value else ""
    if field.choices and not column.formula:
        words = {value: str(word) for value, word in field.flatchoices}
        return lambda value: words[value] if value in words else str(value)
    return None


class _Names:
    """How records are called, each asked for once."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.known: dict[Any, str] = {}

    def learn(self, keys: set[Any]) -> None:
        missing = keys - self.known.keys() - {None}
        found = self.model._base_manager.in_bulk(missing) if missing else {}
        self.known |= {key: str(record) for key, record in found.items()}

    def __call__(self, key: Any) -> str | None:
        return None if key is None else self.known[key]


def _in_words(
    rows: "QuerySet[Any, Any]", words: Sequence["Take | _Names | None"]
) -> Iterator[list[Any]]:
    turned = [(place, take) for place, take in enumerate(words, start=2) if take is not None]
    found = converted_once(rows).iterator(chunk_size=CHUNK)
    while part := [list(row) for row in islice(found, CHUNK)]:
        for place, take in turned:
            if isinstance(take, _Names):
                take.learn({row[place] for row in part})
            for row in part:
                row[place] = take(row[place])
        yield from part
