"""What a user can do with a paper now, and for each greyed button why not and who could."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from documents import content, registry
from documents.act import Offer
from documents.flow import SYSTEM, Words
from documents.models import Document
from documents.refusals import not_from_here, refusals_of_guards, refusals_of_state
from documents.rights import authority

if TYPE_CHECKING:
    from masterdata.models import User


def available(document: Document, actor: "User", *, body: Any = None) -> list[Offer]:
    """Every declared step of the present state, refused ones with all their sentences.

    `body` is the paper as the caller has just read it; guards look at it and change nothing.
    """
    document_type = registry.get(document.type)
    steps = [s for s in document_type.steps_from(document.state) if s.by is not SYSTEM]
    if steps and body is None:
        body = content.load_body(document)
    offers = []
    today = timezone.localdate()
    for step in steps:
        not_his = list(authority(document, step, actor=actor, on=today).refusals)
        refusals = not_his + refusals_of_state(document, step)
        refusals += refusals_of_guards(body, step, actor)
        offers.append(Offer(step, not refusals, tuple(refusals), of_others=bool(not_his)))
    return offers


def why_not(document: Document, step: str, actor: "User", *, body: Any = None) -> list[Words]:
    """The sentences that stand between this actor and this step; empty means he may."""
    for offer in available(document, actor, body=body):
        if offer.step.code == step:
            return list(offer.refusals)
    document_type = registry.get(document.type)
    return [not_from_here(document_type, document, step).sentence]
