"""Who is told beside the one awaited: billing of what was handed over, the driver of his goods,
and (T5) the managers of the customer's region of every shipment; they take note of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext_noop

from documents import tasks
from documents.flow import WorkingDays
from documents.models import Document, Task
from masterdata.models import User
from masterdata.roles import Role, holders

HANDED = "handed_over"
SHIPPED = "shipped"
ROAD = "on_the_road"
DRAW_UP = gettext_noop("The order was handed over: draw up its delivery")
TOLD = gettext_noop("Goods left for a customer of your region: take note")
BRING_BACK = gettext_noop("Deliver the goods, have them signed for, and bring the slip back")


def managers_of(document: Document) -> Iterable[User]:
    """区域/省区经理 of the customer; a customer without a region has none."""
    region_id = document.party.region_id if document.party else None
    return holders(Role.REGIONAL_MANAGER).filter(region=region_id) if region_id else ()


def tell(document: Document, *, at: datetime) -> None:
    for manager in managers_of(document):
        errand = tasks.Errand(f"{SHIPPED}{manager.pk}", TOLD, person=manager, rule="T5")
        tasks.open_errand(document, errand, at=at)


def take_note(document: Document, *, actor: User, at: datetime) -> None:
    tasks.close(document, actor=actor, at=at, kind=f"{SHIPPED}{actor.pk}")


def forget(document: Document, *, actor: User, at: datetime) -> None:
    """Nothing left after all: neither managers nor the driver are kept waiting."""
    open_ = Task.objects.filter(document=document, closed_at__isnull=True)
    told = open_.filter(kind__startswith=SHIPPED) | open_.filter(kind=ROAD)
    told.update(closed_at=at, closed_by=actor)


def send_driver(document: Document, driver: User | None, *, at: datetime) -> None:
    if driver is not None:
        tasks.open_errand(document, tasks.Errand(ROAD, BRING_BACK, person=driver), at=at)


def stop_of(task: Task, user: User) -> str:
    """Where the driver himself does it, on his telephone."""
    return reverse("delivery_stop", args=[task.document_id]) if task.person_id == user.pk else ""


def driver_is_back(document: Document, *, actor: User, at: datetime) -> None:
    tasks.close(document, actor=actor, at=at, kind=ROAD)


def ask_billing(order: Document, clerk: User | None, *, at: datetime) -> None:
    """交单: until the delivery is authorised, billing has it on the desk; a day is time enough."""
    due_at = tasks.due_at(at, WorkingDays(1))
    role: Role | Literal[""] = "" if clerk else Role.BILLING_CLERK
    errand = tasks.Errand(HANDED, DRAW_UP, role, due_at, person=clerk)
    tasks.open_errand(order, errand, at=at)


def billing_is_done(orders: Iterable[Document], *, actor: User, at: datetime) -> None:
    for order in orders:
        tasks.close(order, actor=actor, at=at, kind=HANDED)
