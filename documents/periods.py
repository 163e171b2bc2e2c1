"""Closed months: nothing is posted into one; corrections go into the open month (F7).

A month's figures rest on all months before it, so the closed months have no gap: closing a month
closes those before it, reopening one reopens those after it (V20).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
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


# Called inside the transaction with the closing and the month's last day.
Closed = Callable[[PeriodEvent, date], None]
_on_closing: list[Closed] = []


def on_closing(fn: Closed) -> None:
    """Lets an app above keep what it must know of a month that is closed now."""
    if fn in _on_closing:
        raise ValueError("the same act on closing twice")
    _on_closing.append(fn)


def month_of(day: date) -> date:
    return day.replace(day=1)


def last_day(month: date) -> date:
    return _following(month) - timedelta(days=1)


def _following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def require_open(day: date) -> None:
    """Refuse a closed month; on PostgreSQL hold its row shared, so that closing waits for us."""
    month = month_of(day)
    row = _shared(month)
    closed = bool(row and row[0])
    if row is None:
        # The first posting of a month; closing a later one holds new months back until it is done.
        Period.objects.bulk_create([Period(month=month)], ignore_conflicts=True)
        _shared(month)
        closed = is_closed(day)
    if closed:
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
    """Its month or a later one is closed."""
    return Period.objects.filter(month__gte=month_of(day), closed_at__isnull=False).exists()


def closed_until() -> date | None:
    """The last closed month; all before it are closed too."""
    closed = Period.objects.filter(closed_at__isnull=False)
    return closed.order_by("-month").values_list("month", flat=True).first()


def close(month: date, *, actor: "User", at: datetime) -> Period:
    """Close a month and those before it; refused while papers still wait to be posted (V19)."""
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
    _hold_back_new_months()
    Period.objects.bulk_create([Period(month=month)], ignore_conflicts=True)
    known = Period.objects.select_for_update().filter(month__lte=month).order_by("month")
    still_open = [period for period in known if period.closed_at is None]
    if is_closed(month):
        raise Refused(_("%(month)s is closed already.") % {"month": f"{month:%Y-%m}"})
    waiting = unposted(month)
    if waiting:
        raise Refused(
            _("Post or void these documents up to %(month)s first:") % {"month": f"{month:%Y-%m}"},
            details=[document.number for document in waiting],
        )
    for period in still_open:
        event = _set(period, closed=True, actor=actor, at=at, reason="")
        for fn in _on_closing:
            fn(event, last_day(period.month))
    return still_open[-1]


def _hold_back_new_months() -> None:
    """Whoever posts into a month for the first time waits: a row that is not there cannot be
    locked, and an entry in an earlier month would change the figures that are kept now."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(Period._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def reopen(month: date, *, actor: "User", at: datetime, reason: str) -> Period:
    """Open a month and those after it again: the general manager, a reason, and a trace."""
    if not REOPENERS & roles_of(actor):
        raise NotAllowed(
            _("Only %(who)s may reopen a month.") % {"who": Role.GENERAL_MANAGER.label}
        )
    reason = reason.strip()[:500]
    if not reason:
        raise Refused(_("Give the reason for reopening the month."))
    return in_one_transaction(lambda: _reopen(month_of(month), actor, at, reason))


def _reopen(month: date, actor: "User", at: datetime, reason: str) -> Period:
    _hold_back_new_months()
    known = Period.objects.select_for_update().filter(month__gte=month).order_by("-month")
    closed = [period for period in known if period.closed_at]
    if not closed:
        raise Refused(_("%(month)s is open already.") % {"month": f"{month:%Y-%m}"})
    for period in closed:
        _set(period, closed=False, actor=actor, at=at, reason=reason)
    return closed[-1]


def _set(period: Period, *, closed: bool, actor: "User", at: datetime, reason: str) -> PeriodEvent:
    period.closed_at, period.closed_by = (at, actor) if closed else (None, None)
    period.save(update_fields=["closed_at", "closed_by"])
    return PeriodEvent.objects.create(
        period=period, at=at, actor=actor, closed=closed, reason=reason
    )


def unposted(month: date) -> list[Document]:
    """Papers dated in this month or before that still wait for the step that posts them."""
    following = _following(month_of(month))
    found: list[Document] = []
    for document_type in registry.all_types():
        posting = {c for s in document_type.steps if s.posts for c in s.from_states}
        if not posting:
            continue
        before = _states_before(document_type, posting) & _states_unposted(document_type)
        found += Document.objects.filter(
            type=document_type.code, state__in=before, date__lt=following
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


def _states_unposted(document_type: DocumentType) -> set[str]:
    """The states that a paper reaches before its first posting: an order that was approved has
    posted, and what it posts later carries the day of that."""
    reached = {state.code for state in document_type.initial_states}
    grew = True
    while grew:
        more = {
            step.target
            for step in document_type.steps
            if step.target and not step.posts and reached & set(step.from_states)
        }
        grew = not more <= reached
        reached |= more
    return reached
