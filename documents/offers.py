"""What a user can do with a paper now, and for each greyed button why not and who could."""

from typing import TYPE_CHECKING

from django.utils import timezone

from documents import content, engine, registry
from documents.engine import Offer
from documents.flow import SYSTEM, Step, Words
from documents.models import Document
from documents.rights import authority

if TYPE_CHECKING:
    from masterdata.models import User


def available(document: Document, actor: "User") -> list[Offer]:
    """Every declared step of the present state, refused ones with all their sentences."""
    document_type = registry.get(document.type)
    steps = [s for s in document_type.steps_from(document.state) if s.by is not SYSTEM]
    body = content.load_body(document) if steps else None
    offers = []
    for step in steps:
        refusals = _refusals(document, step, body, actor)
        offers.append(Offer(step, not refusals, tuple(refusals)))
    return offers


def why_not(document: Document, step: str, actor: "User") -> list[Words]:
    """The sentences that stand between this actor and this step; empty means he may."""
    for offer in available(document, actor):
        if offer.step.code == step:
            return list(offer.refusals)
    document_type = registry.get(document.type)
    return [engine.not_from_here(document_type, document, step).sentence]


def _refusals(document: Document, step: Step, body: object, actor: "User") -> list[Words]:
    today = timezone.localdate()
    refusals = list(authority(document, step, actor=actor, on=today).refusals)
    refusals += engine.refusals_of_state(document, step)
    refusals += engine.refusals_of_guards(body, step, actor)
    return refusals
