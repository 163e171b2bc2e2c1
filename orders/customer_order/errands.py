"""Tasks beside the order's own: money to give back after a cancelling, goods to allot that came."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from documents import tasks
from documents.models import Document, Task
from documents.recurring import register_duty
from documents.tasks import Errand
from masterdata.calendar import firm_calendar
from masterdata.models import User
from masterdata.roles import Role
from orders.customer_order import allotting
from orders.customer_order.models import CustomerOrder
from orders.customer_order.step_forms import MONEY_REFUNDED

REFUND, ALLOT = "refund", "allot"
# Titles are stored in English and shown in the reader's language.
GIVE_BACK = gettext_noop("Give the customer his money back: a refund of what the order had")
CAME = gettext_noop("Goods that the order lacks are there: allot them")


def ask_for_refund(document: Document, *, at: datetime) -> None:
    """Finance makes the refund; the order itself is over and waits for nobody."""
    fate = CustomerOrder.objects.values_list("money_after_cancel", flat=True).get(pk=document.pk)
    if fate == MONEY_REFUNDED:
        due_at = firm_calendar().due_after(at, 3)
        tasks.open_errand(document, Errand(REFUND, GIVE_BACK, Role.ACCOUNTANT, due_at), at=at)


def refunded(party_id: int, *, actor: User, at: datetime) -> None:
    """A refund to the customer answers what was asked for him."""
    asked = Task.objects.filter(
        kind=REFUND,
        document__party=party_id,
        closed_at__isnull=True,
        document__type="customer_order",
    )
    asked.update(closed_at=at, closed_by=actor)


def ask_to_allot(*, at: datetime) -> int:
    """Every order to which something falls in its turn; asked once until it is done."""
    wanted = allotting.orders_in_turn()
    known = set(_asked(wanted).values_list("document_id", flat=True))
    due_at = firm_calendar().due_after(at, 1)
    for document in Document.objects.filter(pk__in=wanted - known).order_by("pk"):
        tasks.open_errand(document, Errand(ALLOT, CAME, Role.ORDER_CLERK, due_at), at=at)
    gone = tasks.open_tasks().filter(kind=ALLOT).exclude(document__in=wanted)
    gone.update(closed_at=at)
    return len(wanted - known)


def _asked(order_ids: Iterable[int]) -> "QuerySet[Task]":
    return tasks.open_tasks().filter(kind=ALLOT, document__in=list(order_ids))


def allotted(document: Document, *, actor: User, at: datetime) -> None:
    tasks.close(document, actor=actor, at=at, kind=ALLOT)


def register() -> None:
    register_duty("allot goods that came", lambda now: f"{ask_to_allot(at=now)} orders asked")
