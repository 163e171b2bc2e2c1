"""Papers as PDF: sizes, pages cut by us, and a renderer that fetches nothing from outside."""

import atexit
import gc
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ui import print_stacks, shared_pages
from ui.codes import barcode_svg, qr_svg
from ui.exports import attachment
from ui.papers import (
    A4,
    A4_LANDSCAPE,
    A5_LANDSCAPE,
    FULL_241,
    HALF_241,
    PAPERS,
    THIRD_241,
    Paper,
)
from ui.print_offset import NO_OFFSET, Offset, offset_of
from ui.print_pages import (
    WIDE_FROM,
    PrintColumn,
    PrintPage,
    announced,
    page_table,
    pages_of,
    shrink,
    width_of,
)

__all__ = [
    "A4",
    "A4_LANDSCAPE",
    "A5_LANDSCAPE",
    "FULL_241",
    "HALF_241",
    "PAPERS",
    "THIRD_241",
    "WIDE_FROM",
    "NoPrinting",
    "Paper",
    "PrintColumn",
    "PrintPage",
    "announced",
    "barcode_svg",
    "page_table",
    "pages_of",
    "pdf_response",
    "qr_svg",
    "render_pdf",
    "shrink",
    "width_of",
]

STYLES = "css/print/base.css"
# More than any paper has rows.
MOST_BLANKS = 40
# Slips, or what is laid out for them: how soon a long batch can be stopped, and how much memory a
# part of it takes for a while.
LAID_OUT_AT_ONCE = 20
Between = Callable[[int, int], None]


class NoPrinting(RuntimeError):  # noqa: N818  (named by what it means to the user)
    """The system lacks what draws a PDF; the message says what to install."""


# --- drawing -------------------------------------------------------------------------------------

_drawing = threading.Lock()


def render_pdf(
    template: str,
    context: Mapping[str, Any],
    *,
    request: HttpRequest | None = None,
    between: Between | None = None,
) -> bytes:
    """A template as PDF on `context["paper"]` (A4 without one), with `context["styles"]` besides
    the base style. Nothing outside the project's static files is read, whatever a text says. The
    offsets kept by the browser of this request move the whole page. Of many slips a part is laid
    out at a time; `between` is told how many of how many are done, and may end it by raising.
    """
    paper = context.get("paper") or A4
    offset = offset_of(request) if request else NO_OFFSET
    whole = {**context, "paper": paper}
    asked = shared_pages.plan(context.get("slips") or ())
    shared = {**whole, "slips": asked.slips}
    draw = partial(_drawn, template, request=request, offset=offset, between=between)
    pdf = draw(shared, sheets=asked.sheets) if asked.shares else None
    pdf = pdf or draw(whole) or draw({**whole, "apart": True})
    return cast(bytes, pdf)


def _drawn(
    template: str,
    context: Mapping[str, Any],
    *,
    request: HttpRequest | None,
    offset: Offset,
    between: Between | None,
    sheets: Sequence[shared_pages.Sheet] = (),
) -> bytes | None:
    """Nothing where `sheets` or stacks of cells turn out not to fit."""
    styles = _styles(context, offset)
    pages: list[Any] = []
    for part in _parts(context, between):
        html = render_to_string(template, part, request=request)
        with _drawing, _no_collecting():
            laid_out = _laid_out(html, styles)
        if not print_stacks.stand(laid_out.pages):
            return None
        pages += laid_out.pages
    if sheets and not shared_pages.fits(pages, sheets):
        return None
    finisher = partial(shared_pages.put_together, sheets) if sheets else None
    with _drawing, _no_collecting():
        return bytes(laid_out.copy(pages).write_pdf(finisher=finisher))


def _parts(context: Mapping[str, Any], between: Between | None) -> Iterator[dict[str, Any]]:
    slips = context.get("slips") or ()
    for done in range(0, max(len(slips), 1), LAID_OUT_AT_ONCE):
        if between is not None:
            between(done, len(slips))
        part = {"slips": slips[done : done + LAID_OUT_AT_ONCE]} if slips else {}
        yield {**context, **part}


def _styles(context: Mapping[str, Any], offset: Offset) -> list[Any]:
    _library()
    names = (STYLES, *context.get("styles", ()))
    with _drawing:
        styles = [_style(name, _changed_at(name)) for name in names]
        return [*styles, _page_style(context["paper"], offset)]


def _laid_out(html: str, styles: Sequence[Any]) -> Any:
    page = _library().HTML(string=html, base_url=None, url_fetcher=_fetcher())
    return page.render(stylesheets=styles, font_config=_fonts())


@contextmanager
def _no_collecting() -> Iterator[None]:
    """A layout makes many small objects that live to its end: collecting meanwhile is waste."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


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
def _page_style(paper: Paper, offset: Offset) -> Any:
    inner_width = paper.width_mm - 2 * paper.side_mm
    # A hair less than the page, or rounding pushes an empty page behind it.
    inner_height = paper.height_mm - 2 * paper.top_mm - Decimal("0.2")
    text = (
        f"@page {{ size: {paper.width_mm}mm {paper.height_mm}mm;"
        f" margin: {paper.top_mm}mm {paper.side_mm}mm; }}"
        f".page {{ width: {inner_width}mm; height: {inner_height}mm;"
        f" left: {offset.x}mm; top: {offset.y}mm; }}"
        f".page {{ --row: {paper.row_mm}mm; }}"
        + "".join(f".blanks-{n} {{ --blanks: {n}; }}" for n in range(1, MOST_BLANKS + 1))
    )
    return _library().CSS(string=text, url_fetcher=_fetcher(), font_config=_fonts())


@cache
def _fetcher() -> Any:
    _library()
    from ui.print_fetcher import StaticFetcher

    return StaticFetcher(static_folder())
