"""What follows a count: a transfer of which nothing is missing is closed at once."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from documents import engine
from documents.models import Document
from documents.reactions import on
from masterdata.models import User


@on("transfer", "receive", _("A transfer that came in full is closed"))
def close_if_complete(document: Document, *, actor: User, at: datetime) -> None:
    engine.system(document.pk, "close", at=at, cause=document, actor=actor)
