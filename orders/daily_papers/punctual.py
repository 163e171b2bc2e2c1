"""Punctuality of a daily paper as a badge and as a filter, the same on both lists."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from documents.models import Document
from orders.daily_papers import late
from ui import formats

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class Badge:
    label: Words
    tone: str


def badge_of(body_name: str) -> Any:
    """For a badge column: on time, late, or still owed."""

    def badge(_value: Any, record: Document) -> Badge | None:
        body = getattr(record, body_name)
        if record.state == "void" or body.due_at is None:
            return None
        if body.late_at(timezone.now()):
            return Badge(_("Late") if body.submitted_at else _("Overdue"), "bad")
        return Badge(_("On time"), "good") if body.submitted_at else None

    return badge


def late_only(body_name: str, found: "QuerySet[Any]", value: bool) -> "QuerySet[Any]":
    return found.filter(late.late(body_name, now=timezone.now())) if value else found


def due_fact(body: Any) -> dict[str, Any]:
    """Red where it is or was late."""
    if body.head.state == "void":
        return {"label": _("Due"), "value": formats.moment(body.due_at)}
    tone = "bad" if body.late_at(timezone.now()) else ""
    return {"label": _("Due"), "value": formats.moment(body.due_at), "tone": tone}
