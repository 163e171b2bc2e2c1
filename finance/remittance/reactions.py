"""Who else is asked when a remittance is filed: a refund waits for the deputy general manager."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from documents import tasks
from documents.flow import WorkingDays
from documents.models import Document
from documents.reactions import on
from documents.tasks import Errand
from finance.remittance.models import Kind, Remittance
from masterdata.models import User
from masterdata.roles import Role

CODE, REFUND = "remittance", "customer_refund"


@on(CODE, "file", _("Whoever has to agree to a refund is asked"))
def ask(document: Document, *, actor: User, at: datetime) -> None:
    if Remittance.objects.get(pk=document.pk).kind != Kind.REFUND:
        return
    title = gettext_noop("Approve the refund to the customer")
    due = tasks.due_at(at, WorkingDays(1))
    errand = Errand(REFUND, title, Role.DEPUTY_GENERAL_MANAGER, due)
    tasks.open_errand(document, errand, at=at)


@on(CODE, "approve_refund", _("Nobody is asked any more"))
@on(CODE, "withdraw", _("Nobody is asked any more"))
@on(CODE, "reject", _("Nobody is asked any more"))
@on(CODE, "void", _("Nobody is asked any more"))
def asked_no_more(document: Document, *, actor: User, at: datetime) -> None:
    tasks.close(document, actor=actor, at=at, kind=REFUND)
