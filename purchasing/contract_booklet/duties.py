"""From the 1st on: the draft of last month's booklet, due on the 5th (T9); missed nights too."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from documents import drafts
from documents.models import Document, Task
from documents.recurring import register_duty
from masterdata.calendar import firm_calendar
from masterdata.models import User
from masterdata.roles import Role, holders
from purchasing.contract_booklet.collecting import rows_of
from purchasing.contract_booklet.effects import deadline_of
from purchasing.contract_booklet.flow import CONTRACT_BOOKLET
from purchasing.contract_booklet.models import ContractBooklet
from purchasing.contract_booklet.months import to_bind

logger = logging.getLogger(__name__)


def draft_booklets(now: datetime) -> str:
    """Once per month that had orders; a month whose booklet was voided is left to people."""
    made = []
    for month in to_bind(timezone.localdate(now)):
        if ContractBooklet.objects.filter(month=month).exists():
            continue
        rows = rows_of(month)
        if rows:
            made.append(_draft(month, rows, at=now))
    return f"{sum(document is not None for document in made)} contract booklets drafted"


@transaction.atomic
def _draft(month: date, rows: list[dict[str, object]], *, at: datetime) -> Document | None:
    maker = _purchaser()
    if maker is None:
        logger.warning("nobody is a purchaser: the booklet of %s is not drafted", month)
        return None
    booklet = drafts.create(
        CONTRACT_BOOKLET,
        actor=maker,
        body={"month": month, "due_on": deadline_of(month)},
        lines=rows,
        at=at,
        history=True,
    )
    due_at = firm_calendar().end_of_working_day(deadline_of(month))
    waiting = Task.objects.filter(document=booklet, kind=Task.STATE, closed_at=None)
    waiting.update(due_at=due_at)
    return booklet


def _purchaser() -> User | None:
    """One who is not the manager too: he could not accept what was made in his name."""
    managers = holders(Role.PURCHASING_MANAGER).values("pk")
    plain = holders(Role.PURCHASER).exclude(pk__in=managers).first()
    return plain or holders(Role.PURCHASER).first() or holders(Role.PURCHASING_MANAGER).first()


def register() -> None:
    register_duty("contract booklets", draft_booklets, reads=True)
