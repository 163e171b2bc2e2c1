"""Figures on a party's page that its ledger does not know: other apps say what they are.

What is owed in invoices, or applied for and not paid yet, is counted by those who own the papers;
here they only register how to ask.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from documents.flow import Words

Amounts = Callable[[Iterable[int]], Mapping[int, Decimal]]
NONE = Decimal(0)


@dataclass(frozen=True)
class Figure:
    """One amount per party; `url` leads from a party to what the amount is made of."""

    side: str
    label: Words
    amounts: Amounts
    url: Callable[[int], str] | None = None


@dataclass(frozen=True)
class Known:
    """A figure of one party, ready to show."""

    label: Words
    amount: Decimal
    url: str = ""


_figures: list[Figure] = []


def register_figure(
    side: str, label: Words, fn: Amounts, url: Callable[[int], str] | None = None
) -> None:
    """`fn(party_ids)` gives an amount for those parties that have one, in one query for all."""
    if any(figure.side == side and figure.amounts is fn for figure in _figures):
        raise ValueError(f"this figure of {side} is registered twice")
    _figures.append(Figure(side, label, fn, url))


def registered(side: str) -> tuple[Figure, ...]:
    return tuple(figure for figure in _figures if figure.side == side)


def of_party(side: str, party_id: int) -> list[Known]:
    """Every registered figure of one party, also those that are nothing."""
    return [
        Known(
            figure.label,
            figure.amounts([party_id]).get(party_id, NONE),
            figure.url(party_id) if figure.url else "",
        )
        for figure in registered(side)
    ]
