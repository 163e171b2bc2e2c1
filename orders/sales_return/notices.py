"""Who is told beside the one awaited: the maker, that the customer still has to hear (R61)."""

from datetime import datetime

from django.utils.translation import gettext_noop

from documents import tasks
from documents.flow import WorkingDays
from documents.models import Document
from masterdata.models import User

TELL = "tell_customer"
TELL_HIM = gettext_noop("Tell the customer that the return was approved, and until when")


def ask_to_tell(document: Document, *, at: datetime) -> None:
    due_at = tasks.due_at(at, WorkingDays(1))
    errand = tasks.Errand(TELL, TELL_HIM, due_at=due_at, person=document.maker)
    tasks.open_errand(document, errand, at=at)


def told(document: Document, *, actor: User, at: datetime) -> None:
    tasks.close(document, actor=actor, at=at, kind=TELL)
