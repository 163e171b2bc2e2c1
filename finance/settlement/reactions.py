"""Who else is asked when a settlement is submitted: for the refund, the consent or the reason.

The accountant is awaited by the state itself; these desks only where the paper needs them.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from documents import tasks
from documents.flow import WorkingDays
from documents.models import Document
from documents.reactions import on
from documents.tasks import Errand
from finance.settlement.models import Kind, Settlement
from masterdata.models import User
from masterdata.roles import Role

CODE = "settlement"
REFUND, CONSENT, REASON = "refund", "consent", "reason"
KINDS = (REFUND, CONSENT, REASON)


def errand_of(body: Settlement, due_at: datetime) -> Errand | None:
    deputy, manager = Role.DEPUTY_GENERAL_MANAGER, Role.PURCHASING_MANAGER
    if body.kind == Kind.REFUND:
        return Errand(REFUND, gettext_noop("Approve the refund of a prepayment"), deputy, due_at)
    if body.kind == Kind.SET_OFF:
        return Errand(CONSENT, gettext_noop("Record the consent of both sides"), deputy, due_at)
    if body.kind == Kind.PREPAYMENT and body.for_document_id is None:
        title = gettext_noop("Say why this is prepaid without an order")
        return Errand(REASON, title, manager, due_at)
    return None


@on(CODE, "submit", _("Whoever has to agree is asked"))
def ask(document: Document, *, actor: User, at: datetime) -> None:
    body = Settlement.objects.get(pk=document.pk)
    errand = errand_of(body, tasks.due_at(at, WorkingDays(1)))
    if errand is not None:
        tasks.open_errand(document, errand, at=at)


@on(CODE, "consent", _("Nobody is asked any more"))
@on(CODE, "give_reason", _("Nobody is asked any more"))
@on(CODE, "post", _("Nobody is asked any more"))
@on(CODE, "approve_refund", _("Nobody is asked any more"))
@on(CODE, "withdraw", _("Nobody is asked any more"))
@on(CODE, "reject", _("Nobody is asked any more"))
@on(CODE, "void", _("Nobody is asked any more"))
def asked_no_more(document: Document, *, actor: User, at: datetime) -> None:
    for kind in KINDS:
        tasks.close(document, actor=actor, at=at, kind=kind)
