"""The way through the store: which bins to pass, and what to take in each; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Stop:
    """One bin and the lines to be picked there; goods without a bin come last."""

    bin: Any
    lines: tuple[Any, ...]


def walk(lines: Iterable[Any]) -> list[Stop]:
    """Bins in the order of their codes, in each the lines as they stand on the paper."""
    stops: dict[str, list[Any]] = {}
    for line in lines:
        stops.setdefault(_code(line), []).append(line)
    ordered = sorted(stops, key=lambda code: (not code, code))
    return [
        Stop(stops[code][0].bin, tuple(sorted(stops[code], key=lambda line: line.line_no)))
        for code in ordered
    ]


def in_order(lines: Iterable[Any]) -> list[Any]:
    return [line for stop in walk(lines) for line in stop.lines]


def _code(line: Any) -> str:
    return "" if line.bin is None else str(line.bin.code)
