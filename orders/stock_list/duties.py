"""R38: on working days the list of the morning is begun, due at nine; twice is once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import drafts
from documents.errors import Refused
from documents.models import Document
from documents.reactions import on
from documents.recurring import register_duty
from masterdata.calendar import firm_calendar
from masterdata.models import User
from masterdata.roles import Role, holders
from orders.daily_papers import freezing
from orders.stock_list.effects import columns_of
from orders.stock_list.flow import STOCK_LIST
from orders.stock_list.models import StockList


def draw_up(now: datetime) -> str:
    """A missed morning gets no list later: what lay there at eight is not known any more."""
    today = timezone.localdate(now)
    if not firm_calendar().is_working_day(today):
        return "a rest day has no stock list"
    if StockList.objects.filter(day=today).exists():
        return f"the list of {today} is there"
    keeper = holders(Role.STOREKEEPER).first() or holders(Role.WAREHOUSE_SUPERVISOR).first()
    if keeper is None:
        return "nobody keeps the store, so no list was begun"
    begun = _begun(keeper, at=now)
    return f"the list of {today} was begun" if begun else f"the list of {today} is there"


def _begun(keeper: User, *, at: datetime) -> bool:
    """Whether it was begun; another run at the same moment may have been first."""
    today = timezone.localdate(at)
    columns = columns_of(today)
    try:
        with transaction.atomic():
            document = drafts.create(
                STOCK_LIST,
                actor=keeper,
                head={"date": today, "handler": keeper},
                body=columns,
                at=at,
                history=True,
            )
    except Refused:
        if StockList.objects.filter(held_on=today).exists():
            return False
        raise
    freezing.set_task_due(document, columns["due_at"])
    return True


@on("stock_list", "withdraw", _("The keeper's task is due when the list is"))
@on("stock_list", "return", _("The keeper's task is due when the list is"))
def due_when_the_list_is(document: Document, *, actor: User, at: datetime) -> None:
    due = StockList.objects.values_list("due_at", flat=True).get(pk=document.pk)
    freezing.set_task_due(document, due)


def register() -> None:
    register_duty("stock list", draw_up)
