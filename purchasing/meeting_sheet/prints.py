"""周例会表 in print: A4 across, block after block, with sums, the gap and signatures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from documents.pages import Printing
from documents.slips import signatures, slip
from purchasing.meeting_sheet import blocks
from purchasing.meeting_sheet.blocks import Block
from purchasing.meeting_sheet.queries import figures_of
from purchasing.meeting_sheet.weeks import WEEK, week_text
from ui import formats
from ui.prints import A4_LANDSCAPE, shrink

# In rows: what a page holds, what a block needs around its rows, what the end needs.
PER_PAGE, FRAME, LEAST, END = 26, 3, 2, 3
PAPER = replace(A4_LANDSCAPE, row_mm=Decimal(6))


@dataclass(frozen=True)
class Part:
    """So much of a block as stands on one page; its sum stands below its last part."""

    block: Block
    rows: list[list[dict[str, str]]]
    is_first: bool
    is_last: bool

    @property
    def sums(self) -> list[dict[str, str]]:
        found = zip(self.block.columns, self.block.sum_texts, strict=True)
        return [{"css": column.css, "text": text} for column, text in found]


@dataclass
class SheetPage:
    number: int = 1
    count: int = 1
    parts: list[Part] = field(default_factory=list)

    @property
    def is_last(self) -> bool:
        return self.number == self.count


def meeting_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    body, document = printing.body, printing.document
    figures = figures_of(body)
    return [
        slip(
            printing,
            (),
            facts=_facts(body),
            pages=pages_of(blocks.all_of(figures, printing.lines, body.week_on)),
            figures=_conclusion(figures, document.total),
            comment=body.reader_comment,
            signatures=_signatures(printing),
            capital="",
        )
    ]


def pages_of(found: Iterable[Block]) -> list[SheetPage]:
    """Blocks one below the other; a long one goes on over the page, under its heading again."""
    pages, room = [SheetPage()], PER_PAGE
    for block in found:
        rows = _cells(block)
        start = 0
        while start < len(rows) or start == 0:
            if room < FRAME + min(LEAST, len(rows) - start):
                pages.append(SheetPage())
                room = PER_PAGE
            cut = rows[start : start + room - FRAME]
            last = start + len(cut) >= len(rows)
            pages[-1].parts.append(Part(block, cut, start == 0, last))
            room -= len(cut) + FRAME
            start += len(cut)
            if last:
                break
    if room < END:
        pages.append(SheetPage())
    for number, page in enumerate(pages, start=1):
        page.number, page.count = number, len(pages)
    return pages


def _cells(block: Block) -> list[list[dict[str, str]]]:
    return [
        [
            {"text": text, "css": f"{column.css} {shrink(text, column.room)}".strip()}
            for column, text in zip(block.columns, texts, strict=True)
        ]
        for texts in block.texts
    ]


def _facts(body: Any) -> list[list[dict[str, Any]]]:
    """上周起止, 本周起止, and when the figures were taken."""
    taken = formats.moment(body.frozen_at) if body.frozen_at else gettext("not frozen yet")
    return [
        [
            {"label": gettext("Last week"), "value": week_text(body.week_on - WEEK)},
            {"label": gettext("This week"), "value": week_text(body.week_on)},
            {"label": gettext("Figures of"), "value": taken},
            {"label": gettext("Late"), "value": gettext("Yes") if body.is_late else gettext("No")},
        ]
    ]


def _conclusion(figures: Any, plan: Any) -> list[dict[str, str]]:
    left = figures.left_after(plan)
    words = gettext("Gap") if left < 0 else gettext("Left after the plan")
    return [
        {"label": gettext("Available money"), "value": formats.money(figures.available)},
        {"label": gettext("Cash plan of this week"), "value": formats.money(plan)},
        {"label": words, "value": formats.money(abs(left))},
    ]


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    maker, _handler, approver = signatures(printing)
    return [
        maker | {"label": gettext("Purchasing manager")},
        {"label": gettext("Accountant"), "name": ""},
        approver | {"label": gettext("Deputy general manager")},
    ]
