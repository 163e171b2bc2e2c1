"""Begins the sheet of a week with a proposed plan, and proposes more for a draft."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from documents import content, drafts, tasks
from documents.models import Document
from masterdata.calendar import firm_calendar
from masterdata.models import User
from purchasing.meeting_sheet.flow import MEETING_SHEET
from purchasing.meeting_sheet.models import MeetingSheet, MeetingSheetLine
from purchasing.meeting_sheet.proposals import proposals
from purchasing.meeting_sheet.weeks import due_of

Row = dict[str, Any]


def begin(week_on: date, *, actor: User, at: datetime) -> Document:
    """A draft for the week with everything that falls due in it; its task is due on Monday."""
    document = drafts.create(
        MEETING_SHEET,
        actor=actor,
        head={"date": timezone.localdate(at), "handler": actor},
        body={"week_on": week_on, "held_week": week_on},
        lines=proposals(week_on, today=timezone.localdate(at)),
        at=at,
    )
    set_due([document.pk])
    return document


def set_due(sheet_ids: Iterable[int]) -> None:
    """Its task is due before the meeting, not so many days after it was opened."""
    calendar = firm_calendar()
    under_way = MeetingSheet.objects.filter(head__state__in=("draft", "submitted"))
    for sheet in under_way.filter(pk__in=set(sheet_ids)):
        due = due_of(sheet.week_on, calendar)
        MeetingSheet.objects.filter(pk=sheet.pk).update(due_at=due)
        tasks.open_tasks().filter(document=sheet.pk).update(due_at=due)


def propose(document: Document, *, actor: User, version: int) -> Document:
    """Adds what falls due in the week for suppliers that the plan does not name yet."""
    body = content.load_body(document)
    kept = [_stored(line) for line in body.lines.all()]
    fresh = missing(body)
    return drafts.change(
        document.pk, actor=actor, version=version, head={}, body={}, lines=[*kept, *fresh]
    )


def missing(body: Any) -> list[Row]:
    """Proposals for suppliers without a line in the plan."""
    planned = {line.party_id for line in body.lines.all()}
    found = proposals(body.week_on, today=timezone.localdate())
    return [row for row in found if row["party"].pk not in planned]


def _stored(line: MeetingSheetLine) -> Row:
    columns = [f.name for f in line._meta.concrete_fields if f.name not in {"body", "line_no"}]
    return {name: getattr(line, name) for name in columns}
