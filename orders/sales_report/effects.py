"""What the report's steps write: its figures at the submit, and whose desk it lies on then."""

from collections.abc import Mapping
from typing import Any

from documents import tasks
from documents.models import Document
from masterdata.calendar import firm_calendar
from masterdata.roles import Role
from orders.daily_papers import freezing
from orders.daily_papers.tables import Block
from orders.sales_report import figures
from orders.sales_report.access import reader_of
from orders.sales_report.models import SalesReport
from orders.sales_report.periods import due_of, time_of

Data = Mapping[str, Any]


def columns_of(kind: str, day: Any) -> dict[str, Any]:
    """The columns that follow from the kind and any day of the time."""
    time = time_of(kind, day)
    due = due_of(kind, time.last, calendar=firm_calendar())
    return {"day": time.first, "held_on": time.first, "last_day": time.last, "due_at": due}


def submit(body: Any, actor: Any, data: Data) -> None:
    at = data["at"]
    blocks = figures.live(figures.Asked.by(body))
    own = columns_of(body.kind, body.day) if body.due_at is None else {"held_on": body.day}
    due = own.get("due_at", body.due_at)
    late = body.was_late or at > due
    freezing.freeze(
        body, blocks, at=at, submitted_at=at, was_late=late, **own, **_told(body, blocks)
    )


def _told(body: Any, blocks: list[Block]) -> dict[str, Any]:
    return figures.headline(blocks, body.kind)


def hand_to_reader(document: Document) -> None:
    """The region's own manager; where there is none, and for the whole firm, the director."""
    body = SalesReport.objects.get(pk=document.pk)
    reader = reader_of(body.region_id)
    desk = {"person": reader, "role": "" if reader else str(Role.SALES_DIRECTOR)}
    tasks.open_tasks().filter(document=document.pk).update(**desk)


def due_again(document: Document) -> None:
    body = SalesReport.objects.get(pk=document.pk)
    freezing.set_task_due(document, body.due_at)
