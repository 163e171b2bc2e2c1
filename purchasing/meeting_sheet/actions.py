"""Begins the sheet of a week with a proposed plan, and proposes more for a draft."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from documents import content, drafts, tasks
from documents.models import Document
from finance.parties import queries as parties
from masterdata.calendar import firm_calendar
from masterdata.models import Party, User
from purchasing.meeting_sheet.flow import MEETING_SHEET
from purchasing.meeting_sheet.models import MeetingSheet, MeetingSheetLine, Method, Priority
from purchasing.meeting_sheet.queries import contracts_of, few
from purchasing.meeting_sheet.weeks import due_of, span

Row = dict[str, Any]
NONE = Decimal(0)


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


def proposals(week_on: date, *, today: date) -> list[Row]:
    """One line for each supplier to whom something falls due until the end of the week.

    What he was paid in advance, or owes after a return, is taken off; overdue comes first.
    """
    _monday, sunday = span(week_on)
    items: dict[Party, list[Any]] = {}
    for each in parties.open_items("payable", on=today):
        if each.left < 0 or (each.item.due_on and each.item.due_on <= sunday):
            items.setdefault(each.item.party, []).append(each)
    wanted = {party: rows for party, rows in items.items() if sum(each.left for each in rows) > 0}
    contracts = contracts_of(x.item.document_id for rows in wanted.values() for x in rows)
    day = _paying_day(week_on, today)
    found = [_proposal(party, rows, contracts, day) for party, rows in wanted.items()]
    return sorted(found, key=lambda row: (row["priority"], -row["amount"], row["party"].code))


def _paying_day(week_on: date, today: date) -> date:
    """The first working day still to come in the week; Monday if the firm rests all of it."""
    monday, sunday = span(week_on)
    day = firm_calendar().next_working_day(max(monday, min(today, sunday)))
    return day if day <= sunday else monday


def _proposal(party: Party, rows: list[Any], contracts: dict[int, list[str]], day: date) -> Row:
    debts = [each for each in rows if each.left > 0]
    first = min(each.item.due_on for each in debts)
    numbers = [number for each in debts for number in contracts.get(each.item.document_id, ())]
    words = {"count": len(debts), "day": f"{first:%Y-%m-%d}"}
    return {
        "party": party,
        "contract_number": few(numbers)[:100],
        "purpose": gettext("Goods of %(count)s papers, due from %(day)s") % words,
        "planned_on": day,
        "amount": sum((each.left for each in rows), NONE),
        "priority": Priority.URGENT if first < day else Priority.NORMAL,
        "method": Method.TRANSFER,
    }


def _stored(line: MeetingSheetLine) -> Row:
    columns = [f.name for f in line._meta.concrete_fields if f.name not in {"body", "line_no"}]
    return {name: getattr(line, name) for name in columns}
