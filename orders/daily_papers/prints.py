"""A daily paper in print: its tables one below the other, cut into pages by us."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from orders.daily_papers.tables import Block
from ui.prints import shrink

# In rows: what stands around the rows of a table, and the fewest that stand under a heading.
FRAME, LEAST = 3, 2
Cells = list[dict[str, str]]


@dataclass(frozen=True)
class Part:
    """So much of a table as stands on one page; its sum stands below its last part."""

    block: Block
    rows: list[Cells]
    is_first: bool
    is_last: bool

    @property
    def sums(self) -> Cells:
        found = zip(self.block.columns, self.block.total_texts, strict=True)
        return [{"css": column.css, "text": text} for column, text in found]

    @property
    def has_sums(self) -> bool:
        some = self.block.rows and any(column.total for column in self.block.columns)
        return self.is_last and bool(some)


@dataclass
class PaperPage:
    number: int = 1
    count: int = 1
    parts: list[Part] = field(default_factory=list)

    @property
    def is_last(self) -> bool:
        return self.number == self.count


def pages_of(blocks: Iterable[Block], *, per_page: int, end: int = 0) -> list[PaperPage]:
    """A long table goes on over the page, under its heading again; `end` is what stands below."""
    pages, room = [PaperPage()], per_page
    for block in blocks:
        rows, start, last = _cells(block), 0, False
        while not last:
            if room < FRAME + min(LEAST, len(rows) - start):
                pages.append(PaperPage())
                room = per_page
            cut = rows[start : start + room - FRAME]
            last = start + len(cut) >= len(rows)
            pages[-1].parts.append(Part(block, cut, start == 0, last))
            room -= len(cut) + FRAME
            start += len(cut)
    if room < end:
        pages.append(PaperPage())
    for number, page in enumerate(pages, start=1):
        page.number, page.count = number, len(pages)
    return pages


def stamp_of(state: Any) -> str:
    """What is not handed in yet, or void; nobody approves a report, so nothing else is told."""
    return str(state.label) if state.editable or state.tone == "void" else ""


def _cells(block: Block) -> list[Cells]:
    return [
        [
            {"text": text, "css": f"{_css(column, subtotal)} {shrink(text, column.room)}".strip()}
            for column, text in zip(block.columns, texts, strict=True)
        ]
        for texts, subtotal in block.table_rows
    ]


def _css(column: Any, subtotal: bool) -> str:
    return f"{column.css} subtotal" if subtotal else str(column.css)
