"""Late tasks go to the superior (G12): once each, by the task's own role or by its rule."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from documents import tasks, timeline
from documents.models import Document, Event, Task
from masterdata.roles import Role

if TYPE_CHECKING:
    from masterdata.models import User

_superiors: dict[str, Role] = {}


def register_rule(rule: str, *, superior: Role) -> None:
    """Late tasks of this rule escalate: to the superior of the person they wait for, or to this
    role if they wait for no person, or for one without a superior."""
    if _superiors.get(rule, superior) is not superior:
        raise ValueError(f"rule {rule} escalates to two roles")
    _superiors[rule] = superior


def escalate_late(*, now: datetime) -> int:
    """Whatever is late by now and was not passed on yet, missed nights included."""
    late = (
        tasks.open_tasks()
        .filter(Q(rule__in=_superiors) | ~Q(escalate_to=""), due_at__lt=now)
        .filter(escalated_at__isnull=True)
        .select_related("person__superior")
    )
    return sum(_pass_on(task, now=now) for task in late.order_by("document_id", "id"))


def _pass_on(task: Task, *, now: datetime) -> bool:
    """The paper's lock comes first: whoever does the task just now wins."""
    document = None
    if task.document_id:
        document = Document.objects.select_for_update().get(pk=task.document_id)
    person, role = superior_of(task)
    passed = tasks.open_tasks().filter(pk=task.pk, escalated_at__isnull=True)
    if not passed.update(escalated_at=now, escalated_person=person, escalated_to=role):
        return False
    if document is not None:
        name = person.display_name if person else role
        details = {"escalated_from": task.role, "escalated_to": name}
        happening = timeline.Happening(Event.Kind.NOTE, by_system=True, details=details)
        timeline.record(document, happening, actor=document.maker, at=now)
    return True


def superior_of(task: Task) -> tuple["User | None", str]:
    """A person, or a role where nobody is named."""
    if task.escalate_to:
        return None, task.escalate_to
    above = task.person.superior if task.person else None
    if above is not None and above.is_active:
        return above, ""
    return None, str(_superiors[task.rule])
