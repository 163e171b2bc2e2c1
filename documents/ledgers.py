"""The one posting door: closed month, post, reverse, and what stands in the way of a reversal.

Locks are taken in one written order everywhere: heads of papers by id, then the month (shared),
then each ledger in the order of its name, and inside it as the ledger itself says.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise

from documents import periods
from documents.models import Document
from documents.transactions import once_on_a_page

if TYPE_CHECKING:
    from masterdata.models import User


@dataclass(frozen=True)
class Blocker:
    """Something that must be undone or cleared before a paper can be reversed."""

    document: Document | None
    sentence: str | Promise


class Ledger(Protocol):
    """What a ledger offers the door; entry values are frozen dataclasses of `entry_types`."""

    name: str
    entry_types: tuple[type, ...]

    def post(
        self, document: Document, entries: Sequence[Any], *, at: datetime, on: date, actor: "User"
    ) -> None: ...

    def reverse(self, document: Document, *, at: datetime, on: date, actor: "User") -> None: ...

    def blockers(self, document: Document) -> list[Blocker]: ...

    def entries_of(self, document: Document) -> list[dict[str, Any]]: ...


_ledgers: dict[str, Ledger] = {}


def register_ledger(ledger: Ledger) -> None:
    if ledger.name in _ledgers:
        raise ValueError(f"ledger {ledger.name} twice")
    _ledgers[ledger.name] = ledger


def all_ledgers() -> list[Ledger]:
    return [_ledgers[name] for name in sorted(_ledgers)]


def post(
    document: Document, entries: Iterable[Any], *, at: datetime, on: date, actor: "User"
) -> None:
    """Post computed entries to their ledgers, in name order, inside the caller's transaction."""
    periods.require_open(on)
    sorted_out: dict[str, list[Any]] = defaultdict(list)
    for entry in entries:
        sorted_out[_ledger_for(entry).name].append(entry)
    for name in sorted(sorted_out):
        _ledgers[name].post(document, sorted_out[name], at=at, on=on, actor=actor)


def _ledger_for(entry: Any) -> Ledger:
    for ledger in _ledgers.values():
        if isinstance(entry, tuple(ledger.entry_types)):
            return ledger
    raise TypeError(f"no ledger takes {type(entry).__name__}")


def reverse(document: Document, *, at: datetime, on: date, actor: "User") -> None:
    """Equal and opposite entries for whatever the ledgers still hold of this paper."""
    periods.require_open(on)
    for ledger in all_ledgers():
        ledger.reverse(document, at=at, on=on, actor=actor)


def blockers(document: Document) -> list[Blocker]:
    """What the ledgers hold that must be undone before this paper can be reversed."""
    return list(once_on_a_page(("blockers", document.pk), lambda: _blockers(document)))


def _blockers(document: Document) -> list[Blocker]:
    return [blocker for ledger in all_ledgers() for blocker in ledger.blockers(document)]


def entries_of(document: Document) -> list[dict[str, Any]]:
    """All entries of a paper for its page: ledger, label, quantity, amount, reversed or not."""
    return [row for ledger in all_ledgers() for row in ledger.entries_of(document)]
