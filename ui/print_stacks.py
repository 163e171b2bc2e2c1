"""Neighbouring rows whose cells each fill one line are one row, of cells with many lines.

A cell of its own costs three times what its text does: an element, its styles, boxes, a place in
the table, four rules. The lines of a stack are as high as a row and its rules are a background.
Where a line turns out to need more room than it has, the paper is drawn once more with a cell for
each text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

STACK = "stack"
# Columns that never break their text (`white-space: nowrap` in `css/print/base.css`).
NEVER_BROKEN = ("c-quantity", "c-price", "c-money", "c-percent", "c-date")
# Below this many rows nothing is won.
FEWEST_ROWS = 2
# What sums of fractions may differ by, in pixels of CSS.
HAIR = 0.01


@dataclass(frozen=True)
class Stack:
    """So many rows as one, blank ones too; `height` is 0 for a row that stands alone."""

    cells: list[dict[str, Any]]
    height: int = 0


def is_plain(text: str, css: str, *, sure: bool) -> bool:
    """Whether it says in a stack what it says alone; `sure` if it has room in one line."""
    if not text.isprintable() or text != text.strip() or "  " in text:
        return False
    return sure or not text or any(name in css.split() for name in NEVER_BROKEN)


def stacks_of(rows: Sequence[Any], *, blanks: int) -> list[Stack]:
    """The rows of a page, neighbours of plain texts as one; empty where there are none.

    What is not plain may be higher than its row, so it stands in a row of its own.
    """
    made: list[Stack] = []
    for plain, run in groupby((row["cells"] for row in rows), key=_all_plain):
        neighbours = list(run)
        if plain and len(neighbours) >= FEWEST_ROWS:
            made.append(Stack(_joined(neighbours), len(neighbours)))
        else:
            made += [Stack(list(cells)) for cells in neighbours]
    if not any(stack.height for stack in made):
        return []
    if made[-1].height:
        made[-1] = replace(made[-1], height=made[-1].height + blanks)
    return made


def _all_plain(cells: Sequence[Mapping[str, Any]]) -> bool:
    return all(cell["plain"] for cell in cells)


def _joined(rows: Sequence[Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {"css": cells[0]["css"], "text": "\n".join(cell["text"] for cell in cells).rstrip("\n")}
        for cells in zip(*rows, strict=True)
    ]


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
    may_stick_out = cell.style["white_space"] == "nowrap"
    return all(
        abs(line.height - row) < HAIR
        and (may_stick_out or all(part.width <= cell.width + HAIR for part in line.children))
        for line in box.children
    )
