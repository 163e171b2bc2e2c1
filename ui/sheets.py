"""Reads spreadsheets, csv files and pasted cells as rows of text."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ui.formats import plain
from ui.workbook_check import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    UnfitSheet,
    check_workbook,
    damaged,
    too_many_columns,
    too_many_rows,
)

ENCODINGS = ("utf-8-sig", "gb18030")
LONGEST_CELL = 10_000
ROUNDED_FROM = 10**15


@dataclass(frozen=True)
class Fault:
    """What is wrong where; row 0 means the sheet as a whole."""

    row: int
    column: str
    reason: str


@dataclass
class Sheet:
    """All cells as text, row 1 first; `faults` are cells that lost their value on the way."""

    rows: list[list[str]]
    faults: list[Fault] = field(default_factory=list)


def read_sheet(file: Any) -> Sheet:
    """An uploaded .xlsx or .csv; what is neither is refused by a sentence (`UnfitSheet`)."""
    size = getattr(file, "size", None)
    if size is not None and size > MOST_BYTES:
        raise _too_big()
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _too_big()
    name = str(getattr(file, "name", "")).lower()
    if name.endswith((".xlsm", ".xltm", ".xlam", ".xlsb")):
        raise UnfitSheet(_("This workbook contains macros. Save it as .xlsx without macros."))
    if not data.strip():
        raise UnfitSheet(_("The file is empty. Choose another one."))
    if data.startswith(b"PK"):
        return _read_xlsx(data)
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise UnfitSheet(_("Only .xlsx and .csv are read. Save the sheet in one of these forms."))
    return read_pasted(_decoded(data))


def _too_big() -> UnfitSheet:
    sentence = _("The file is bigger than %(most)s MB. Split it.")
    return UnfitSheet(sentence % {"most": MOST_BYTES // 1024 // 1024})


def _read_xlsx(data: bytes) -> Sheet:
    inside = check_workbook(data)
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        source = book.get_sheet_by_name(inside.name)
        cells = source.to_python(skip_empty_area=False)
        merged = source.merged_cell_ranges or []
    except Exception as fault:
        raise damaged() from fault
    rounded: list[Fault] = []
    rows = [
        [
            _as_text(value, row=number, column=place, faults=rounded)
            for place, value in enumerate(row)
        ]
        for number, row in enumerate(cells, start=1)
    ]
    faults = rounded + [
        Fault(_row_of(cell), cell, _("This cell holds an error value. Correct the sheet."))
        for cell in inside.error_cells
    ]
    sheet = _bounded(rows, faults)
    sheet.faults += _merged(merged, len(sheet.rows))
    return sheet


def _merged(ranges: Iterable[Any], rows: int) -> list[Fault]:
    """A merged cell below the headings belongs to several rows: nobody can say to which."""
    found = []
    for (first_row, first_column), (last_row, last_column) in ranges:
        if 0 < first_row < rows and last_row > first_row:
            cells = f"{letters(first_column)}{first_row + 1}:{letters(last_column)}{last_row + 1}"
            reason = _("The cells %(cells)s are merged. Separate them and fill each.")
            found.append(Fault(first_row + 1, letters(first_column), reason % {"cells": cells}))
    return found


def _row_of(cell: str) -> int:
    return int("".join(sign for sign in cell if sign.isdigit()))


def letters(column: int) -> str:
    """0 → A, 26 → AA: how a spreadsheet names its columns."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _as_text(value: Any, *, row: int, column: int, faults: list[Fault]) -> str:
    """A cell as one would type it; 10086.0 is the code 10086, dates are plain days."""
    if value is None or isinstance(value, str):
        return str(value or "").strip()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float | int):
        if abs(value) >= ROUNDED_FROM:
            reason = _("The spreadsheet has rounded this long number. Write it as text.")
            faults.append(Fault(row, letters(column), reason))
        # The shortest text of a float is what was typed; its binary value is not.
        return plain(Decimal(repr(value)), 15) if value == value else ""
    if isinstance(value, datetime):
        whole_day = value.time() == time()
        return f"{value:%Y-%m-%d}" if whole_day else f"{value:%Y-%m-%d %H:%M:%S}"
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 by its mark, else the encoding of Chinese Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise UnfitSheet(_("This is no text and no workbook. Save the sheet as .xlsx or .csv."))


def read_pasted(text: str) -> Sheet:
    """Cells copied from a spreadsheet, or the text of a csv file."""
    text = text.removeprefix("\ufeff")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max("\t,;，", key=first.count)
    csv.field_size_limit(1024 * 1024)
    rows: list[list[str]] = []
    faults: list[Fault] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if len(rows) > MOST_ROWS + 10:
                raise too_many_rows(text.count("\n"))
            rows.append([cell.strip() for cell in row])
            for place, cell in enumerate(rows[-1]):
                if cell.startswith("=") and len(faults) < 100:
                    reason = _("This cell holds a formula. Write the value.")
                    faults.append(Fault(len(rows), letters(place), reason))
    except csv.Error as fault:
        raise UnfitSheet(
            _("The quotation marks of this file do not match. Save it anew.")
        ) from fault
    return _bounded(rows, faults)


def _bounded(rows: list[list[str]], faults: list[Fault]) -> Sheet:
    """Without the empty end; refused when there is more than one can take."""
    while rows and not any(rows[-1]):
        rows.pop()
    widest = max((_filled(row) for row in rows), default=0)
    if not rows:
        raise UnfitSheet(_("The sheet is empty. Choose another one."))
    if len(rows) > MOST_ROWS + 10:
        raise too_many_rows(len(rows))
    if widest > MOST_COLUMNS:
        raise too_many_columns(widest)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if len(cell) > LONGEST_CELL:
                reason = _("This text is too long for a cell.")
                faults.append(Fault(number, letters(place), reason))
                row[place] = cell[:LONGEST_CELL]
    return Sheet(rows, faults)


def _filled(row: list[str]) -> int:
    return next((place for place in range(len(row), 0, -1) if row[place - 1]), 0)
