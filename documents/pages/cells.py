"""Lines of a paper as a read-only table: on its page, on the export's second sheet, in a print."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages.declaration import DocumentPages
from documents.pages.line_rows import straight
from ui import formats, rows
from ui.grid import NUMBERS, Column

SHOW: dict[str, Callable[[Any], str]] = {
    "quantity": formats.quantity,
    "price": formats.price,
    "money": formats.money,
    "percent": lambda value: f"{formats.quantity(value, 2)}%",
}
TOTALLED = {"money", "quantity"}
MOST_IN_SHEET = 200_000


def columns_of(pages: DocumentPages, *, hide_prices: bool) -> list[Column]:
    """What this user sees of each line; a hidden price column does not exist at all."""
    priced = pages.priced
    return [
        column
        for column in pages.lines_shown
        if not (hide_prices and (column.priced or column.name in priced))
    ]


@lru_cache(maxsize=512)
def _reader(path: str) -> Callable[[Any], Any]:
    return rows.reader(path)


def value_of(line: Any, column: Column) -> Any:
    """The cell's value: the attribute of its name, or what the path in `formula` leads to."""
    value = _reader(column.formula or column.name)(line)
    if isinstance(value, Model):
        return str(value)
    words = getattr(line, f"get_{column.name}_display", None)
    return str(words()) if words is not None and not column.formula else value


def text_of(value: Any, column: Column) -> str:
    """The cell as people read it; zero, no and nothing are blank."""
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return "✓"
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if column.kind in SHOW and isinstance(value, Decimal | int):
        return SHOW[column.kind](Decimal(value)) if value else ""
    return formats.quantity(value) if isinstance(value, Decimal) else str(value)


def sheet_value(value: Any) -> Any:
    """The cell for a spreadsheet: numbers and dates stay what they are."""
    if value is None or isinstance(value, Decimal | int | str | date):
        return value if not isinstance(value, bool) else ("✓" if value else "")
    return str(value)


def line_table(body: Any, pages: DocumentPages, *, hide_prices: bool) -> dict[str, Any]:
    """The paper's lines as the component `line_table` takes them, with totals below."""
    lines = list(body.lines.all())
    columns = columns_of(pages, hide_prices=hide_prices)
    columns = [column for column in columns if not _is_silent(column, lines)]
    head = [{"label": _("No."), "align": "end"}]
    head += [{"label": c.label, "align": _align(c), "hint": c.hint} for c in columns]
    return {
        "columns": head,
        "rows": [_row(line, columns) for line in lines],
        "footer": _footer(lines, columns),
    }


def _is_silent(column: Column, lines: list[Any]) -> bool:
    """Remarks, ticks and dates that no line has would only push the amounts off the screen."""
    if column.kind in NUMBERS or not lines:
        return False
    return not any(text_of(value_of(line, column), column) for line in lines)


def _align(column: Column) -> str:
    return column.align or ("end" if column.kind in NUMBERS else "")


def _row(line: Any, columns: Iterable[Column]) -> dict[str, Any]:
    cells: list[dict[str, Any]] = [{"text": str(line.line_no)}]
    for column in columns:
        value = value_of(line, column)
        negative = isinstance(value, Decimal) and value < 0
        cells.append({"text": text_of(value, column), "tone": "bad" if negative else ""})
    return {"cells": cells}


def _footer(lines: list[Any], columns: list[Column]) -> list[dict[str, Any]]:
    summed = [column for column in columns if column.total and column.kind in TOTALLED]
    if not summed or not lines:
        return []
    cells: list[dict[str, Any]] = [{"text": ""}]
    for column in columns:
        if column not in summed:
            cells.append({"text": ""})
            continue
        total = sum((value_of(line, column) or Decimal(0) for line in lines), Decimal(0))
        cells.append({"text": text_of(total, column)})
    return [{"label": _("Total"), "cells": cells}]


def sheet_of_lines(papers: Any, pages: DocumentPages, *, hide_prices: bool) -> Iterator[list[Any]]:
    """Headings, then every line of these papers under its paper's number."""
    columns = columns_of(pages, hide_prices=hide_prices)
    yield [gettext("Number"), gettext("No."), *(str(column.label) for column in columns)]
    lines = pages.type.line._default_manager.filter(body_id__in=papers.order_by().values("pk"))
    lines = lines.order_by("-body_id", "line_no")
    found = straight(lines, columns)
    for count, row in enumerate(_one_by_one(lines, columns) if found is None else found):
        if count == MOST_IN_SHEET:
            words = {"most": MOST_IN_SHEET}
            told = gettext("Only the first %(most)s lines are listed. Narrow the filter.") % words
            yield [told, *[None] * (len(columns) + 1)]
            return
        yield row


def _one_by_one(lines: Any, columns: list[Column]) -> Iterator[list[Any]]:
    """Each line as an object, with all that it names: for columns that Python computes."""
    related = [f.name for f in lines.model._meta.concrete_fields if f.is_relation]
    related += ["body__head", *_through(lines.model, columns)]
    for line in lines.select_related(*related).iterator(chunk_size=2000):
        cells = [sheet_value(value_of(line, column)) for column in columns]
        yield [line.body.head.number, line.line_no, *cells]


def _through(line_model: type[Model], columns: Iterable[Column]) -> list[str]:
    """Relations that the paths of the columns walk through, to be fetched with the lines."""
    found = []
    for column in columns:
        parts = column.formula.replace("__", ".").split(".")[:-1] if column.formula else []
        here: Any = line_model
        walked: list[str] = []
        for part in parts:
            names = {f.name: f for f in here._meta.concrete_fields} if here else {}
            if part not in names or not names[part].is_relation:
                break
            walked.append(part)
            here = names[part].related_model
        if walked:
            found.append("__".join(walked))
    return found
