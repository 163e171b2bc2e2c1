"""What apps above add to a party's page, and what they say when it was saved: they register it."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from masterdata.models import Party, User

Actions = Callable[[Party, User], Iterable[dict[str, Any]]]
Told = Callable[[Party, Collection[str], User], Iterable[str]]
_actions: list[Actions] = []
_told: list[Told] = []


def register_actions(fn: Actions) -> None:
    """`fn(party, user)` gives the links that this user finds on the party's page."""
    if fn in _actions:
        raise ValueError("these links of a party are registered twice")
    _actions.append(fn)


def actions_for(party: Party, user: User) -> list[dict[str, Any]]:
    return [action for fn in _actions for action in fn(party, user)]


def register_told(fn: Told) -> None:
    """`fn(party, changed, user)` gives sentences for whoever changed these fields of a party."""
    if fn in _told:
        raise ValueError("what is told of a saved party is registered twice")
    _told.append(fn)


def told_of(party: Party, changed: Collection[str], user: User) -> list[str]:
    return [sentence for fn in _told for sentence in fn(party, changed, user)]
