"""Writes many rows into a workbook quickly: styles by the library, rows as text of our own.

Through the library's own cells 15,000 rows take several seconds; this takes a few tenths.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any, TypeVar
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

LONGEST_CELL = 32_767
EXACT_DIGITS = 15
EXACT_BELOW = 10**13
# Signs of a number in which no more than thirteen digits can be.
SURELY_EXACT = 13
FORMULA_STARTS = {"=", "+", "-", "@", "\t", "\r"}
UNFIT = re.compile(f"{ILLEGAL_CHARACTERS_RE.pattern}|[\ud800-\udfff\ufffe\uffff]")
END = b"</sheetData>"
PIECE = 500
# So many texts and days of a sheet are kept as they are written; most say what others said.
MOST_KNOWN = 20_000
File = TypeVar("File", bound=IO[bytes])


@dataclass(frozen=True)
class SheetColumn:
    label: str
    format: str = ""
    width: int = 16


@dataclass(frozen=True)
class SheetPart:
    """One sheet: the lines `above`, the headings, the rows, and a bold row of totals."""

    title: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Iterable[Any]]
    above: Sequence[str] = ()
    totals: Sequence[Any] = ()


def fit(text: str) -> str:
    """Without signs that a sheet cannot hold, and no longer than a cell takes."""
    return (text if text.isprintable() else UNFIT.sub("", text))[:LONGEST_CELL]


def workbook(parts: Sequence[SheetPart]) -> bytes:
    written = io.BytesIO()
    write_workbook(parts, written)
    return written.getvalue()


def write_workbook(parts: Sequence[SheetPart], into: File) -> File:
    """Row by row into a file, which is given back rewound."""
    book = Workbook()
    book.remove(book.active)
    bodies = [_begun(book, part) for part in parts]
    saved = io.BytesIO()
    book.save(saved)
    _write_with_rows(saved, bodies, into)
    into.seek(0)
    return into


def _begun(book: Workbook, part: SheetPart) -> Iterator[str]:
    """Makes the sheet with its headings; gives its rows, to be written later."""
    sheet: Any = book.create_sheet(_sheet_name(part.title))
    bold = Font(bold=True)
    for number, line in enumerate(part.above, start=1):
        _put_text(sheet.cell(number, 1), line).font = bold if number == 1 else Font()
    top = len(part.above) + 1
    for number, column in enumerate(part.columns, start=1):
        _put_text(sheet.cell(top, number), column.label).font = bold
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = f"A{top + 1}"
    # The styles enter the book here, before it is saved; the rows come afterwards.
    return _Rows(sheet, part.columns).pieces(part, start=top + 1)


def _put_text(cell: Any, text: str) -> Any:
    """Past the library's guess that a text beginning with = is a formula."""
    cell._value = fit(text)
    cell.data_type = "s"
    return cell


def _write_with_rows(saved: io.BytesIO, bodies: Sequence[Iterable[str]], into: IO[bytes]) -> None:
    """The same book with the rows put into its sheets."""
    named = {f"xl/worksheets/sheet{number}.xml": body for number, body in enumerate(bodies, 1)}
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name not in named:
                new.writestr(name, data)
                continue
            head, end, tail = data.partition(END)
            with new.open(name, "w", force_zip64=True) as stream:
                # The library knows only the headings: its idea of the extent would hide the rows.
                stream.write(re.sub(rb"<dimension [^>]*/>", b"", head))
                for piece in named[name]:
                    stream.write(piece.encode())
                stream.write(end + tail)


class _Rows:
    """Cells as text; the styles must be known to the book before it is saved."""

    def __init__(self, sheet: Any, columns: Sequence[SheetColumn]) -> None:
        bold = Font(bold=True)
        self.yes, self.no = _("Yes"), _("No")
        self.quoted = self._style(sheet, quotePrefix=True)
        self.bold_text = self._style(sheet, font=bold)
        self.letters = [get_column_letter(number) for number, _c in enumerate(columns, start=1)]
        forms = [column.format or "General" for column in columns]
        self.plain = [self._style(sheet, number_format=form) for form in forms]
        self.bold = [self._style(sheet, number_format=form, font=bold) for form in forms]
        self.texts: dict[str, tuple[str, bool]] = {}
        self.days: dict[date, str] = {}

    def _style(self, sheet: Any, **looks: Any) -> int:
        cell = WriteOnlyCell(sheet)
        for name, value in looks.items():
            setattr(cell, name, value)
        return int(cell.style_id)

    def pieces(self, part: SheetPart, *, start: int) -> Iterator[str]:
        number = start - 1
        held: list[str] = []
        for number, row in enumerate(part.rows, start=start):
            held.append(self._row(number, row, self.plain, 0))
            if len(held) == PIECE:
                yield "".join(held)
                held = []
        if part.totals:
            held.append(self._row(number + 1, part.totals, self.bold, self.bold_text))
        yield "".join(held)

    def _row(self, number: int, values: Iterable[Any], styles: Sequence[int], text: int) -> str:
        cells = [
            self._cell(f"{letter}{number}", value, style, text)
            for letter, value, style in zip(self.letters, values, styles, strict=True)
            if value is not None and value != ""
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, place: str, value: Any, style: int, text: int) -> str:
        if isinstance(value, str):
            return self._text(place, value, text)
        if isinstance(value, bool):
            return self._text(place, self.yes if value else self.no, text)
        if isinstance(value, Decimal | int):
            number = f"{value:f}" if isinstance(value, Decimal) else str(value)
            if len(number) > SURELY_EXACT and _too_long(value):
                return self._text(place, number, text)
            return f'<c r="{place}" s="{style}"><v>{number}</v></c>'
        if isinstance(value, date):
            return f'<c r="{place}" s="{style}"><v>{self._day(value)}</v></c>'
        return self._text(place, str(value), text)

    def _text(self, place: str, value: str, style: int) -> str:
        """Text stays text, also when it begins like a formula or is twenty digits long."""
        known = self.texts.get(value)
        if known is None:
            shown = fit(value)
            cell = f't="inlineStr"><is><t xml:space="preserve">{escape(shown)}</t></is></c>'
            known = cell, shown[:1] in FORMULA_STARTS
            if len(self.texts) < MOST_KNOWN:
                self.texts[value] = known
        cell, is_quoted = known
        return f'<c r="{place}" s="{self.quoted if is_quoted else style}" {cell}'

    def _day(self, day: date) -> str:
        """A day, or a moment of it: the library's own number."""
        known = self.days.get(day)
        if known is None:
            known = str(to_excel(day))
            if len(self.days) < MOST_KNOWN:
                self.days[day] = known
        return known


def _too_long(value: int | Decimal) -> bool:
    """A spreadsheet keeps fifteen digits; longer ones would be rounded without a word."""
    if isinstance(value, int):
        return abs(value) >= 10**EXACT_DIGITS
    return not -EXACT_BELOW < value < EXACT_BELOW or len(value.as_tuple().digits) > EXACT_DIGITS


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "Sheet1"
