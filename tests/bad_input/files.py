"""Files that no honest person sends, and some that honest programs write."""

import io
import struct
import zipfile
import zlib
from typing import Any

from openpyxl import Workbook
from PIL import Image

from tests.ui.workbooks import MAIN, book, packed, raw_book, sheet_xml

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def many_rows(count: int) -> str:
    """Rows as the smallest XML that a reader takes for rows."""
    return sheet_xml("".join(f'<row r="{n}"><c r="A{n}"/></row>' for n in range(1, count + 1)))


def with_part(name: str, content: bytes) -> bytes:
    written = io.BytesIO()
    good = book([["编码", "名称"], ["A1", "甲"]])
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(written, "w") as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return written.getvalue()


def entities() -> bytes:
    """An entity that grows, and one that asks for a file of the server."""
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<!DOCTYPE b [<!ENTITY e0 "x">{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    return with_part(
        "xl/workbook.xml", f'{head}<workbook xmlns="{MAIN}">&e8;&f;</workbook>'.encode()
    )


def wide(columns: int) -> bytes:
    return book([[f"c{n}" for n in range(columns)], ["x"] * columns])


def merged() -> bytes:
    return book([["编码", "名称"], ["A", "甲"], ["B", "乙"]], merged=("A2:A3",))


def error_cells() -> bytes:
    cells = '<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>'
    return raw_book(sheet_xml(cells))


def hidden_only() -> bytes:
    made = Workbook()
    made.active.sheet_state = "hidden"  # type: ignore[union-attr]
    made.create_sheet("second").sheet_state = "veryHidden"
    return _saved_with_none_visible(made)


def _saved_with_none_visible(made: Any) -> bytes:
    data = packed(_one_visible(made))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        workbook = parts.read("xl/workbook.xml")
    return with_part("xl/workbook.xml", workbook.replace(b'state="visible"', b'state="hidden"'))


def _one_visible(made: Any) -> Any:
    made.create_sheet("seen")
    made.active = 2
    return made


def picture_header(width: int, height: int) -> bytes:
    """A PNG that says how big it is and brings no pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sealed = kind + data
        return struct.pack(">I", len(data)) + sealed + struct.pack(">I", zlib.crc32(sealed))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def blank_picture(width: int, height: int) -> bytes:
    """A whole picture of one colour: small until somebody draws it."""
    drawn = io.BytesIO()
    Image.new("1", (width, height)).save(drawn, "PNG")
    return drawn.getvalue()


def unfit_sheets() -> dict[str, tuple[str, bytes]]:
    """Name and content of what must be refused as a whole."""
    text = "编码,名称\nA,甲\n"
    return {
        "zip bomb": ("a.xlsx", raw_book(b"<worksheet>" + b" " * 48_000_000 + b"</worksheet>")),
        "a million rows": ("a.xlsx", raw_book(many_rows(1_000_000))),
        "60,000 rows": ("a.xlsx", raw_book(many_rows(60_000))),
        "60,000 lines": ("a.csv", b"a,b\n" * 60_000),
        "16,384 columns": ("a.xlsx", wide(16_384)),
        "16,384 fields": ("a.csv", b",".join([b"x"] * 16_384)),
        "a cell far away": (
            "a.xlsx",
            raw_book(sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        ),
        "entities": ("a.xlsx", entities()),
        "macro by name": ("a.xlsm", book([["编码"], ["A"]])),
        "macro inside": ("a.xlsx", raw_book(sheet_xml(""), extra={"xl/vbaProject.bin": b"x"})),
        "formula": ("a.xlsx", book([["编码", "名称"], ["A", "=cmd|'/c calc'!A0"]])),
        "error cells": ("a.xlsx", error_cells()),
        "merged": ("a.xlsx", merged()),
        "hidden sheets only": ("a.xlsx", hidden_only()),
        "wrong headings": ("a.xlsx", book([["colour", "shape"], ["red", "round"]])),
        "no rows": ("a.xlsx", book([["编码", "名称"]])),
        "empty book": ("a.xlsx", book([])),
        "a page": ("a.xlsx", PAGE),
        "a drawing": ("a.csv", SVG),
        "a picture": ("a.xlsx", picture_header(10, 10)),
        "old excel": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        "cut off": ("a.xlsx", book([["编码"], ["A"]])[:-200]),
        "not text": ("a.csv", bytes(range(256)) * 10),
        "nothing": ("a.csv", b"\n\n  \n"),
        "GBK, wrong headings": ("a.csv", "颜色,形状\n红,圆\n".encode("gb18030")),
        "UTF-16, wrong headings": ("a.csv", "颜色,形状\n红,圆\n".encode("utf-16")),
        "quotes": ("a.csv", (text + '"never closed,' + "x" * 2_000_000).encode()),
    }


def unfit_pictures() -> dict[str, tuple[str, bytes]]:
    return {
        "page as picture": ("a.png", PAGE),
        "drawing": ("a.svg", SVG),
        "drawing as picture": ("a.png", SVG),
        "100 million pixels": ("a.png", picture_header(10_000, 10_000)),
        "110 million true pixels": ("a.png", blank_picture(11_000, 10_000)),
        "1.6 billion pixels": ("a.png", picture_header(40_000, 40_000)),
        "a program": ("a.jpg", b"MZ\x90\x00" * 100),
        "25 MB": ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 25 * 1024 * 1024),
        "nothing in it": ("a.png", b"\x89PNG\r\n\x1a\n"),
    }


NAMES = (
    "../../../etc/passwd.txt",
    "..\\..\\windows\\system.txt",
    'a"; filename="evil.html.txt',
    "\u202etxt.exe.txt",
    "名" * 255 + ".txt",
    "a\0b.txt",
    "a\r\nSet-Cookie: x=1.txt",
    "<img src=x onerror=alert(1)>.txt",
    "%00.txt",
    ".htaccess.txt",
    "C:\\a.txt",
    "CON.txt",
    "   .txt",
)
