"""Looks into an uploaded workbook before anything reads it: size, macros, formulas, bombs."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_RATIO = 100
RATIO_COUNTS_FROM = 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 50_000
MOST_COLUMNS = 200
PIECE = 1024 * 1024

CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>')
ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]{1,7})"')
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
ERROR = re.compile(rb'\bt="e"')
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class UnfitSheet(ValueError):  # noqa: N818  (named by what it is)
    """A file that is not read at all; the message says why and what to do."""


@dataclass
class Inside:
    """What was seen in the one sheet that will be read."""

    name: str
    rows: int = 0
    columns: int = 0
    error_cells: list[str] = field(default_factory=list)


def too_many_rows(rows: int) -> UnfitSheet:
    sentence = _("The sheet has %(rows)s rows; at most %(most)s are taken. Split it.")
    return UnfitSheet(sentence % {"rows": rows, "most": MOST_ROWS})


def too_many_columns(columns: int) -> UnfitSheet:
    sentence = _("The sheet has %(columns)s columns; at most %(most)s are taken. Remove some.")
    return UnfitSheet(sentence % {"columns": columns, "most": MOST_COLUMNS})


def check_workbook(data: bytes) -> Inside:
    """The first visible sheet, looked at without trusting anything the file says of itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _check_sizes(book, len(data))
            _check_parts(book)
            name, part = _first_visible(book)
            return _look_through(book, name, part)
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError) as fault:
        raise damaged() from fault
    except (ElementTree.ParseError, DefusedXmlException, RuntimeError) as fault:
        raise damaged() from fault


def damaged() -> UnfitSheet:
    return UnfitSheet(_("This file cannot be read as a workbook. Save it anew as .xlsx."))


def _check_sizes(book: zipfile.ZipFile, packed: int) -> None:
    parts = book.infolist()
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > RATIO_COUNTS_FROM
        and part.file_size > MOST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or swollen:
        sentence = _(
            "Unpacked, this file is far bigger than a sheet may be (%(most)s MB). "
            "Copy the cells into a new workbook."
        )
        raise UnfitSheet(sentence % {"most": MOST_UNPACKED // 1024 // 1024})


def _check_parts(book: zipfile.ZipFile) -> None:
    names = [name.lower() for name in book.namelist()]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise UnfitSheet(_("This workbook contains macros. Save it as .xlsx without macros."))
    if any(part.flag_bits & 1 for part in book.infolist()):
        raise UnfitSheet(_("This workbook is protected by a password. Save it without one."))


def _first_visible(book: zipfile.ZipFile) -> tuple[str, str]:
    """Name and part of the sheet; hidden sheets are not what the user means."""
    targets = {
        relation.get("Id"): relation.get("Target") or ""
        for relation in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    }
    for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter():
        if sheet.tag.rpartition("}")[2] == "sheet" and sheet.get("state", "visible") == "visible":
            target = targets.get(sheet.get(RELATIONS), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return sheet.get("name") or "", part
    raise UnfitSheet(_("This workbook has no visible sheet."))


def _look_through(book: zipfile.ZipFile, name: str, part: str) -> Inside:
    """Reads the sheet piece by piece, so that a lie about its size is noticed and stopped."""
    inside = Inside(name)
    for other in book.infolist():
        if other.filename != part:
            for _piece in _pieces(book, other.filename):
                pass
    rest = b""
    here = "A1"
    for piece in _pieces(book, part):
        text = rest + piece
        cut = text.rfind(b"<") if len(piece) == PIECE else len(text)
        cut = max(cut, 0)
        here = _look(text[:cut], inside, here)
        rest = text[cut:]
    if inside.rows > MOST_ROWS + 10:
        raise too_many_rows(inside.rows)
    if inside.columns > MOST_COLUMNS:
        raise too_many_columns(inside.columns)
    return inside


def _pieces(book: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    with book.open(part) as stream:
        while piece := stream.read(PIECE):
            yield piece


def _look(text: bytes, inside: Inside, here: str) -> str:
    formula = FORMULA.search(text)
    for hit in CELL.finditer(text):
        if formula is not None and hit.start() > formula.start():
            break
        here = (hit[1] + hit[2]).decode()
        inside.rows = max(inside.rows, int(hit[2]))
        inside.columns = max(inside.columns, column_number(hit[1].decode()))
        if ERROR.search(hit[0]) and len(inside.error_cells) < 100:
            inside.error_cells.append(here)
    if formula is not None:
        sentence = _("Cell %(cell)s holds a formula. Paste the sheet as values and try again.")
        raise UnfitSheet(sentence % {"cell": here})
    for hit in ROW.finditer(text):
        inside.rows = max(inside.rows, int(hit[1]))
    return here


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
