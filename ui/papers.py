"""The papers that slips are printed on (conventions 3.1)."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Paper:
    """`rows` is how many lines a page has, `most_rows` how many fit where a slip says little else;
    `side_mm` keeps clear of the sprocket holes.
    """

    name: str
    width_mm: Decimal
    height_mm: Decimal
    rows: int
    top_mm: Decimal = Decimal(10)
    side_mm: Decimal = Decimal(12)
    continuous: bool = False
    row_mm: Decimal = Decimal(7)
    most_rows: int = 0
    label: Any = ""
    dense: bool = False

    def with_rows(self, rows: int) -> "Paper":
        """More rows than usual share the same height, so that what stands below still fits."""
        if not self.continuous or rows <= self.rows:
            return replace(self, rows=rows)
        return replace(self, rows=rows, row_mm=self.row_mm * self.rows / rows, dense=True)

    @property
    def template(self) -> str:
        return "print/continuous.html" if self.continuous else "print/a4.html"


A4 = Paper("a4", Decimal(210), Decimal(297), rows=25, most_rows=26, label="A4")
A4_LANDSCAPE = Paper(
    "a4-landscape",
    Decimal(297),
    Decimal(210),
    rows=15,
    most_rows=15,
    label=_("A4 landscape"),
)
A5_LANDSCAPE = Paper(
    "a5-landscape",
    Decimal(210),
    Decimal(148),
    rows=5,
    top_mm=Decimal(6),
    most_rows=8,
    label=_("A5 landscape"),
)
# The whole form of 11 inches, for lists and statements.
FULL_241 = Paper(
    "full-241",
    Decimal(241),
    Decimal("279.4"),
    rows=25,
    top_mm=Decimal(5),
    side_mm=Decimal("13.5"),
    continuous=True,
    row_mm=Decimal("6.5"),
    most_rows=28,
    label="241 × 279.4 mm",
)
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
    most_rows=10,
    label="241 × 139.7 mm",
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
    most_rows=5,
    label="241 × 93.1 mm",
)
ALL = (A4, A4_LANDSCAPE, A5_LANDSCAPE, FULL_241, HALF_241, THIRD_241)
PAPERS = {paper.name: paper for paper in ALL}
