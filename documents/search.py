"""Find papers by number or by an external number, among those the user may see."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from documents.models import Document
from documents.visibility import visible_to
from ui.text import normalise

if TYPE_CHECKING:
    from masterdata.models import User


def by_number(user: "User", number: str) -> Document | None:
    """The paper with exactly this number, as typed, pasted or scanned from a slip."""
    return visible_to(user).filter(number=normalise(number).strip().upper()).first()


def like(user: "User", text: str, *, limit: int = 20) -> QuerySet[Document]:
    """Papers whose number contains the text, the newest first."""
    wanted = normalise(text).strip().upper()
    return visible_to(user).filter(number__contains=wanted).order_by("-id")[:limit]
