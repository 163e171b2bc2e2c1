"""The tables of a daily paper as values: one set of columns for screen, paper and spreadsheet.

Rows are plain mappings; they are kept as JSON when the paper is submitted and read back as they
were. Shares and changes are never stored: they follow from the figures beside them. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

from ui import formats

Words = str | Promise
Row = Mapping[str, Any]
NONE = Decimal(0)
TEXT, MONEY, QUANTITY, COUNT, DAY, PERCENT = "text", "money", "quantity", "count", "day", "percent"
NUMBERS = frozenset({MONEY, QUANTITY, COUNT, PERCENT})
EXACT = frozenset({MONEY, QUANTITY})
BROAD = 12


@dataclass(frozen=True)
class FigureColumn:
    """`css` is its width on paper, `room` how much of a text one line of it holds.

    `change` names two columns: the share by which the first lies above the second. `lasting`
    figures depend on the time alone, so they can be compared with what the books say later.
    """

    name: str
    label: Words
    kind: str = TEXT
    css: str = ""
    room: int = 0
    total: bool = False
    priced: bool = False
    change: tuple[str, str] | None = None
    lasting: bool = False

    def take(self, row: Row) -> Any:
        if self.change is not None:
            return growth(*(row.get(name) or NONE for name in self.change))
        return row.get(self.name)

    def text(self, value: Any) -> str:
        if value is None or value == "":
            return ""
        if self.kind == MONEY:
            return formats.money(value) if value else ""
        if self.kind == QUANTITY:
            return formats.quantity(value) if value else ""
        if self.kind == PERCENT:
            return f"{value:+.1f}%"
        if self.kind == COUNT:
            return str(value or "")
        return formats.day(value) if self.kind == DAY else str(value)

    def loaded(self, value: Any) -> Any:
        """As it was before it was kept as JSON."""
        if value is None or value == "":
            return value
        if self.kind in EXACT:
            return Decimal(value)
        return date.fromisoformat(value) if self.kind == DAY else value


def growth(now: Decimal, before: Decimal) -> Decimal | None:
    """By how many percent; nothing where there was nothing before."""
    return round((now - before) * 100 / before, 1) if before > 0 else None


@dataclass(frozen=True)
class Block:
    """One table; `grouped` names the column by whose value its rows have subtotals."""

    code: str
    title: Words
    columns: tuple[FigureColumn, ...]
    rows: Sequence[Row] = ()
    grouped: str = ""

    def with_rows(self, rows: Iterable[Row]) -> "Block":
        return replace(self, rows=list(rows))

    def without_prices(self) -> "Block":
        return replace(self, columns=tuple(c for c in self.columns if not c.priced))

    def loaded(self, kept: Iterable[Row]) -> "Block":
        by_name = {column.name: column for column in self.columns}
        # What a change is reckoned from need not be shown itself.
        hidden = {name for c in self.columns for name in c.change or ()} - by_name.keys()
        by_name |= {name: FigureColumn(name, "", MONEY) for name in hidden}
        return self.with_rows(
            {
                name: by_name[name].loaded(value) if name in by_name else value
                for name, value in row.items()
            }
            for row in kept
        )

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """Rows by the grouping column, in their order; one nameless group without it."""
        if not self.grouped:
            return [("", list(self.rows))]
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(str(row.get(self.grouped) or ""), []).append(row)
        return list(found.items())

    @property
    def is_grouped(self) -> bool:
        return len(self.groups) > 1

    @property
    def sums(self) -> list[Any]:
        return self.sums_of(self.rows)

    def sums_of(self, rows: Iterable[Row]) -> list[Any]:
        """Under each column its sum; a change is that of the sums, not the sum of the changes."""
        found = list(rows)
        totals: dict[str, Any] = {
            column.name: sum((row.get(column.name) or NONE for row in found), NONE)
            for column in self.columns
            if column.total
        }
        for column in self.columns:
            for name in column.change or ():
                totals.setdefault(name, sum((row.get(name) or NONE for row in found), NONE))
        shown = [column for column in self.columns if column.total or column.change]
        by_name = {column.name: column.take(totals) for column in shown}
        return [by_name.get(column.name) for column in self.columns]

    def total(self, name: str) -> Decimal:
        return sum((row.get(name) or NONE for row in self.rows), NONE)

    def texts(self, values: Iterable[Any]) -> list[str]:
        return [column.text(value) for column, value in zip(self.columns, values, strict=True)]

    def values(self, row: Row) -> list[Any]:
        return [column.take(row) for column in self.columns]

    @property
    def table_rows(self) -> list[tuple[list[str], bool]]:
        """Every row as texts; after each group, where there are several, its subtotal."""
        found: list[tuple[list[str], bool]] = []
        for name, rows in self.groups:
            found += [(self.texts(self.values(row)), False) for row in rows]
            if self.is_grouped:
                words = gettext("Subtotal %(name)s") % {"name": name or gettext("No region")}
                found.append((self._named(self.texts(self.sums_of(rows)), words), True))
        return found

    @property
    def total_texts(self) -> list[str]:
        return self._named(self.texts(self.sums), gettext("Total"))

    def _named(self, texts: list[str], words: str) -> list[str]:
        """In the first broad column: numbers and clocks stand too narrow for words."""
        wide = (n for n, c in enumerate(self.columns) if c.room >= BROAD)
        place = next(wide, 0)
        return [words if n == place and not text else text for n, text in enumerate(texts)]

    @property
    def table(self) -> dict[str, Any]:
        """As `components/line_table.html` takes it."""
        return {
            "columns": [
                {"label": c.label, "align": "end" if c.kind in NUMBERS else ""}
                for c in self.columns
            ],
            "rows": [
                {"cells": [_cell(t) for t in texts], "tone": "subtotal" if subtotal else ""}
                for texts, subtotal in self.table_rows
            ],
            "footer": [{"label": "", "cells": [{"text": text} for text in self.total_texts]}]
            if any(column.total for column in self.columns)
            else [],
        }


def _cell(text: str) -> dict[str, str]:
    return {"text": text, "tone": "bad" if text.startswith("-") and text[1:2].isdigit() else ""}


def kept(blocks: Iterable[Block]) -> dict[str, list[dict[str, Any]]]:
    """The rows of all blocks, to be stored as JSON."""
    return {block.code: [dict(row) for row in block.rows] for block in blocks}


@dataclass(frozen=True)
class Difference:
    """A figure that is another today than it was when the paper was submitted."""

    who: str
    label: Words
    then: Decimal
    now: Decimal

    @property
    def change(self) -> Decimal:
        return self.now - self.then


def differences(then: Block, now: Block, *, by: str) -> list[Difference]:
    """By the value of a column: which lasting figures the books tell differently by now."""
    before, after = _summed(then, by), _summed(now, by)
    labels = {column.name: column.label for column in then.columns}
    return [
        Difference(who, labels[name], before.get((who, name), NONE), after.get((who, name), NONE))
        for who, name in dict.fromkeys([*before, *after])
        if before.get((who, name), NONE) != after.get((who, name), NONE)
    ]


def _summed(block: Block, by: str) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for row in block.rows:
        for column in block.columns:
            value = row.get(column.name) if column.lasting else None
            if value:
                key = (str(row.get(by) or ""), column.name)
                found[key] = found.get(key, NONE) + value
    return found
