"""Where every bar, line, dot and word of a picture stands; pure, in the pixels of its view box."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ui import formats
from ui.charts import NOTHING, Chart
from ui.punctuation import labelled
from ui.scales import day_ticks, shortened, ticks, width_of

WIDTH, PLOT_HEIGHT, ROW = 560, 190, 25
SIZE, LINE, GAP, EDGE = 12, 20, 8, 12
LONGEST_NAME, WIDEST_BAR = 150, 44
MARGIN = 6
SHORTEST_CUT = 4 * SIZE


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    text: str
    anchor: str = "middle"
    css: str = "axis"
    title: str = ""

    @property
    def span(self) -> tuple[float, float]:
        """From where to where it reaches across."""
        wide = width_of(self.text, SIZE)
        start = {"start": self.x, "middle": self.x - wide / 2, "end": self.x - wide}[self.anchor]
        return start, start + wide


@dataclass(frozen=True)
class Rule:
    x1: float
    y1: float
    x2: float
    y2: float
    css: str = "grid"


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    colour: str
    title: str


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    colour: str
    title: str


@dataclass(frozen=True)
class Path:
    d: str
    colour: str


@dataclass
class Drawing:
    """Everything with its place; the template writes it down and adds nothing."""

    width: int = WIDTH
    height: int = 0
    rules: list[Rule] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class Axis:
    """Values on a stretch of pixels; upright ones grow upwards."""

    marks: Sequence[Decimal]
    start: float
    length: float
    upright: bool = True

    def words(self, mark: Decimal) -> str:
        """All marks with as many decimal places as their step has."""
        step = (self.marks[1] - self.marks[0]).normalize()
        exponent = step.as_tuple().exponent
        assert isinstance(exponent, int)
        return f"{mark:,.{max(0, -exponent)}f}"

    @property
    def widest(self) -> int:
        return max(width_of(self.words(mark), SIZE) for mark in self.marks)

    def at(self, value: Decimal) -> float:
        low, high = self.marks[0], self.marks[-1]
        share = float((value - low) / (high - low))
        return round(self.start + self.length * (1 - share if self.upright else share), 1)


def draw(chart: Chart) -> Drawing:
    if chart.is_empty:
        return Drawing()
    if chart.kind == "lines":
        return _lines(chart)
    return _across(chart) if chart.kind == "across" else _columns(chart)


def brief(value: Decimal) -> str:
    """For the ends of bars: whole numbers once they are large."""
    return formats.quantity(value, 0 if abs(value) >= 100 else 4)


def extent(chart: Chart) -> tuple[Decimal, Decimal]:
    """The lowest and the highest end of any bar, nothing included; of lines, of any point."""
    found = [Decimal(v) for one in chart.series for v in one.values if v is not None]
    if chart.kind == "lines":
        return _spread(min(found), max(found))
    if chart.stacked:
        ends = [end for piece in _pieces(chart) for end in (piece.low, piece.high)]
        found = ends or found
    return min(NOTHING, *found), max(NOTHING, *found)


def _spread(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """A price that never moved lies in the middle, not on the lowest mark."""
    room = abs(low) / 10 if low == high else NOTHING
    return low - room, high + room


@dataclass(frozen=True)
class Piece:
    """One value as a stretch from `low` to `high` at its label's place."""

    label: int
    series: int
    low: Decimal
    high: Decimal


def _pieces(chart: Chart) -> Iterator[Piece]:
    """Stacked: what is owed grows away from nothing one way, what is below nothing the other."""
    for label in range(len(chart.labels)):
        above = below = NOTHING
        for number, one in enumerate(chart.series):
            value = Decimal(one.values[label] or 0)
            if not value:
                continue
            base = (above if value > 0 else below) if chart.stacked else NOTHING
            yield Piece(label, number, min(base, base + value), max(base, base + value))
            above, below = (above + value, below) if value > 0 else (above, below + value)


def _title(chart: Chart, label: int, series: int) -> str:
    parts = [str(chart.labels[label])]
    if len(chart.series) > 1:
        parts.append(str(chart.series[series].label))
    return labelled(" · ".join(parts), chart.text(chart.series[series].values[label]))


def _band(chart: Chart, slot: float) -> tuple[float, float]:
    """How thick one bar is, and where the bars of one label begin within their slot."""
    beside = 1 if chart.stacked else len(chart.series)
    thick = min(WIDEST_BAR, slot * 0.72 / beside)
    return thick, (slot - thick * beside) / 2


# --- Standing bars -------------------------------------------------------------------------------


def _columns(chart: Chart) -> Drawing:
    drawing, axis, left = _upright(*extent(chart))
    slot = (WIDTH - EDGE - left) / len(chart.labels)
    thick, begin = _band(chart, slot)
    for piece in _pieces(chart):
        beside = 0 if chart.stacked else piece.series
        top, bottom = axis.at(piece.high), axis.at(piece.low)
        x = round(left + slot * piece.label + begin + thick * beside, 1)
        colour, title = chart.colour(piece.series), _title(chart, piece.label, piece.series)
        bar = Bar(x, top, round(thick, 1), round(bottom - top, 1), colour, title)
        drawing.bars.append(bar)
    centres = [left + slot * (n + 0.5) for n in range(len(chart.labels))]
    drawing.texts += _names_below(chart, centres, slot, y=drawing.height - GAP)
    drawing.texts += _sums_above(chart, centres, slot, axis)
    return drawing


def _upright(low: Decimal, high: Decimal) -> tuple[Drawing, Axis, float]:
    """A plot with its rules and figures at the left."""
    axis = Axis(ticks(low, high), LINE, PLOT_HEIGHT)
    left = axis.widest + GAP + 4
    drawing = Drawing(height=LINE + PLOT_HEIGHT + LINE + GAP)
    for mark in axis.marks:
        y = axis.at(mark)
        drawing.rules.append(Rule(left, y, WIDTH - EDGE, y, "base" if not mark else "grid"))
        drawing.texts.append(Text(left - GAP, y + 4, axis.words(mark), "end"))
    return drawing, axis, left


def _names_below(
    chart: Chart, centres: Sequence[float], slot: float, *, y: float
) -> Iterator[Text]:
    """Cut when there is room for a few signs, else only so many of them that none overlap."""
    names = [str(label) for label in chart.labels]
    room = slot - GAP
    widest = max(width_of(name, SIZE) for name in names)
    step = 1 if widest <= room or room >= SHORTEST_CUT else -(-(widest + GAP) // max(1, int(slot)))
    for number in range(0, len(names), step):
        name = names[number] if step > 1 else shortened(names[number], room, SIZE)
        yield Text(round(centres[number], 1), y, name, title=names[number])


def _sums_above(chart: Chart, centres: Sequence[float], slot: float, axis: Axis) -> Iterator[Text]:
    """The sum on top of each bar, if all of them fit."""
    if not chart.stacked and len(chart.series) > 1:
        return
    sums = [brief(total) for total in chart.totals]
    if max(width_of(text, SIZE) for text in sums) > slot - 4:
        return
    tops = [NOTHING for _label in chart.labels]
    for piece in _pieces(chart):
        tops[piece.label] = max(tops[piece.label], piece.high)
    for centre, text, total, top in zip(centres, sums, chart.totals, tops, strict=True):
        if total:
            yield Text(round(centre, 1), axis.at(top) - 5, text, css="value")


# --- Lying bars ----------------------------------------------------------------------------------


def _across(chart: Chart) -> Drawing:
    names = [str(label) for label in chart.labels]
    left = MARGIN + min(LONGEST_NAME, max(width_of(name, SIZE) for name in names)) + GAP
    sums = [brief(total) for total in chart.totals]
    right = max(width_of(text, SIZE) for text in sums) + GAP + 4
    axis = _lying_axis(chart, left, WIDTH - left - max(right, EDGE))
    per_row = ROW if chart.stacked else max(ROW, 12 * len(chart.series) + 6)
    bottom = GAP + per_row * len(names)
    drawing = Drawing(height=bottom + LINE)
    for mark in axis.marks:
        x = axis.at(mark)
        drawing.rules.append(Rule(x, GAP, x, bottom, "base" if not mark else "grid"))
        drawing.texts.append(Text(x, bottom + 15, axis.words(mark)))
    for number, name in enumerate(names):
        y = GAP + per_row * (number + 0.5) + 4
        cut = shortened(name, left - GAP - MARGIN, SIZE)
        drawing.texts.append(Text(left - GAP, y, cut, "end", "name", name))
    drawing.bars += _lying_bars(chart, axis, per_row)
    drawing.texts += _sums_at_ends(chart, axis, per_row)
    return drawing


def _lying_axis(chart: Chart, left: float, room: float) -> Axis:
    """As many marks as have room for their figures beside each other."""
    low, high = extent(chart)
    for most in (6, 5, 4, 3, 2, 1):
        axis = Axis(ticks(low, high, most=most), left, room, upright=False)
        if (axis.widest + 2 * GAP) * len(axis.marks) <= room:
            break
    return axis


def _lying_bars(chart: Chart, axis: Axis, per_row: float) -> Iterator[Bar]:
    thick, begin = _band(chart, per_row)
    for piece in _pieces(chart):
        beside = 0 if chart.stacked else piece.series
        x, end = axis.at(piece.low), axis.at(piece.high)
        y = round(GAP + per_row * piece.label + begin + thick * beside, 1)
        title = _title(chart, piece.label, piece.series)
        colour = chart.colour(piece.series)
        yield Bar(x, y, round(end - x, 1), round(thick, 1), colour, title)


def _sums_at_ends(chart: Chart, axis: Axis, per_row: float) -> Iterator[Text]:
    if not chart.stacked and len(chart.series) > 1:
        return
    ends = [NOTHING for _label in chart.labels]
    for piece in _pieces(chart):
        ends[piece.label] = max(ends[piece.label], piece.high)
    for number, total in enumerate(chart.totals):
        y = GAP + per_row * (number + 0.5) + 4
        yield Text(axis.at(ends[number]) + 5, y, brief(total), "start", "value")


# --- Lines over time -----------------------------------------------------------------------------


def _lines(chart: Chart) -> Drawing:
    drawing, axis, left = _upright(*extent(chart))
    right = WIDTH - EDGE - GAP
    places = _Days(min(chart.days), max(chart.days), left + GAP, right)
    drawing.texts += _days_below(places, y=drawing.height - GAP)
    for number, one in enumerate(chart.series):
        points = [
            (places.at(day), axis.at(Decimal(value)), place)
            for place, (day, value) in enumerate(zip(chart.days, one.values, strict=True))
            if value is not None
        ]
        colour = chart.colour(number)
        if len(points) > 1:
            way = " L ".join(f"{x} {y}" for x, y, _place in points)
            drawing.paths.append(Path(f"M {way}", colour))
        drawing.dots += [Dot(x, y, colour, _title(chart, n, number)) for x, y, n in points]
    return drawing


@dataclass(frozen=True)
class _Days:
    """Days on a stretch of pixels; a single day stands in the middle."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        span = (self.last - self.first).days
        share = (day - self.first).days / span if span else 0.5
        return round(self.left + (self.right - self.left) * share, 1)


def _days_below(places: _Days, *, y: float) -> Iterator[Text]:
    """Days or months, whole within the picture and never over each other."""
    wide = width_of("0000-00-00", SIZE)
    most = int((places.right - places.left) / (wide + GAP))
    shown = day_ticks(places.first, places.last, most=most)
    monthly = len(shown) > 1 and all(day.day == 1 for day in shown)
    reached = 0.0
    for day in shown:
        text = f"{day:%Y-%m}" if monthly else f"{day:%Y-%m-%d}"
        half = width_of(text, SIZE) / 2
        x = min(max(places.at(day), half), WIDTH - half)
        if x - half < reached:
            continue
        reached = x + half + GAP
        yield Text(round(x, 1), y, text)
