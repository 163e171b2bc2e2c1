"""Whose papers drivers collect cash on: the apps above say so, for finance knows none of them.

`open_rows(driver_id)` names what a driver (None: every driver) collected in cash and has not
handed over yet. Transfers shown on a phone are not cash: a remittance clears them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from documents.flow import Words


class OpenCash(NamedTuple):
    """What was collected in cash on one delivery, and how much of it was not counted yet.

    Without a driver it is the paper's handler who has it; without a day, since the paper's date.
    """

    document_id: int
    collected: Decimal
    left: Decimal
    driver_id: int | None = None
    collected_on: date | None = None


OpenRows = Callable[[int | None], Iterable[OpenCash | tuple[int, Decimal, Decimal]]]


@dataclass(frozen=True)
class HandoverSource:
    """Papers of one type whose cash a driver brings back."""

    type_code: str
    label: Words
    open_rows: OpenRows


_sources: dict[str, HandoverSource] = {}


def register_source(source: HandoverSource) -> None:
    if source.type_code in _sources:
        raise ValueError(f"two sources of drivers' cash of type {source.type_code}")
    _sources[source.type_code] = source


def registered() -> tuple[HandoverSource, ...]:
    return tuple(_sources.values())


def open_rows(driver_id: int | None = None) -> list[OpenCash]:
    """Of every source, each with something left."""
    rows = [OpenCash(*row) for source in registered() for row in source.open_rows(driver_id)]
    return [row for row in rows if row.left > 0]
