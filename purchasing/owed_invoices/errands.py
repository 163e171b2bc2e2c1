"""The task of asking for invoices: one per supplier, on the oldest receipt that is due."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop

from documents import tasks
from documents.models import Document, Task
from masterdata.calendar import firm_calendar
from masterdata.roles import Role, holders
from purchasing.owed_invoices import queries

if TYPE_CHECKING:
    from masterdata.models import User

KIND = "chase-invoice"
# The title is stored in English and shown in each reader's language.
TITLE = gettext_noop("Ask the supplier for the invoices that he owes")
RULE = "R134"


def has_errands(party_id: int) -> bool:
    return tasks.open_tasks().filter(kind=KIND, document__party=party_id).exists()


def follow(
    *, at: datetime, party_ids: Iterable[int] | None = None, actor: "User | None" = None
) -> int:
    """Open what is asked for now and close what is not any more; returns how many were opened.

    Of these suppliers, or of all; the same few statements for one or a hundred.
    """
    wanted = _wanted(party_ids, at=at)
    there = tasks.open_tasks().filter(kind=KIND)
    if party_ids is not None:
        there = there.filter(document__party__in=set(party_ids))
    known = dict(there.values_list("document_id", "pk"))
    done = [pk for document_id, pk in known.items() if document_id not in wanted]
    Task.objects.filter(pk__in=done).update(closed_at=at, closed_by=actor)
    missing = [wanted[pk] for pk in sorted(wanted.keys() - known.keys())]
    _open(missing, at=at)
    return len(missing)


def _wanted(party_ids: Iterable[int] | None, *, at: datetime) -> dict[int, Document]:
    """Per supplier one receipt: the oldest of those that are due to be asked for."""
    receipts = queries.owing()
    if party_ids is not None:
        receipts = receipts.filter(head__party__in=set(party_ids))
    due = queries.due(queries.with_chases(receipts), today=timezone.localdate(at))
    oldest: dict[int | None, Document] = {}
    for receipt in due.select_related("head").order_by("head__date", "head_id"):
        oldest.setdefault(receipt.head.party_id, receipt.head)
    return {head.pk: head for head in oldest.values()}


def _open(receipts: list[Document], *, at: datetime) -> None:
    """Whoever bought the goods asks for their invoice; else any purchaser."""
    if not receipts:
        return
    buyers = set(holders(Role.PURCHASER).values_list("pk", flat=True))
    buyers |= set(holders(Role.PURCHASING_MANAGER).values_list("pk", flat=True))
    due_at = firm_calendar().due_after(at, 1)
    made = []
    for receipt in receipts:
        task = Task(document=receipt, kind=KIND, title=TITLE, opened_at=at)
        task.due_at, task.rule = due_at, RULE
        if receipt.handler_id in buyers:
            task.person_id = receipt.handler_id
        else:
            task.role = Role.PURCHASER
        made.append(task)
    Task.objects.bulk_create(made, ignore_conflicts=True)
