"""到期货款用款申请: debts that fall due within a week and nobody applied for (R132).

A receipt's debt is a task on the receipt. A debt of a paper that purchasers may not open (an
opening balance) has one task for all of its kind, which leads to the due list.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from documents import registry, tasks
from documents.inbox import register_place
from documents.models import Document, Task
from documents.recurring import register_duty
from finance.payment_request.debts import free
from finance.payment_request.reactions import APPLY
from masterdata.calendar import firm_calendar
from masterdata.roles import Role

DAYS_BEFORE = 7
APPLY_OLD = "due_debts"
# The tasks' titles are stored in English and shown in the reader's language.
ASK = gettext_noop("Request the payment of what falls due")
ASK_OLD = gettext_noop("Request the payment of opening debts that fall due")


def remind(now: datetime) -> str:
    """Open what is missing, close what was applied for or paid, pass on what is late."""
    limit = timezone.localdate(now) + timedelta(days=DAYS_BEFORE)
    due: dict[int, datetime] = {}
    for item in free().filter(due_on__lte=limit).order_by("-due_on").only("document", "due_on"):
        assert item.due_on is not None
        due[item.document_id] = firm_calendar().end_of_working_day(item.due_on)
    papers = Document.objects.in_bulk(due)
    shown = {pk: paper for pk, paper in papers.items() if _purchasers_read(paper)}
    opened = _open(shown, due, now)
    opened += _open_old([due[pk] for pk in papers if pk not in shown], now)
    stale = tasks.open_tasks().filter(kind=APPLY).exclude(document__in=shown)
    closed = stale.update(closed_at=now)
    late = tasks.open_tasks().filter(kind__in=(APPLY, APPLY_OLD), due_at__lt=now, escalated_at=None)
    late.update(escalated_at=now, escalated_to=Role.PURCHASING_MANAGER)
    return f"{opened} debts to be applied for, {closed} done"


def _purchasers_read(paper: Document) -> bool:
    document_type = registry.get(paper.type)
    return Role.PURCHASER in (*document_type.makers, *document_type.readers)


def _open(papers: dict[int, Document], due: dict[int, datetime], now: datetime) -> int:
    there = tasks.open_tasks().filter(kind=APPLY, document__in=papers)
    missing = papers.keys() - set(there.values_list("document_id", flat=True))
    made = [
        Task(
            document_id=pk,
            kind=APPLY,
            title=ASK,
            role=Role.PURCHASER,
            opened_at=now,
            due_at=due[pk],
        )
        for pk in sorted(missing)
    ]
    Task.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    return len(made)


def _open_old(due: list[datetime], now: datetime) -> int:
    there = tasks.open_tasks().filter(kind=APPLY_OLD)
    if not due:
        there.update(closed_at=now)
        return 0
    if there.exists():
        return 0
    Task.objects.create(
        kind=APPLY_OLD, title=ASK_OLD, role=Role.PURCHASER, opened_at=now, due_at=min(due)
    )
    return 1


def register() -> None:
    register_duty("due payables", remind, reads=True)
    register_place(APPLY_OLD, "payables_due")
