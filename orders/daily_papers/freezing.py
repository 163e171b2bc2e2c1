"""What a daily paper's steps write: figures frozen at the submit, let go when it comes back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from documents import tasks
from documents.models import Document
from masterdata.calendar import firm_calendar
from orders.daily_papers.models import DailyPaper
from orders.daily_papers.tables import Block, kept

Data = Mapping[str, Any]


def write(body: DailyPaper, **columns: Any) -> None:
    """The paper's own columns; they are no content, so the sealed content stays as it is."""
    type(body)._default_manager.filter(pk=body.pk).update(**columns)


def freeze(body: DailyPaper, blocks: list[Block], *, at: datetime, **more: Any) -> None:
    write(body, figures=kept(blocks), frozen_at=at, **more)


def thaw(body: DailyPaper, **more: Any) -> None:
    """Back with its maker: the figures are of today again, and frozen anew at the next submit."""
    write(body, figures={}, frozen_at=None, submitted_at=None, **more)


def withdraw(body: Any, actor: Any, data: Data) -> None:
    thaw(body)


def send_back(body: Any, actor: Any, data: Data) -> None:
    """Due anew at the end of the next working day."""
    due = firm_calendar().due_after(data["at"], 1)
    thaw(body, due_at=max(due, body.due_at or due))


def let_go(body: Any, actor: Any, data: Data) -> None:
    """A void paper holds no day: another may be made for it."""
    write(body, held_on=None)


def set_task_due(document: Document, due_at: datetime | None) -> None:
    """Its task is due when the paper is, not so many days after it was opened."""
    if due_at is not None:
        tasks.open_tasks().filter(document=document.pk).update(due_at=due_at)
