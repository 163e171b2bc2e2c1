"""The manager who prepares the meeting, the deputy who reads, and sheets by their real steps."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents import drafts
from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from purchasing.meeting_sheet import actions
from purchasing.meeting_sheet.flow import MEETING_SHEET
from purchasing.meeting_sheet.models import MeetingSheet
from purchasing.meeting_sheet.weeks import WEEK, monday_of
from tests import factories
from tests.purchasing import firm


def manager() -> User:
    return firm.people().manager


def deputy() -> User:
    known = User.objects.filter(username="fuzong").first()
    return known or factories.user(Role.DEPUTY_GENERAL_MANAGER, username="fuzong", name="fuzong")


def coming() -> date:
    """The Monday after today: its last week is this one, in which the tests pay."""
    return monday_of(timezone.localdate()) + WEEK


def free_week() -> date:
    week = coming()
    while MeetingSheet.objects.filter(held_week=week).exists():
        week += WEEK
    return week


def plan(*lines: tuple[str, str], week: date | None = None, **more: Any) -> list[dict[str, Any]]:
    """Planned payments: supplier and amount."""
    monday = week or coming()
    return [
        {
            "party": factories.supplier(supplier),
            "purpose": "货款",
            "planned_on": monday + timedelta(days=1),
            "amount": Decimal(amount),
            **more,
        }
        for supplier, amount in lines
    ]


def sheet(*lines: tuple[str, str], week: date | None = None) -> Document:
    """A draft with this plan alone."""
    monday = week or coming()
    return drafts.create(
        MEETING_SHEET,
        actor=manager(),
        body={"week_on": monday, "held_week": monday},
        lines=plan(*lines, week=monday),
    )


def begun(week: date | None = None) -> Document:
    """As the duty begins it: with everything that falls due."""
    return actions.begin(week or coming(), actor=manager(), at=timezone.now())


def submit(document: Document, **options: Any) -> Document:
    return firm.step(document, "submit", manager(), **options)


def read(document: Document, comment: str = "") -> Document:
    return firm.step(document, "read", deputy(), data={"comment": comment})
