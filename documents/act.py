"""One step under way, what may come with it, and what comes of it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.utils import timezone

from documents import content
from documents.flow import DocumentType, Effect, Step, Words, is_in_place, rewritten_by
from documents.models import Document, Event
from documents.rights import Authority

if TYPE_CHECKING:
    from masterdata.models import User


class Options(TypedDict, total=False):
    """What may come with a step: the form's version and key, the reason, its data, its dates.

    `at` is when it is done (now), `on` the business date of its postings (the paper's date).
    """

    version: int | None
    reason: str
    data: Mapping[str, Any] | None
    key: uuid.UUID | None
    at: datetime | None
    on: date | None


class Taken(TypedDict, total=False):
    """How the program takes a step: in whose name, and the business date of its postings."""

    actor: "User | None"
    on: date | None


@dataclass(frozen=True)
class Outcome:
    """The paper after the step, its event, and whether this key had done it before."""

    document: Document
    event: Event
    repeated: bool = False


@dataclass(frozen=True)
class Offer:
    """A step that the present state declares: allowed, or refused with every reason.

    `of_others`: whatever else stands in the way, it is not this person who takes it.
    """

    step: Step
    allowed: bool
    refusals: tuple[Words, ...] = ()
    of_others: bool = False


@dataclass
class Act:
    """One step under way: everything that was loaded once and is passed along."""

    document_type: DocumentType
    document: Document
    body: Any
    step: Step
    actor: "User"
    at: datetime
    options: Options
    authority: Authority
    changes: dict[str, Any] = field(default_factory=dict)
    taken: content.Snapshot | None = None
    hashed: str = ""
    approved_before: bool = field(init=False)

    def __post_init__(self) -> None:
        self.approved_before = self.document.approver_id is not None

    @property
    def snapshot(self) -> content.Snapshot:
        """What the paper says, written down once."""
        if self.taken is None:
            self.taken = content.snapshot(self.body)
        return self.taken

    @property
    def content_hash(self) -> str:
        """Of what the paper says, worked out once."""
        self.hashed = self.hashed or content.hash_of(self.snapshot)
        return self.hashed

    def take_effect(self, effect: Effect) -> None:
        """It may have written what it did not load; unless it says that it did not."""
        before, frozen = self.snapshot, bool(self.document.content_hash)
        declared = rewritten_by(effect)
        if declared:
            content.opened(self.document)
        effect(self.body, self.actor, self.given)
        self.taken, self.hashed = None, ""
        if not is_in_place(effect):
            self.body = content.load_body(self.document, nouns_of=self.body)
        self.changes = content.difference(before, self.snapshot)
        undeclared = content.changed_columns(self.changes) - declared
        if frozen and undeclared:
            raise RuntimeError(f"{self.step.code} rewrites {sorted(undeclared)}, undeclared")

    @property
    def reason(self) -> str:
        return self.options.get("reason", "").strip()

    @property
    def given(self) -> dict[str, Any]:
        """What an effect is told: the step's form, and beside it the reason and the time."""
        return {**(self.options.get("data") or {}), "reason": self.reason, "at": self.at}

    @property
    def on(self) -> date:
        """Postings carry the paper's date; an undoing carries the day it is done (D5), and so
        does whatever is posted after an approval, another approval too (the paper's own month
        may be closed by then)."""
        given = self.options.get("on")
        if given:
            return given
        done_on = timezone.localdate(self.at)
        later = self.step.reverses or self.approved_before
        return done_on if later else self.document.date
