"""Upward calls: what other papers do when a step was taken; one list, printed on the types page.

A reaction runs in the step's own transaction, in declared order. It may open a task or take a
step of a paper of its own app; it never posts.

Others wait for what the ledgers lock, so a reaction that neither asks a ledger nor takes a step
that posts may say that it comes before the posting of the step that it follows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from documents.models import Document
    from masterdata.models import User


class Reaction(Protocol):
    def __call__(
        self, document: "Document", *, actor: "User", at: datetime
    ) -> None: ...  # pragma: no cover


@dataclass(frozen=True)
class Registered:
    type_code: str
    step_code: str
    name: str | Promise
    call: Reaction
    before_posting: bool = False


_reactions: list[Registered] = []


def on(
    type_code: str, step_code: str, name: str | Promise, *, before_posting: bool = False
) -> Callable[[Reaction], Reaction]:
    """Declare that `fn` follows this step; `name` says in words what it does."""

    def declare(fn: Reaction) -> Reaction:
        _reactions.append(Registered(type_code, step_code, name, fn, before_posting))
        return fn

    return declare


def of(type_code: str, step_code: str) -> list[Registered]:
    return [r for r in _reactions if (r.type_code, r.step_code) == (type_code, step_code)]


def all_reactions() -> tuple[Registered, ...]:
    """Those of each step in the order in which they happen."""
    return tuple(sorted(_reactions, key=lambda each: not each.before_posting))
