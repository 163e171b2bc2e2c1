"""The figures of a month's last day; each ledger says its own, closing a month keeps them (V20).

A source computes from the entries by their business date, never from a cache: what it says of a
closed month must be the same for ever.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from documents.flow import Words

MONEY, COUNT = "money", "count"


@dataclass(frozen=True)
class Figure:
    """`value` is in fen where it is money."""

    code: str
    label: Words
    value: int
    kind: str = MONEY


Source = Callable[[date], Iterable[Figure]]
_sources: dict[str, Source] = {}


def register_figures(name: str, source: Source) -> None:
    if name in _sources:
        raise ValueError(f"month figures {name} twice")
    _sources[name] = source


def figures_at(day: date) -> list[Figure]:
    """What all sources say of the end of this day, in the order of their names."""
    return [figure for name in sorted(_sources) for figure in _sources[name](day)]


def rows(statement: str, *parameters: date) -> Sequence[tuple[Any, ...]]:
    """For sources: plain SQL, because what proves the ledgers should not share their code."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
