"""T13: every Friday the sheet of the coming week is begun, and its tasks are due on Monday."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from documents.reactions import on
from documents.recurring import register_duty
from masterdata.models import User
from masterdata.roles import Role, holders
from purchasing.meeting_sheet import actions
from purchasing.meeting_sheet.models import MeetingSheet
from purchasing.meeting_sheet.weeks import week_for


def prepare(now: datetime) -> str:
    """A missed Friday is caught up; a week whose sheet was made void by hand gets no second one."""
    week_on = week_for(timezone.localdate(now))
    undated = MeetingSheet.objects.filter(due_at__isnull=True).values_list("pk", flat=True)
    actions.set_due(list(undated))
    if MeetingSheet.objects.filter(week_on=week_on).exists():
        return f"the sheet of {week_on} is there"
    manager = holders(Role.PURCHASING_MANAGER).first()
    if manager is None:
        return "nobody is purchasing manager, so no sheet was begun"
    document = actions.begin(week_on, actor=manager, at=now)
    return f"{document.number} was begun for {week_on}"


@on("meeting_sheet", "submit", _("The reader's task is due before the meeting"))
@on("meeting_sheet", "withdraw", _("The maker's task is due before the meeting"))
@on("meeting_sheet", "return", _("The maker's task is due before the meeting"))
def due_before_the_meeting(document: Document, *, actor: User, at: datetime) -> None:
    actions.set_due([document.pk])


def register() -> None:
    register_duty("weekly meeting sheet", prepare, reads=True)
