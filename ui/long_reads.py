"""Long answers of the database: what many rows say is converted once, what they name made once.

Of a hundred thousand rows most numbers and days were there before, and a handful of people and
customers stand behind all of them: joined to each row, their thirty columns are sent, converted
and thrown away each time. This leans on inner workings of Django 5.2, as `ui/prepared.py` does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from types import NoneType
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

Row = TypeVar("Row")
PIECE = 1_000
MOST_KNOWN = 5_000
# What may stand in several rows at once, as nobody can change it.
UNCHANGEABLE = frozenset({Decimal, date, datetime, time, str, int, bool, NoneType})


def converted_once(rows: "QuerySet[Any, Row]") -> "QuerySet[Any, Row]":
    """The same rows; to be read as they are, not to be narrowed further."""
    found = rows.using(DEFAULT_DB_ALIAS)
    usual = found.query.get_compiler

    def compiler(*args: Any, **options: Any) -> Any:
        made = usual(*args, **options)
        made.apply_converters = _Conversions(made.connection)
        return made

    found.query.get_compiler = compiler  # type: ignore[method-assign]
    return found


class _Conversions:
    """Does what `SQLCompiler.apply_converters` does, column by column."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def __call__(self, rows: Iterable[Any], converters: Mapping[int, Any]) -> Iterator[Any]:
        known = {place: _Known(self._by(*each)) for place, each in converters.items()}
        found = iter(rows)
        while part := list(islice(found, PIECE)):
            columns: list[Any] = list(zip(*part, strict=True))
            for place, values in known.items():
                columns[place] = map(values.__getitem__, columns[place])
            yield from zip(*columns, strict=True)

    def _by(self, steps: Sequence[Callable[..., Any]], expression: Any) -> Callable[[Any], Any]:
        def convert(value: Any) -> Any:
            for step in steps:
                value = step(value, expression, self.connection)
            return value

        return convert


class _Known(dict[Any, Any]):
    """Values by what the database says; when there are too many, all are forgotten."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        self.convert = convert

    def __missing__(self, raw: Any) -> Any:
        value = self.convert(raw)
        if type(value) in UNCHANGEABLE:
            if len(self) >= MOST_KNOWN:
                self.clear()
            self[raw] = value
        return value


class Named:
    """Records that others name, each read once where `select_related` would join it to each row.

    What there is one of for each row, such as the body of a paper, is joined as before."""

    def __init__(self, rows: "QuerySet[Any]") -> None:
        followed = rows.query.select_related
        self.tree = _Tree(rows.model, followed if isinstance(followed, dict) else {})

    def without_joins(self, rows: "QuerySet[Any, Row]") -> "QuerySet[Any, Row]":
        return self.tree.joins(rows) if self.tree.is_followed else rows

    def attach(self, records: Sequence[Any]) -> None:
        self.tree.attach(records)


class _Tree:
    """The relations of one model that are followed, with those behind them."""

    def __init__(self, model: Any, followed: Mapping[str, Any]) -> None:
        self.is_followed = bool(followed)
        self.joined: dict[str, _Tree] = {}
        self.read: list[tuple[Any, _Tree, dict[Any, Any]]] = []
        for name, below in followed.items():
            field = model._meta.get_field(name)
            tree = _Tree(field.related_model, below)
            if field.many_to_one and field.target_field.primary_key:
                self.read.append((field, tree, {None: None}))
            else:
                self.joined[name] = tree

    def joins(self, rows: "QuerySet[Any, Row]") -> "QuerySet[Any, Row]":
        bare = rows.select_related(None)
        names = list(self._joined_names())
        return bare.select_related(*names) if names else bare

    def _joined_names(self) -> Iterator[str]:
        for name, tree in self.joined.items():
            yield name
            yield from (f"{name}__{each}" for each in tree._joined_names())

    def attach(self, records: Sequence[Any]) -> None:
        for field, tree, known in self.read:
            keys = [getattr(each, field.attname) for each in records]
            missing = set(keys) - known.keys()
            if missing:
                found = tree.joins(field.related_model._base_manager.all()).in_bulk(missing)
                tree.attach(list(found.values()))
                known.update(found)
            for record, key in zip(records, keys, strict=True):
                record._state.fields_cache[field.name] = known[key]
        for name, tree in self.joined.items():
            if tree.is_followed:
                there = [getattr(each, name, None) for each in records]
                tree.attach([each for each in there if each is not None])
