"""Codes that a scanner reads, as vector pictures to stand inside a page."""

from functools import lru_cache
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET_MODULES = 10


@lru_cache(maxsize=256)
def barcode_svg(text: str, *, module_mm: float = 0.33, height_mm: float = 8) -> SafeString:
    """Code 128 as one path; 0.33 mm bars for a laser, 0.5 mm for a dot-matrix printer."""
    from barcode import Code128

    if not text or not text.isascii() or not text.isprintable():
        raise ValueError(f"a barcode holds plain letters, digits and signs, not {text!r}")
    bits = Code128(text).build()[0]
    place = QUIET_MODULES
    parts = []
    for sign, run in groupby(bits):
        width = len(list(run))
        if sign == "1":
            parts.append(f"M{place} 0h{width}v1h-{width}z")
        place += width
    modules = place + QUIET_MODULES
    return _picture(
        "".join(parts), modules, 1, size=(f"{modules * module_mm:.2f}mm", f"{height_mm}mm")
    )


@lru_cache(maxsize=256)
def qr_svg(text: str, *, size_mm: float = 18) -> SafeString:
    """A QR code of level M with its quiet border."""
    import segno

    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    parts = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                parts.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return _picture("".join(parts), len(rows), len(rows), size=(f"{size_mm}mm", f"{size_mm}mm"))


def _picture(path: str, width: int, height: int, *, size: tuple[str, str]) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" viewBox="0 0 {} {}" '
        'preserveAspectRatio="none" role="img"><path d="{}"/></svg>',
        size[0],
        size[1],
        width,
        height,
        path,
    )
