"""Pictures of figures: plain values in, a drawing and the table of the same figures out.

The server draws (`ui.chart_drawing`, `components/chart.html`): no script runs, the page's policy
holds, and whoever cannot see the picture reads its description and its table.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.utils.functional import Promise
from django.utils.translation import gettext

from ui import formats

if TYPE_CHECKING:
    from ui.chart_drawing import Drawing

Words = str | Promise
Figure = Decimal | int | None
NOTHING = Decimal(0)
COLOURS = 6


@dataclass(frozen=True)
class Series:
    """One figure for each label; None where there is none. `tone`: good, warning, late or bad."""

    label: Words
    values: Sequence[Figure]
    tone: str = ""


class Options(TypedDict, total=False):
    """`form` writes a figure; `urls` leads from each label to where its figures come from;
    `beside` shows the table at once, not folded away."""

    unit: Words
    note: Words
    empty: Words
    form: Callable[[Any], str]
    urls: Sequence[str]
    beside: bool


@dataclass(frozen=True)
class Row:
    """One row of the table beside the picture."""

    label: str
    url: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """What `components/chart.html` shows; make it with `bars` or `lines`."""

    name: str
    title: Words
    labels: tuple[Words, ...]
    series: tuple[Series, ...]
    kind: str = "columns"
    stacked: bool = False
    days: tuple[date, ...] = ()
    options: Options = field(default_factory=lambda: Options())

    def __post_init__(self) -> None:
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError(f"chart {self.name}: every series needs one value per label")

    @property
    def unit(self) -> Words:
        return self.options.get("unit", "")

    @property
    def note(self) -> Words:
        return self.options.get("note", "")

    @property
    def beside(self) -> bool:
        return self.options.get("beside", False)

    @property
    def is_empty(self) -> bool:
        return not any(value for one in self.series for value in one.values)

    @property
    def empty(self) -> Words:
        return self.options.get("empty") or gettext("There is nothing to draw yet.")

    @property
    def drawing(self) -> "Drawing":
        from ui.chart_drawing import draw

        return draw(self)

    def text(self, value: Figure) -> str:
        return "" if value is None else self.options.get("form", formats.money)(Decimal(value))

    def colour(self, number: int) -> str:
        return self.series[number].tone or str(number % COLOURS + 1)

    @property
    def legend(self) -> list[dict[str, str]]:
        """Which colour is what; one series needs none, the title says it."""
        entries = [
            {"label": str(one.label), "colour": self.colour(number)}
            for number, one in enumerate(self.series)
        ]
        return entries if len(entries) > 1 else []

    @property
    def totals(self) -> list[Decimal]:
        """What the pieces of each bar add up to."""
        return [
            sum((Decimal(one.values[n] or 0) for one in self.series), NOTHING)
            for n in range(len(self.labels))
        ]

    @property
    def headings(self) -> list[str]:
        found = [str(one.label) for one in self.series]
        return [*found, gettext("Total")] if self._adds_up else found

    @property
    def rows(self) -> list[Row]:
        """Every figure of the picture, exactly."""
        urls = self.options.get("urls") or [""] * len(self.labels)
        return [
            Row(str(label), urls[n], tuple(self.text(value) for value in self._across(n)))
            for n, label in enumerate(self.labels)
        ]

    @property
    def footer(self) -> list[str]:
        """The sums of the columns, where adding up means something."""
        if not self.stacked:
            return []
        sums = [sum((Decimal(v or 0) for v in one.values), NOTHING) for one in self.series]
        sums += [sum(sums, NOTHING)] if self._adds_up else []
        return [self.text(each) for each in sums]

    @property
    def description(self) -> str:
        """The picture in one sentence, for who hears it."""
        if self.is_empty:
            return str(self.empty)
        found = [
            (Decimal(value), label, one.label)
            for one in self.series
            for label, value in zip(self.labels, one.values, strict=True)
            if value is not None
        ]
        if self.stacked:
            found = [(t, label, "") for t, label in zip(self.totals, self.labels, strict=True)]
        greatest = max(found, key=lambda each: each[0])
        least = min(found, key=lambda each: each[0])
        return gettext(
            "%(count)s figures; the greatest is %(greatest)s (%(of)s), the least %(least)s"
            " (%(at)s)."
        ) % {
            "count": len(found),
            "greatest": self.text(greatest[0]),
            "of": _where(greatest),
            "least": self.text(least[0]),
            "at": _where(least),
        }

    @property
    def _adds_up(self) -> bool:
        return self.stacked and len(self.series) > 1

    def _across(self, number: int) -> list[Figure]:
        found: list[Figure] = [one.values[number] for one in self.series]
        return [*found, self.totals[number]] if self._adds_up else found


def _where(found: tuple[Decimal, Words, Words]) -> str:
    return " ".join(str(part) for part in found[1:] if str(part))


def bars(
    name: str,
    title: Words,
    labels: Iterable[Words],
    series: Iterable[Series],
    *,
    stacked: bool = False,
    across: bool = False,
    **options: Unpack[Options],
) -> Chart:
    """Bars beside or upon each other; `across` lays them down, which long names need."""
    kind = "across" if across else "columns"
    return Chart(name, title, tuple(labels), tuple(series), kind, stacked, options=options)


def lines(
    name: str,
    title: Words,
    days: Iterable[date],
    series: Iterable[Series],
    **options: Unpack[Options],
) -> Chart:
    """Values over time, in order; the axis need not begin at nothing, for prices hardly move."""
    when = tuple(days)
    labels = tuple(formats.day(day) for day in when)
    return Chart(name, title, labels, tuple(series), "lines", days=when, options=options)
