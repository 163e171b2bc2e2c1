"""Draws table rows quickly: what a cell needs is worked out once per column, not once per cell."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.safestring import SafeString
from django_tables2.columns import TemplateColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor, AttributeDict, computed_values, signature

Drawer = Callable[[Any], Any]
_FAST = {"value", "record", "column", "bound_column", "table", "self"}
# What cannot be called, so that nobody needs to ask it.
_PLAIN = frozenset({str, int, bool, Decimal, date, datetime, SafeString})


class Row:
    """One drawn row: `record`, `attrs`, and `items()` as django-tables2's templates expect."""

    def __init__(self, record: Any, table: Any, drawers: list[tuple[Any, Drawer]]) -> None:
        self.record = record
        self.table = table
        self._drawers = drawers

    def items(self) -> Iterator[tuple[Any, Any]]:
        for column, draw in self._drawers:
            yield column, draw(self.record)

    def __iter__(self) -> Iterator[Any]:
        return (draw(self.record) for _, draw in self._drawers)

    def get_cell(self, name: str) -> Any:
        return self.table.drawers[name](self.record)

    @property
    def url(self) -> str:
        return str(self.table.row_url(self.record))

    @property
    def tone(self) -> str:
        return str(self.table.row_tone(self.record))

    @property
    def tickable(self) -> bool:
        return bool(self.table.tickable(self.record))

    @property
    def attrs(self) -> Any:
        wanted = {"table": self.table, "record": self.record}
        return AttributeDict(computed_values(self.table.row_attrs, kwargs=wanted))


def rows(table: Any, records: Any) -> list[Row]:
    drawers = [(column, drawer(table, column)) for column in table.columns]
    table.drawers = {column.name: draw for column, draw in drawers}
    return [Row(record, table, drawers) for record in records]


def reader(accessor: str) -> Drawer:
    """The accessor as a function; a gap on the way (no party, no bin) reads as nothing."""
    parts = str(accessor).replace("__", ".").split(".")

    def read(record: Any) -> Any:
        value = record
        for part in parts:
            try:
                value = value[part] if isinstance(value, dict) else getattr(value, part)
            except (AttributeError, KeyError):
                return None
            if value is None:
                return None
            if type(value) not in _PLAIN and callable(value) and not isinstance(value, Model):
                if getattr(value, "do_not_call_in_templates", False):
                    return value
                value = value()
                if value is None:
                    return None
        return value

    return read


def choice_words(record: Any, accessor: str) -> Callable[[Any], Any] | None:
    """For a column of a field with choices: the word instead of the code."""
    try:
        field = Accessor(accessor).get_field(record) if isinstance(record, Model) else None
    except (FieldDoesNotExist, AttributeError):
        return None
    if field is None or not getattr(field, "choices", None):
        return None
    words = dict(field.flatchoices)
    return lambda value: words.get(value, value)


def drawer(table: Any, column: Any) -> Drawer:
    """What draws the cells of one column; django-tables2's own way where ours does not fit."""
    arguments, catch_all = signature(column.render)
    slow = catch_all or not set(arguments) <= _FAST or column.link or callable(column.accessor)
    if slow or isinstance(column.column, TemplateColumn):
        return lambda record: BoundRow(record, table=table).get_cell(column.name)
    return _Fast(table, column, column.render, arguments=arguments, empty=column.default)


def value_taker(table: Any, column: Any) -> Drawer:
    """The same for a sheet: the value itself instead of its picture."""
    arguments, catch_all = signature(column.value)
    if catch_all:
        # django-tables2's default: what is drawn is the value.
        arguments, catch_all = signature(column.render)
        if not catch_all and set(arguments) <= _FAST and not callable(column.accessor):
            return _Fast(table, column, column.render, arguments=arguments, empty=None)
    if catch_all or not set(arguments) <= _FAST or callable(column.accessor):
        return lambda record: BoundRow(record, table=table).get_cell_value(column.name)
    return _Fast(table, column, column.value, arguments=arguments, empty=None)


class _Fast:
    """A cell by reading the accessor and calling `render` with just the arguments it names."""

    def __init__(self, table: Any, column: Any, render: Any, *, arguments: Any, empty: Any) -> None:
        self.column = column
        self.render = render
        self.read = reader(column.accessor)
        self.empty = empty
        fixed = {"column": column.column, "bound_column": column, "table": table}
        self.fixed = {name: fixed[name] for name in arguments if name in fixed}
        self.with_value = "value" in arguments
        self.with_record = "record" in arguments
        self.empty_values = column.column.empty_values
        self.words: Callable[[Any], Any] | None = None
        self.asked_for_words = False

    def __call__(self, record: Any) -> Any:
        value = self.read(record)
        if not self.asked_for_words:
            self.words = choice_words(record, str(self.column.accessor))
            self.asked_for_words = True
        if value is None or value in self.empty_values:
            return self.empty
        if self.words is not None:
            value = self.words(value)
        if self.with_value:
            if self.with_record:
                return self.render(value=value, record=record, **self.fixed)
            return self.render(value=value, **self.fixed)
        return (
            self.render(record=record, **self.fixed)
            if self.with_record
            else self.render(**self.fixed)
        )
