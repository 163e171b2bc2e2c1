"""Freezes the figures of a sheet when it is submitted, and lets them go when it comes back."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from documents import rows
from masterdata.calendar import firm_calendar
from purchasing.meeting_sheet import queries
from purchasing.meeting_sheet.figures import Figures
from purchasing.meeting_sheet.models import (
    MeetingInvoice,
    MeetingOutcome,
    MeetingOwed,
    MeetingPaid,
    MeetingSheet,
)
from purchasing.meeting_sheet.weeks import due_of

Data = Mapping[str, Any]
BLOCKS = {
    "paid": MeetingPaid,
    "owed": MeetingOwed,
    "invoices": MeetingInvoice,
    "outcomes": MeetingOutcome,
}


def freeze(body: Any, actor: Any, data: Data) -> None:
    """Whoever reads later reads what was so at this moment, whatever is posted meanwhile."""
    at = data["at"]
    figures = queries.live(body.week_on, today=timezone.localdate(at))
    _empty(body.pk)
    _store(body.pk, figures)
    due = due_of(body.week_on, firm_calendar())
    MeetingSheet.objects.filter(pk=body.pk).update(
        frozen_at=at, available=figures.available, due_at=due, is_late=at > due
    )


def submit(body: Any, actor: Any, data: Data) -> None:
    freeze(body, actor, data)
    MeetingSheet.objects.filter(pk=body.pk).update(held_week=body.week_on)


def let_go(body: Any, actor: Any, data: Data) -> None:
    """A void sheet keeps what it showed and holds no week: another may be made for it."""
    freeze(body, actor, data)
    MeetingSheet.objects.filter(pk=body.pk).update(held_week=None, is_late=False)


def thaw(body: Any, actor: Any, data: Data) -> None:
    """Back with its maker: the figures are of today again, and frozen anew at the next submit."""
    _empty(body.pk)
    MeetingSheet.objects.filter(pk=body.pk).update(frozen_at=None, available=None, is_late=False)


def note_comment(body: Any, actor: Any, data: Data) -> None:
    comment = (data.get("comment") or "").strip()
    MeetingSheet.objects.filter(pk=body.pk).update(reader_comment=comment)


def _empty(pk: int) -> None:
    for model in BLOCKS.values():
        model._default_manager.filter(body=pk).delete()


def _store(pk: int, figures: Figures) -> None:
    """One statement for each block; the values and the columns bear the same names."""
    for name, model in BLOCKS.items():
        values = enumerate(getattr(figures, name), start=1)
        rows.insert([model(body_id=pk, row_no=number, **vars(each)) for number, each in values])
