"""The table that the programme prints: figure to reach beside figure reached."""

import shutil
import textwrap
from dataclasses import dataclass

from proving.programme import LONG, USUAL, Proof, Reached

COLUMNS = ("proof", "on", "to reach", "asked here", "reached", "held", "time")
NARROW = {"on": 10, "held": 7, "time": 12}
WIDEST = 160


@dataclass(frozen=True)
class Row:
    proof: Proof
    vendor: str
    reached: Reached
    seconds: float
    worked: float = 0

    @property
    def held(self) -> str:
        if self.reached.missing:
            return "not run"
        return "NO" if self.reached.breaches else "yes"

    def cells(self, scale: str) -> list[str]:
        """Small has no figure of its own: it says only what it reached."""
        asked = {LONG: self.proof.reach, USUAL: self.proof.usual}.get(scale, "small form")
        return [
            f"{self.proof.name}: {self.proof.promise}",
            self.vendor or "its own",
            self.proof.reach,
            asked,
            self.reached.missing or self.reached.figure,
            self.held,
            f"{self.seconds:.0f} s, {self.worked:.0f} s of processor",
        ]


def table(rows: list[Row], *, scale: str) -> str:
    wide = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    free = wide - sum(NARROW.values()) - 2 * len(COLUMNS)
    each = free // (len(COLUMNS) - len(NARROW))
    widths = [NARROW.get(name, each) for name in COLUMNS]
    lines = [*_row(list(COLUMNS), widths), "  ".join("-" * width for width in widths)]
    for row in rows:
        lines += _row(row.cells(scale), widths)
    return "\n".join(lines)


def _row(cells: list[str], widths: list[int]) -> list[str]:
    columns = [textwrap.wrap(c, w) or [""] for c, w in zip(cells, widths, strict=True)]
    height = max(len(column) for column in columns)
    padded = [column + [""] * (height - len(column)) for column in columns]
    pairs = [zip(line, widths, strict=True) for line in zip(*padded, strict=True)]
    return ["  ".join(f"{text:<{width}}" for text, width in pair).rstrip() for pair in pairs]


def faults(rows: list[Row], *, scale: str) -> str:
    """Each breach with the command that shows it again, and what else is to be known."""
    lines: list[str] = []
    for row in rows:
        for note in row.reached.notes:
            lines.append(f"{row.proof.name} {row.vendor}: {note}")
        for breach in row.reached.breaches:
            lines.append(f"BREACH {row.proof.name} {row.vendor}, {breach.case}: {breach.sentence}")
            lines.append(f"       {replay(row, breach.case, breach.seed, scale)}")
    return "\n".join(lines)


def replay(row: Row, case: str, seed: int, scale: str) -> str:
    on = f" --database {row.vendor}" if row.vendor else ""
    how_far = "" if scale == USUAL else f" --{scale}"
    return f"./run prove --only {row.proof.name}{on} --seed {seed}{how_far} --case '{case}'"
