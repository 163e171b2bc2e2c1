"""Which papers a customer's money can be for: the apps above say so, for finance knows none.

`due(ids)` is how much of each is still to be remitted, what was paid for it already taken off.
`debts(ids)` is, by paper, how much of the customer's old debt its notice asked for besides.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from documents.models import Document

NONE = Decimal(0)
Due = Callable[[Iterable[int]], Mapping[int, Decimal]]


@dataclass(frozen=True)
class PayableType:
    """Papers of one type, in the states in which money for them may come."""

    type_code: str
    states: tuple[str, ...]
    due: Due
    debts: Due | None = None


_types: dict[str, PayableType] = {}


def register_payable(
    type_code: str, states: Iterable[str], *, due: Due, debts: Due | None = None
) -> None:
    if type_code in _types:
        raise ValueError(f"two kinds of payable orders of type {type_code}")
    _types[type_code] = PayableType(type_code, tuple(states), due, debts)


def type_codes() -> list[str]:
    return sorted(_types)


def condition() -> Q:
    found = Q(pk__in=[])
    for each in _types.values():
        found |= Q(type=each.type_code, state__in=each.states)
    return found


def is_payable(paper: Document) -> bool:
    known = _types.get(paper.type)
    return known is not None and paper.state in known.states


def orders_of(party_id: int) -> "QuerySet[Document]":
    """The customer's orders that money may come for, oldest first."""
    papers = Document.objects.filter(condition(), party=party_id)
    return papers.order_by("date", "id")


def due_of(document_ids: Iterable[int]) -> dict[int, Decimal]:
    return _asked(document_ids, "due")


def debts_of(document_ids: Iterable[int]) -> dict[int, Decimal]:
    return _asked(document_ids, "debts")


def _asked(document_ids: Iterable[int], name: str) -> dict[int, Decimal]:
    ids = sorted(set(document_ids))
    found: dict[int, Decimal] = {}
    for each in _types.values() if ids else ():
        fn: Due | None = getattr(each, name)
        if fn is not None:
            found |= fn(ids)
    return found
