"""The test print of a paper: its frame, and rulers in millimetres on both axes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ui.papers import Paper

LONG_MM, HALF_MM, SHORT_MM = Decimal(5), Decimal("3.5"), Decimal(2)


@dataclass(frozen=True)
class Tick:
    """One stroke of a ruler; every tenth has its number."""

    at: int

    @property
    def length(self) -> Decimal:
        if self.at % 10 == 0:
            return LONG_MM
        return HALF_MM if self.at % 5 == 0 else SHORT_MM

    @property
    def label(self) -> str:
        return str(self.at) if self.at % 10 == 0 and self.at else ""

    @property
    def beside(self) -> Decimal:
        """Where the number stands, counted from the edge."""
        return self.length + 4


def whole_page(paper: Paper) -> Paper:
    """The same paper without margins: rulers begin at its very edge."""
    return replace(paper, top_mm=Decimal(0), side_mm=Decimal(0))


def pages_of(paper: Paper, *, count: int) -> Iterator[dict[str, Any]]:
    """What `print/test.html` draws on each page; measures are millimetres."""
    for number in range(1, count + 1):
        yield {
            "number": number,
            "count": count,
            "label": paper.label,
            "width": paper.width_mm,
            "height": paper.height_mm,
            # The frame is where slips are printed: between the sprocket holes.
            "left": paper.side_mm,
            "top": paper.top_mm,
            "inner_width": paper.width_mm - 2 * paper.side_mm,
            "inner_height": paper.height_mm - 2 * paper.top_mm,
            "across": [Tick(at) for at in range(int(paper.width_mm) + 1)],
            "down": [Tick(at) for at in range(int(paper.height_mm) + 1)],
        }
