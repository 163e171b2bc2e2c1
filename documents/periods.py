"""Closed months: nothing is posted into one; corrections go into the open month (F7)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.errors import NotAllowed, Refused
from documents.flow import DocumentType
from documents.models import Document, Period, PeriodEvent
from documents.transactions import in_one_transaction
from masterdata.roles import Role, roles_of

if TYPE_CHECKING:
    from masterdata.models import User

CLOSERS = frozenset({Role.ACCOUNTANT})
REOPENERS = frozenset({Role.GENERAL_MANAGER})


def month_of(day: date) -> date:
    return day.replace(day=1)


def require_open(day: date) -> None:
    """Refuse a closed month; on PostgreSQL hold its row shared, so that closing waits for us."""
    month = month_of(day)
    row = _shared(month)
    if row is None:
        Period.objects.bulk_create([Period(month=month)], ignore_conflicts=True)
        row = _shared(month)
    if row and row[0] is not None:
        raise Refused(
            _("%(month)s is closed. Use a date in the open month, or ask %(who)s to reopen it.")
            % {"month": f"{month:%Y-%m}", "who": Role.GENERAL_MANAGER.label}
        )


def _shared(month: date) -> tuple[datetime | None] | None:
    table = connection.ops.quote_name(Period._meta.db_table)
    lock = " FOR SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT closed_at FROM {table} WHERE month = %s{lock}", [month])
        row: tuple[datetime | None] | None = cursor.fetchone()
    return row


def is_closed(day: date) -> bool:
    return Period.objects.filter(month=month_of(day), closed_at__isnull=False).exists()


def close(month: date, *, actor: "User", at: datetime) -> Period:
    """Close a month; refused while papers of that month still wait to be posted (V19)."""
    if not CLOSERS & roles_of(actor):
        raise NotAllowed(_("Only %(who)s may close a month.") % {"who": Role.ACCOUNTANT.label})
    month = month_of(month)
    if month >= month_of(timezone.localdate(at)):
        raise Refused(
            _("%(month)s is not over yet; close it in the next month.")
            % {"month": f"{month:%Y-%m}"}
        )
    return in_one_transaction(lambda: _close(month, actor, at))


def _close(month: date, actor: "User", at: datetime) -> Period:
    period = _locked(month)
    if period.closed_at:
        raise Refused(_("%(month)s is closed already.") % {"month": f"{month:%Y-%m}"})
    waiting = unposted(month)
    if waiting:
        raise Refused(
            _("Post or void these documents of %(month)s first:") % {"month": f"{month:%Y-%m}"},
            details=[document.number for document in waiting],
        )
    return _set(period, closed=True, actor=actor, at=at, reason="")


def reopen(month: date, *, actor: "User", at: datetime, reason: str) -> Period:
    """Reopening needs the general manager and a reason, and leaves a trace."""
    if not REOPENERS & roles_of(actor):
        raise NotAllowed(
            _("Only %(who)s may reopen a month.") % {"who": Role.GENERAL_MANAGER.label}
        )
    reason = reason.strip()[:500]
    if not reason:
        raise Refused(_("Give the reason for reopening the month."))
    return in_one_transaction(lambda: _reopen(month_of(month), actor, at, reason))


def _reopen(month: date, actor: "User", at: datetime, reason: str) -> Period:
    period = _locked(month)
    if not period.closed_at:
        raise Refused(_("%(month)s is open already.") % {"month": f"{month:%Y-%m}"})
    return _set(period, closed=False, actor=actor, at=at, reason=reason)


def _locked(month: date) -> Period:
    Period.objects.bulk_create([Period(month=month)], ignore_conflicts=True)
    return Period.objects.select_for_update().get(month=month)


def _set(period: Period, *, closed: bool, actor: "User", at: datetime, reason: str) -> Period:
    period.closed_at, period.closed_by = (at, actor) if closed else (None, None)
    period.save(update_fields=["closed_at", "closed_by"])
    PeriodEvent.objects.create(period=period, at=at, actor=actor, closed=closed, reason=reason)
    return period


def unposted(month: date) -> list[Document]:
    """Papers dated in this month that still wait for the step that posts them."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    found: list[Document] = []
    for document_type in registry.all_types():
        posting = {c for s in document_type.steps if s.posts for c in s.from_states}
        if not posting or not document_type.extra.get("closes_with_month", True):
            continue
        before = _states_before(document_type, posting)
        found += Document.objects.filter(
            type=document_type.code, state__in=before, date__gte=month, date__lt=following
        ).order_by("date", "id")[:20]
    return found


def _states_before(document_type: DocumentType, posting: set[str]) -> set[str]:
    """The posting states and every state that can still lead to one."""
    before = set(posting)
    grew = True
    while grew:
        more = {
            code
            for step in document_type.steps
            if step.target in before and not step.reverses
            for code in step.from_states
        }
        grew = not more <= before
        before |= more
    return before
