"""Papers as PDF: sizes, pages cut by us, and a renderer that fetches nothing from outside."""

import atexit
import gc
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ui import formats
from ui.codes import barcode_svg, qr_svg
from ui.exports import attachment

__all__ = [
    "A4",
    "A4_LANDSCAPE",
    "A5_LANDSCAPE",
    "HALF_241",
    "PAPERS",
    "THIRD_241",
    "NoPrinting",
    "Paper",
    "PrintColumn",
    "PrintPage",
    "barcode_svg",
    "page_table",
    "pages_of",
    "pdf_response",
    "qr_svg",
    "render_pdf",
]

STYLES = "css/print/base.css"
SUMS = ("packs", "quantity", "net", "tax", "gross", "amount")
WIDE_FROM = 0x1100


@dataclass(frozen=True)
class Paper:
    """`rows` is how many lines fit on a page; `side_mm` keeps clear of the sprocket holes."""

    name: str
    width_mm: Decimal
    height_mm: Decimal
    rows: int
    top_mm: Decimal = Decimal(10)
    side_mm: Decimal = Decimal(12)
    continuous: bool = False
    row_mm: Decimal = Decimal(7)

    @property
    def template(self) -> str:
        return "print/continuous.html" if self.continuous else "print/a4.html"


A4 = Paper("a4", Decimal(210), Decimal(297), rows=25)
A4_LANDSCAPE = Paper("a4-landscape", Decimal(297), Decimal(210), rows=15)
A5_LANDSCAPE = Paper("a5-landscape", Decimal(210), Decimal(148), rows=5, top_mm=Decimal(6))
# 139.7 and not 140: a form that is 0.3 mm too long creeps three centimetres in a hundred slips.
HALF_241 = Paper(
    "half-241",
    Decimal(241),
    Decimal("139.7"),
    rows=8,
    top_mm=Decimal(5),
    side_mm=Decimal("13.5"),
    continuous=True,
    row_mm=Decimal("6.5"),
)
THIRD_241 = Paper(
    "third-241",
    Decimal(241),
    Decimal("93.1"),
    rows=4,
    top_mm=Decimal(4),
    side_mm=Decimal("13.5"),
    continuous=True,
    row_mm=Decimal(6),
)
PAPERS = {paper.name: paper for paper in (A4, A4_LANDSCAPE, A5_LANDSCAPE, HALF_241, THIRD_241)}


class NoPrinting(RuntimeError):  # noqa: N818  (named by what it means to the user)
    """The system lacks what draws a PDF; the message says what to install."""


# --- cutting lines into pages --------------------------------------------------------------------


@dataclass(frozen=True)
class PrintPage:
    """`blanks` are the empty rows that keep the signatures at one height; `totals` (of all pages)
    belong under the last page alone.
    """

    rows: list[Any]
    blanks: range
    number: int
    count: int
    subtotals: dict[str, Decimal] = field(default_factory=dict)
    totals: dict[str, Decimal] = field(default_factory=dict)
    footer: list[dict[str, str]] = field(default_factory=list)
    total_footer: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_last(self) -> bool:
        return self.number == self.count


def pages_of(lines: Iterable[Any], per_page: int, *, sums: Sequence[str] = SUMS) -> list[PrintPage]:
    """Lines in pages of equal size; an empty paper still has one page, of blank rows."""
    rows = list(lines)
    cuts = [rows[start : start + per_page] for start in range(0, len(rows), per_page)] or [[]]
    totals = _add(rows, sums)
    return [
        PrintPage(
            rows=cut,
            blanks=range(per_page - len(cut)),
            number=number,
            count=len(cuts),
            subtotals=_add(cut, sums),
            totals=totals,
        )
        for number, cut in enumerate(cuts, start=1)
    ]


def _add(rows: Iterable[Any], names: Iterable[str]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for row in rows:
        for name in names:
            value = row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)
            if isinstance(value, Decimal | int):
                totals[name] = totals.get(name, Decimal(0)) + value
    return totals


@dataclass(frozen=True)
class PrintColumn:
    """`take(line)` gives the cell; `sum` (money, quantity, price) adds it up; `room` is how many
    half-width signs one line of the cell holds, so that long names shrink and are never cut.
    """

    label: Any
    take: Callable[[Any], Any]
    css: str = ""
    sum: str = ""
    room: int = 0
    priced: bool = False

    def text(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, Decimal):
            show = {"money": formats.money, "price": formats.price}
            return show.get(self.sum or _kind(self.css), formats.quantity)(value)
        return str(value) if isinstance(value, str | Promise) else _day(value)

    def cell(self, line: Any) -> dict[str, str]:
        text = self.text(self.take(line))
        return {"text": text, "css": f"{self.css} {shrink(text, self.room)}".strip()}


def _kind(css: str) -> str:
    return next((kind for kind in ("money", "price") if f"c-{kind}" in css), "")


def _day(value: Any) -> str:
    return formats.day(value) if hasattr(value, "year") else str(value)


def shrink(text: str, room: int) -> str:
    """The class that makes a text fit: two lines, else small letters."""
    width = sum(2 if ord(sign) >= WIDE_FROM else 1 for sign in text)
    if not room or width <= room:
        return ""
    return "two-lines" if width <= 2 * room else "tiny"


def page_table(
    columns: Sequence[PrintColumn], lines: Iterable[Any], *, per_page: int
) -> list[PrintPage]:
    """Pages whose rows are ready cells, with the sums of page and paper under their columns."""
    rows = [
        {"cells": [column.cell(line) for column in columns], "line": line}
        | {str(place): column.take(line) for place, column in enumerate(columns) if column.sum}
        for line in lines
    ]
    names = [str(place) for place, column in enumerate(columns) if column.sum]
    pages = pages_of(rows, per_page, sums=names)
    return [
        PrintPage(
            rows=page.rows,
            blanks=page.blanks,
            number=page.number,
            count=page.count,
            subtotals=page.subtotals,
            totals=page.totals,
            footer=_footer(columns, page.subtotals),
            total_footer=_footer(columns, page.totals) if page.is_last else [],
        )
        for page in pages
    ]


def _footer(columns: Sequence[PrintColumn], sums: Mapping[str, Decimal]) -> list[dict[str, str]]:
    return [
        {"css": column.css, "text": column.text(sums.get(str(place))) if column.sum else ""}
        for place, column in enumerate(columns)
    ]


# --- drawing -------------------------------------------------------------------------------------

_drawing = threading.Lock()


def render_pdf(
    template: str, context: Mapping[str, Any], *, request: HttpRequest | None = None
) -> bytes:
    """A template as PDF on `context["paper"]` (A4 without one), with `context["styles"]` besides
    the base style. Nothing outside the project's static files is read, whatever a text says.
    """
    paper = context.get("paper") or A4
    html = render_to_string(template, {**context, "paper": paper}, request=request)
    weasyprint = _library()
    with _drawing:
        styles = [_style(name, _changed_at(name)) for name in (STYLES, *context.get("styles", ()))]
        collecting = gc.isenabled()
        # A layout makes many small objects that live to its end: collecting meanwhile is waste.
        gc.disable()
        try:
            page = weasyprint.HTML(string=html, base_url=None, url_fetcher=_fetcher())
            pdf: bytes = page.write_pdf(
                stylesheets=[*styles, _page_style(paper)], font_config=_fonts()
            )
        finally:
            if collecting:
                gc.enable()
        return pdf


def pdf_response(data: bytes, filename: str) -> HttpResponse:
    """Shown in the browser, ready to print; the name is used when it is saved."""
    response = attachment(data, filename, content_type="application/pdf")
    shown = response["Content-Disposition"].replace("attachment", "inline", 1)
    response["Content-Disposition"] = shown
    return response


def _library() -> Any:
    try:
        # Takes most of a second, and fails without Pango: the rest of the program must not wait.
        import weasyprint
    except OSError as fault:
        sentence = _(
            "Papers cannot be printed here: install libpango-1.0-0, libpangoft2-1.0-0 and "
            "libharfbuzz-subset0."
        )
        raise NoPrinting(sentence) from fault
    return weasyprint


@cache
def _fonts() -> Any:
    _library()
    from weasyprint.text.fonts import FontConfiguration

    # It cleans up after itself, for which the interpreter must still be whole.
    atexit.register(_fonts.cache_clear)
    return FontConfiguration()


def static_folder() -> Path:
    return Path(settings.STATICFILES_DIRS[0]).resolve()


def _changed_at(name: str) -> float:
    return (static_folder() / name).stat().st_mtime


@lru_cache(maxsize=32)
def _style(name: str, changed_at: float) -> Any:
    text = (static_folder() / name).read_text(encoding="utf-8")
    return _library().CSS(string=text, url_fetcher=_fetcher(), font_config=_fonts())


@lru_cache(maxsize=16)
def _page_style(paper: Paper) -> Any:
    inner_width = paper.width_mm - 2 * paper.side_mm
    # A hair less than the page, or rounding pushes an empty page behind it.
    inner_height = paper.height_mm - 2 * paper.top_mm - Decimal("0.2")
    text = (
        f"@page {{ size: {paper.width_mm}mm {paper.height_mm}mm;"
        f" margin: {paper.top_mm}mm {paper.side_mm}mm; }}"
        f".page {{ width: {inner_width}mm; height: {inner_height}mm; }}"
        f".lines tbody tr {{ height: {paper.row_mm}mm; }}"
    )
    return _library().CSS(string=text, url_fetcher=_fetcher(), font_config=_fonts())


@cache
def _fetcher() -> Any:
    _library()
    from ui.print_fetcher import StaticFetcher

    return StaticFetcher(static_folder())
