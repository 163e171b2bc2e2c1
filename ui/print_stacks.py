"""Cells of a column that each fill one line are one cell with many lines.

A cell of its own costs three times what its text does: an element, its styles, boxes, a place in
the table, four rules. A stack stands in the first of its rows, over all of them; its lines are as
high as a row and its rules are a background. Where a line turns out to need more room than it has,
the paper is drawn once more with a cell for each text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

STACK = "stack"
# Columns that never break their text (`white-space: nowrap` in `css/print/base.css`).
NEVER_BROKEN = ("c-quantity", "c-price", "c-money", "c-percent", "c-date")
# Below this many rows nothing is won.
FEWEST_ROWS = 2
# What sums of fractions may differ by, in pixels of CSS.
HAIR = 0.01


@dataclass(frozen=True)
class Stacks:
    """Rows of cells `{css, text, [rows]}`; `height` where they are but one row, blanks and all."""

    rows: list[list[dict[str, Any]]]
    height: int = 0


def is_plain(text: str, css: str, *, sure: bool) -> bool:
    """Whether it says in a stack what it says alone; `sure` if it has room in one line."""
    if not text.isprintable() or text != text.strip() or "  " in text:
        return False
    return sure or not text or any(name in css.split() for name in NEVER_BROKEN)


def stacks_of(columns: Sequence[Any], rows: Sequence[Any], blanks: range) -> Stacks | None:
    """None where no column can be stacked."""
    if len(rows) < FEWEST_ROWS:
        return None
    cells = [row["cells"] for row in rows]
    stacked = [all(each[place]["plain"] for each in cells) for place in range(len(columns))]
    if not any(stacked):
        return None
    whole = all(stacked)
    first = [
        _stack(column.css, [each[place]["text"] for each in cells]) if is_stack else cells[0][place]
        for place, (column, is_stack) in enumerate(zip(columns, stacked, strict=True))
    ]
    if whole:
        return Stacks([first], height=len(rows) + len(blanks))
    rest = [
        [cell for cell, is_stack in zip(each, stacked, strict=True) if not is_stack]
        for each in cells[1:]
    ]
    return Stacks([first, *rest])


def _stack(css: str, texts: Sequence[str]) -> dict[str, Any]:
    return {"css": css, "text": "\n".join(texts).rstrip("\n"), "rows": len(texts)}


def stand(pages: Sequence[Any]) -> bool:
    """Whether each line of each stack has the height and the width that it was given."""
    return all(_stands(cell, box) for page in pages for cell, box in _stacks(page))


def _stacks(page: Any) -> Iterator[tuple[Any, Any]]:
    """The boxes of stacks with the cells in which they are."""
    for box in page._page_box.descendants():
        if box.element_tag == "td":
            for child in box.children:
                if child.element is not None and child.element.get("class") == STACK:
                    yield box, child


def _stands(cell: Any, box: Any) -> bool:
    row = box.style["line_height"].value
    rows = int(cell.element.get("rowspan", 0))
    # A text beside it that needs more than its row pushes all that follow.
    if rows and abs(cell.border_height() - rows * row) > HAIR:
        return False
    may_stick_out = cell.style["white_space"] == "nowrap"
    return all(
        abs(line.height - row) < HAIR
        and (may_stick_out or all(part.width <= cell.width + HAIR for part in line.children))
        for line in box.children
    )
