"""`python -m benchmarks.growth FILE.json … [--svg PATH] [--table PATH]`: how each measure grows.

Reads what `./run bench --papers N` wrote for several N on one database, and draws a picture of
small panels, one a letter, on two logarithmic scales: a level line costs the same however many
papers there are, one that climbs with the grid's diagonal costs as much more as there are more.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

COLOURS = ("#1d5fb0", "#b0451d", "#1d8a4f", "#7a3fa0", "#8a6d1d", "#1d8a8a", "#a03f6b", "#555555")
PANEL_WIDTH, PANEL_HEIGHT, ACROSS = 500, 250, 2
LEFT, RIGHT, TOP, BOTTOM = 64, 196, 30, 28
LABEL_STEP = 13
LONGEST_LABEL = 30
STYLE = (
    "svg{background:#fff;font:11px system-ui,sans-serif}"
    ".title{font-weight:600;font-size:12px}.grid{stroke:#e3e6ea}.axis{fill:#555}"
    "path{fill:none;stroke-width:1.6}"
)


@dataclass(frozen=True)
class Line:
    """One measure: its median at each number of papers, in the order of the papers."""

    code: str
    title: str
    through: str
    unit: str
    points: tuple[tuple[int, float], ...]

    @property
    def label(self) -> str:
        title = self.title if len(self.title) <= LONGEST_LABEL else f"{self.title[:28]}…"
        return f"{self.code} {title}"

    @property
    def growth(self) -> float:
        """How many times its first value the last one is."""
        return self.points[-1][1] / self.points[0][1]


def lines_of(told: Iterable[Mapping[str, Any]]) -> list[Line]:
    """One line for each measure in milliseconds that was run at more than one size."""
    found: dict[tuple[str, str, str], dict[int, float]] = {}
    units: dict[tuple[str, str, str], str] = {}
    for one in sorted(told, key=lambda each: each["at"]):
        papers = int(one["facts"]["papers"])
        for row in one["results"]:
            key = (row["code"], row["title"], row["through"])
            # Of two runs at one size the later counts.
            found.setdefault(key, {})[papers] = float(row["median"])
            units[key] = row["unit"]
    lines = [
        Line(*key, units[key], tuple(sorted(points.items())))
        for key, points in sorted(found.items())
        if units[key] == "ms" and len(points) > 1 and all(points.values())
    ]
    return sorted(lines, key=lambda line: (line.code[0], line.code, line.through))


def picture(lines: Sequence[Line], *, title: str) -> str:
    panels = _by_letter(lines)
    rows = -(-len(panels) // ACROSS)
    width, height = PANEL_WIDTH * ACROSS, PANEL_HEIGHT * rows + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{escape(title)}">',
        f"<style>{STYLE}</style>",
        f'<text class="title" x="12" y="18">{escape(title)}</text>',
    ]
    for number, (_letter, members) in enumerate(panels.items()):
        x, y = number % ACROSS * PANEL_WIDTH, number // ACROSS * PANEL_HEIGHT + 30
        parts.append(f'<g transform="translate({x} {y})">{"".join(_panel(members))}</g>')
    return "\n".join([*parts, "</svg>", ""])


def _by_letter(lines: Iterable[Line]) -> dict[str, list[Line]]:
    panels: dict[str, list[Line]] = {}
    for line in lines:
        panels.setdefault(line.code[0], []).append(line)
    return panels


def _panel(lines: Sequence[Line]) -> Iterator[str]:
    papers = [size for line in lines for size, _value in line.points]
    values = [value for line in lines for _size, value in line.points]
    across = _Scale.over(papers, LEFT, PANEL_WIDTH - RIGHT)
    up = _Scale.over(values, PANEL_HEIGHT - BOTTOM, TOP)
    for size in sorted(set(papers)):
        x = across.at(size)
        yield f'<path class="grid" d="M{x:.1f} {TOP}V{PANEL_HEIGHT - BOTTOM}"/>'
        yield _text(x, PANEL_HEIGHT - BOTTOM + 15, f"{size:,}", "middle")
    for value in up.decades:
        y = up.at(value)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{PANEL_WIDTH - RIGHT}"/>'
        yield _text(LEFT - 6, y + 4, f"{value:g} ms", "end")
    lowest = TOP
    for number, line in enumerate(sorted(lines, key=lambda each: -each.points[-1][1])):
        colour = COLOURS[number % len(COLOURS)]
        steps = "L".join(f"{across.at(s):.1f} {up.at(v):.1f}" for s, v in line.points)
        yield f'<path stroke="{colour}" d="M{steps}"/>'
        wanted = up.at(line.points[-1][1]) + 4
        lowest = max(wanted, lowest + LABEL_STEP)
        yield _text(PANEL_WIDTH - RIGHT + 8, lowest, line.label, "start", colour)


def _text(x: float, y: float, words: str, anchor: str, colour: str = "") -> str:
    look = f'fill="{colour}"' if colour else 'class="axis"'
    return f'<text {look} text-anchor="{anchor}" x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'


@dataclass(frozen=True)
class _Scale:
    """From a value to its place, by its logarithm."""

    low: float
    high: float
    begin: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], begin: float, end: float) -> "_Scale":
        low, high = math.log10(min(values)), math.log10(max(values))
        return cls(math.floor(low), max(math.ceil(high), math.floor(low) + 1), begin, end)

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)

    @property
    def decades(self) -> list[float]:
        return [10.0**power for power in range(int(self.low), int(self.high) + 1)]


def table(lines: Sequence[Line]) -> str:
    """The same figures as a Markdown table."""
    sizes = sorted({size for line in lines for size, _value in line.points})
    head = ["measure", "through", *(f"{size:,}" for size in sizes), "×"]
    rows = [head, ["---", "---", *["---:"] * (len(sizes) + 1)]]
    for line in lines:
        known = dict(line.points)
        cells = [f"{known[size]:,.1f}" if size in known else "" for size in sizes]
        rows.append([f"{line.code} {line.title}", line.through, *cells, f"{line.growth:.1f}"])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="growth", description="Draws how the measures grow.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--table", type=Path)
    given = parser.parse_args()
    told = [json.loads(path.read_text(encoding="utf-8")) for path in given.files]
    bases = {one["facts"]["database"] for one in told}
    if len(bases) > 1:
        raise SystemExit(f"one database at a time, not {', '.join(sorted(bases))}")
    lines = lines_of(told)
    if not lines:
        raise SystemExit("no measure was run at two sizes: run ./run bench --papers N for each")
    if given.svg:
        words = f"Milliseconds by the number of papers, {bases.pop()}"
        given.svg.write_text(picture(lines, title=words), encoding="utf-8")
    if given.table:
        given.table.write_text(table(lines), encoding="utf-8")
    if not given.svg and not given.table:
        sys.stdout.write(table(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
