"""The tasks of chasing: opened when a reminder is not answered, closed when it is."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from documents import tasks
from documents.models import Document, Task
from masterdata.calendar import firm_calendar
from masterdata.roles import Role, holders
from purchasing.purchase_order.chasing.queries import Waiting, waiting

if TYPE_CHECKING:
    from masterdata.models import User

SOON, LATE, MANAGER = "chase-soon", "chase-late", "chase-manager"
# Titles are stored in English and shown in each reader's language.
TITLES = {
    SOON: gettext_noop("Ask the supplier whether the goods come as promised"),
    LATE: gettext_noop("The goods are overdue: get a new promise from the supplier"),
    MANAGER: gettext_noop("Chased three times without a new promise: talk to the supplier"),
}
RULE = "R104"


def has_errands(order: Document) -> bool:
    return tasks.has_open(order, *TITLES)


def follow(order_ids: Iterable[int], *, at: datetime, actor: "User | None" = None) -> int:
    """Open what is asked for now and close what is not any more; returns how many were opened.

    The same few statements for one order or a hundred.
    """
    ids = sorted(set(order_ids))
    wanted = {pk: _kinds(asked) for pk, asked in waiting(ids).items()}
    there = tasks.open_tasks().filter(document_id__in=ids, kind__in=TITLES)
    known = {(task.document_id, task.kind): task.pk for task in there}
    asked = {(pk, kind) for pk, kinds in wanted.items() for kind in kinds}
    done = [task_id for key, task_id in known.items() if key not in asked]
    if done:
        Task.objects.filter(pk__in=done).update(closed_at=at, closed_by=actor)
    missing = sorted(asked - known.keys())
    _open(missing, at=at)
    return len(missing)


def _kinds(asked: Waiting) -> list[str]:
    """Whoever chases for overdue goods asks for those that are soon due in the same call."""
    kinds = [LATE] if asked.late else [SOON] if asked.soon else []
    return kinds + ([MANAGER] if asked.manager else [])


def _open(missing: list[tuple[int, str]], *, at: datetime) -> None:
    if not missing:
        return
    orders = Document.objects.in_bulk([pk for pk, _kind in missing])
    buyers = set(holders(Role.PURCHASER).values_list("pk", flat=True))
    buyers |= set(holders(Role.PURCHASING_MANAGER).values_list("pk", flat=True))
    due_at = firm_calendar().due_after(at, 0)
    made = []
    for pk, kind in missing:
        handler = orders[pk].handler_id
        task = Task(document=orders[pk], kind=kind, title=TITLES[kind], opened_at=at)
        task.due_at, task.rule = due_at, RULE
        if kind == MANAGER:
            task.role = Role.PURCHASING_MANAGER
        elif handler in buyers:
            task.person_id = handler
        else:
            task.role = Role.PURCHASER
        made.append(task)
    Task.objects.bulk_create(made, ignore_conflicts=True)
