"""Which papers may be prepaid: the apps above say so, for finance knows none of them."""

from collections.abc import Iterable

from django.db.models import Q

from documents.models import Document

_states: dict[str, tuple[str, ...]] = {}


def register_prepayable(type_code: str, states: Iterable[str]) -> None:
    """Papers of this type in one of these states may have money paid for them in advance."""
    _states[type_code] = tuple(states)


def is_prepayable(paper: Document) -> bool:
    return paper.state in _states.get(paper.type, ())


def condition() -> Q:
    found = Q(pk__in=[])
    for code, states in _states.items():
        found |= Q(type=code, state__in=states)
    return found
