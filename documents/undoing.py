"""Undo from the end: list what depends on a paper and reverse all of it in one act (G10)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from documents import engine, links, registry
from documents.errors import Refused
from documents.flow import SYSTEM, Step, Words
from documents.models import Document
from documents.transactions import in_one_transaction

if TYPE_CHECKING:
    from masterdata.models import User


@dataclass(frozen=True)
class Undoing:
    """One paper of the plan and the step that undoes it; no step means it cannot be undone."""

    document: Document
    step: Step | None

    @property
    def refusal(self) -> Words:
        if self.step:
            return ""
        return _("%(number)s has no step that undoes it from its present state.") % {
            "number": self.document.number
        }


def undo_plan(document: Document) -> list[Undoing]:
    """The reversals in order, dependants first, the paper itself last."""
    papers = [*links.dependants(document), document]
    return [Undoing(paper, _undoing_step(paper)) for paper in papers]


def _undoing_step(document: Document) -> Step | None:
    """The step that undoes it from its state, or from one that undoing its followers leads to.

    A completed order goes back to work by itself when its receipts are reversed, and is undone
    from there; so the states that the program reaches alone are looked at too.
    """
    document_type = registry.get(document.type)
    states, seen = [document.state], {document.state}
    for state in states:
        steps = document_type.steps_from(state)
        found = [step for step in steps if step.reverses or step.code == "void"]
        if found:
            return min(found, key=lambda step: not step.reverses)
        by_itself = {step.target for step in steps if step.by is SYSTEM and step.target}
        states += sorted(by_itself - seen)
        seen |= by_itself
    return None


def undo_from_end(document_id: int, *, actor: "User", reason: str, at: datetime) -> list[Document]:
    """Take every undoing step in one transaction; one refusal undoes nothing and is told."""

    def undo_all() -> list[Document]:
        ids = [d.pk for d in links.dependants(Document.objects.get(pk=document_id))]
        list(Document.objects.select_for_update().filter(pk__in=[*ids, document_id]).order_by("pk"))
        plan = undo_plan(Document.objects.get(pk=document_id))
        hopeless = [undoing.refusal for undoing in plan if undoing.refusal]
        if hopeless:
            raise Refused(_("This cannot be undone from the end:"), details=hopeless)
        return [_undo(undoing, actor=actor, reason=reason, at=at) for undoing in plan]

    return in_one_transaction(undo_all)


def _undo(undoing: Undoing, *, actor: "User", reason: str, at: datetime) -> Document:
    undoing.document.refresh_from_db()
    if not links.is_live(undoing.document):
        return undoing.document  # it went along with one that was undone before it
    step = _undoing_step(undoing.document)
    assert step is not None
    try:
        outcome = engine.perform(undoing.document.pk, step.code, actor=actor, reason=reason, at=at)
    except Refused as refused:
        raise Refused(
            _("%(number)s stands in the way:") % {"number": undoing.document.number},
            details=[refused.sentence, *refused.details],
        ) from refused
    return outcome.document
