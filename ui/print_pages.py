"""Lines in pages of equal height, their cells, and the sums of page and paper."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING as UP
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

from ui import formats
from ui.print_stacks import Stack, is_plain, stacks_of

SUMS = ("packs", "quantity", "net", "tax", "gross", "amount")
WIDE_FROM = 0x1100
# How many lines of the usual size go, in the smallest letters, into the height of one row.
LINES_IN_A_ROW = Decimal("4.5")
# What has room in the narrowest column: a unit of two characters, a number of three digits.
SURE = 4


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
    stacks: list[Stack] = field(default_factory=list)

    @property
    def is_last(self) -> bool:
        return self.number == self.count

    @property
    def has_stacked_end(self) -> bool:
        """Then the blank rows stand in its last stack."""
        return bool(self.stacks) and self.stacks[-1].height > 0


def pages_of(
    lines: Iterable[Any],
    per_page: int,
    *,
    sums: Sequence[str] = SUMS,
    heights: Sequence[int] = (),
) -> list[PrintPage]:
    """Lines in pages of equal height; an empty paper still has one page, of blank rows.

    `heights` says of each line how many rows it takes; without them each takes one.
    """
    rows = list(lines)
    cuts = _cut(rows, per_page, heights or [1] * len(rows))
    totals = _add(rows, sums)
    return [
        PrintPage(
            rows=cut,
            blanks=range(blanks),
            number=number,
            count=len(cuts),
            subtotals=_add(cut, sums),
            totals=totals,
        )
        for number, (cut, blanks) in enumerate(cuts, start=1)
    ]


def _cut(rows: Sequence[Any], per_page: int, heights: Sequence[int]) -> list[tuple[list[Any], int]]:
    """Each page's rows, and how many blank ones they leave."""
    cuts: list[tuple[list[Any], int]] = [([], per_page)]
    for row, height in zip(rows, heights, strict=True):
        cut, left = cuts[-1]
        if cut and height > left:
            cut, left = [], per_page
            cuts.append((cut, left))
        cut.append(row)
        cuts[-1] = (cut, max(left - height, 0))
    return cuts


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

    def cell(self, line: Any, *, most_rows: int = 0) -> dict[str, Any]:
        """At most so many rows high, if told."""
        text = self.text(self.take(line))
        if most_rows and self.room:
            text = announced(text, int(most_rows * self.room * LINES_IN_A_ROW))
        size = shrink(text, self.room)
        sure = self.room > 0 or (width_of(text) <= SURE and len(text) < SURE)
        plain = not size and is_plain(text, self.css, sure=sure)
        return {"text": text, "css": f"{self.css} {size}".strip(), "plain": plain}


def _kind(css: str) -> str:
    return next((kind for kind in ("money", "price") if f"c-{kind}" in css), "")


def _day(value: Any) -> str:
    return formats.day(value) if hasattr(value, "year") else str(value)


def width_of(text: str) -> int:
    """In half-width signs; a Chinese character is two."""
    return sum(2 if ord(sign) >= WIDE_FROM else 1 for sign in text)


def announced(text: str, most: int) -> str:
    """What has no room on the paper is not cut silently: it says where the whole can be read."""
    if width_of(text) <= most:
        return text
    rest = gettext("… (in full on the screen)")
    while text and width_of(text) > most - width_of(rest):
        text = text[:-1]
    return text + rest


def shrink(text: str, room: int) -> str:
    """The class that makes a text fit: two lines, else two of smaller letters, else three."""
    width = width_of(text)
    if not room or width <= room:
        return ""
    if width <= 2 * room:
        return "two-lines"
    return "small" if 2 * width <= 5 * room else "tiny"


def page_table(
    columns: Sequence[PrintColumn], lines: Iterable[Any], *, per_page: int, by_height: bool = False
) -> list[PrintPage]:
    """Pages whose rows are ready cells, with the sums of page and paper under their columns.

    `by_height`: a line whose text needs the height of several rows takes as many of the page, so
    that what stands below is never pushed off the paper.
    """
    most = per_page if by_height else 0
    rows = [
        {"cells": [column.cell(line, most_rows=most) for column in columns], "line": line}
        | {str(place): column.take(line) for place, column in enumerate(columns) if column.sum}
        for line in lines
    ]
    names = [str(place) for place, column in enumerate(columns) if column.sum]
    heights = [_height(columns, row["cells"]) for row in rows] if by_height else ()
    pages = pages_of(rows, per_page, sums=names, heights=heights)
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
            stacks=stacks_of(page.rows, blanks=len(page.blanks)),
        )
        for page in pages
    ]


def _height(columns: Sequence[PrintColumn], cells: Sequence[Mapping[str, str]]) -> int:
    """A text too long for one row in the smallest letters takes the height of several."""
    rows = (
        width_of(cell["text"]) / (column.room * LINES_IN_A_ROW)
        for column, cell in zip(columns, cells, strict=True)
        if column.room
    )
    return max([1, *(int(each.to_integral_value(UP)) for each in rows)])


def _footer(columns: Sequence[PrintColumn], sums: Mapping[str, Decimal]) -> list[dict[str, str]]:
    return [
        {"css": column.css, "text": column.text(sums.get(str(place))) if column.sum else ""}
        for place, column in enumerate(columns)
    ]
