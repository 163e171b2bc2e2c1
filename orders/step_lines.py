"""A step that asks for something of every line: its fields stand in a table, a row per line."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

Told = tuple[Any, ...]


class LineCells:
    """For step forms whose fields are named `<cell>_<id of the line>`.

    `cells` are the names with their headings, `told` the headings of what stands before them;
    `told_of(line)` fills those. A line without its fields is no row.
    """

    step_template = "orders/_step_lines.html"
    cells: ClassVar[tuple[tuple[str, Any], ...]] = ()
    told: ClassVar[tuple[Any, ...]] = ()
    fields: dict[str, Any]
    lines: Sequence[Any]
    __getitem__: Any

    def told_of(self, line: Any) -> Told:
        return ()

    def title_of(self, line: Any) -> str:
        return f"{line.line_no} {line.item.code} {line.item.name}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "title": self.title_of(line),
                "told": self.told_of(line),
                "cells": [self[name] for name in self._names(line)],
            }
            for line in self.lines
            if self._names(line)
        ]

    @property
    def plain_fields(self) -> Iterable[Any]:
        """Everything that is asked once for the whole paper."""
        in_rows = {name for line in self.lines for name in self._names(line)}
        return [self[name] for name in self.fields if name not in in_rows]

    @property
    def headings(self) -> list[Any]:
        return [heading for _name, heading in self.cells]

    def _names(self, line: Any) -> list[str]:
        names = (f"{name}_{line.pk}" for name, _heading in self.cells)
        return [name for name in names if name in self.fields]
