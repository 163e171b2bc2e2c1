"""What the kept queries of papers hang on (`ui.prepared`): the laws, who asks in which roles."""

from collections.abc import Hashable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from documents import approvals, registry
from documents.flow import DocumentType

if TYPE_CHECKING:
    from masterdata.models import User

_known: dict[tuple[int, ...], tuple[DocumentType, ...]] = {}


def laws() -> Hashable:
    """The laws of all papers, told by which objects they are; these are kept, lest another object
    be taken for one that is gone."""
    types = registry.all_types()
    key = tuple(map(id, types))
    _known.setdefault(key, types)
    return key


def who(user: "User", *, on: date) -> Hashable:
    """Everything that says what is his: himself, his roles, and whom he deputises for today."""
    return who_holds(user, approvals.standings(user, on=on))


def who_holds(user: "User", held: Iterable[approvals.Standing]) -> Hashable:
    standings = tuple((each.roles, each.acting_for and each.acting_for.pk) for each in held)
    return (user.pk, user.is_superuser, standings, laws())
