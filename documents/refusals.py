"""Why a step may not be taken: its state, its guards, what hangs on the paper; in sentences."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import ledgers, links, registry
from documents.errors import Refused
from documents.flow import DocumentType, Step, Words
from documents.models import Document, Event

if TYPE_CHECKING:
    from masterdata.models import User


def not_from_here(document_type: DocumentType, document: Document, code: str) -> Refused:
    step = next((step for step in document_type.steps if step.code == code), None)
    last = (
        Event.objects.filter(document=document, kind=Event.Kind.STEP)
        .select_related("actor")
        .order_by("-id")
        .first()
    )
    words = {
        "number": document.number,
        "state": document_type.state(document.state).label,
        "step": step.label if step else code,
        "name": last.actor.display_name if last else document.maker.display_name,
        "time": f"{timezone.localtime(last.at if last else document.created_at):%Y-%m-%d %H:%M}",
    }
    return Refused(
        _(
            "%(number)s is already “%(state)s” (%(name)s, %(time)s); "
            "“%(step)s” is not possible any more."
        )
        % words
    )


def refusals_of_state(document: Document, step: Step) -> list[Words]:
    if document.held and step.code not in {"release", "resume", "void"}:
        return [_("%(number)s is on hold; release it first.") % {"number": document.number}]
    return []


def refusals_of_guards(body: Any, step: Step, actor: "User") -> list[Words]:
    answers = [guard(body, actor) for guard in step.guards]
    refusals = [answer for answer in answers if answer]
    if step.reverses and not refusals:
        document = body.head
        refusals += [_waits_for(each) for each in links.dependants(document)]
        refusals += [blocker.sentence for blocker in ledgers.blockers(document)]
    return refusals


def _waits_for(dependant: Document) -> Words:
    document_type = registry.get(dependant.type)
    return _("First undo %(type)s %(number)s, which came from this document.") % {
        "type": document_type.label,
        "number": dependant.number,
    }
