"""The stops of one driver: what he has to bring today, what is late, what is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from orders.delivery.amounts import packages_of
from orders.delivery.models import Delivery
from ui.ids import LARGEST_ID

ON_THE_ROAD = ("loaded", "dispatched")
SIGNED = ("delivered", "installed", "closed")
TO_INSTALL = Q(head__state="delivered", installation=True, installed_at__isnull=True)


@dataclass(frozen=True)
class Stop:
    """One delivery as its driver sees it: no price, only the cash to collect."""

    delivery: Delivery
    today: date

    @property
    def pk(self) -> int:
        return int(self.delivery.pk)

    @property
    def number(self) -> str:
        return self.delivery.head.number

    @property
    def customer(self) -> str:
        party = self.delivery.head.party
        return party.name if party else ""

    @property
    def state(self) -> str:
        return self.delivery.head.state

    @property
    def day(self) -> date:
        left = self.delivery.dispatched_at
        known = self.delivery.plan_on or (timezone.localdate(left) if left else None)
        return known or self.today

    @property
    def is_late(self) -> bool:
        return self.day < self.today

    @property
    def has_left(self) -> bool:
        return self.state != "loaded"

    @property
    def may_be_signed(self) -> bool:
        return self.state == "dispatched"

    @property
    def to_install(self) -> bool:
        body = self.delivery
        return self.state == "delivered" and body.installation and body.installed_at is None

    @property
    def phones(self) -> list[dict[str, str]]:
        """Each number that was typed, and what a phone dials for it."""
        found = []
        for part in self.delivery.phone.replace("、", "/").replace(",", "/").split("/"):
            dialled = "".join(sign for sign in part if sign.isdigit() or sign == "+")
            if dialled:
                found.append({"text": part.strip(), "dialled": dialled})
        return found

    @property
    def packages(self) -> int:
        counted = self.delivery.packages
        return packages_of(self.delivery.lines.all()) if counted is None else counted

    @property
    def to_collect(self) -> Decimal:
        """Known when the goods leave; what was collected is not to be collected again."""
        return self.delivery.cod_due if self.may_be_signed else Decimal(0)


def _of(driver_id: int) -> "QuerySet[Delivery]":
    found: QuerySet[Delivery] = Delivery.objects.filter(driver=driver_id)
    return found.select_related("head__party").prefetch_related("lines")


def open_stops(driver_id: int, *, today: date) -> list[Stop]:
    """What is on his vehicle or still to be installed; late ones first, then by day."""
    waiting = _of(driver_id).filter(Q(head__state__in=ON_THE_ROAD) | TO_INSTALL)
    stops = [Stop(delivery, today) for delivery in waiting]
    return sorted(stops, key=lambda stop: (stop.day, stop.pk))


def done_stops(driver_id: int, *, today: date) -> list[Stop]:
    """What was signed for today, the last on top."""
    done = _of(driver_id).filter(head__state__in=SIGNED, signed_at__date=today)
    return [Stop(each, today) for each in done.exclude(TO_INSTALL).order_by("-signed_at", "-pk")]


def stop_of(driver_id: int, pk: int, *, today: date) -> Stop | None:
    """His own stop of that id; another's is not there."""
    if pk > LARGEST_ID:
        return None
    found = _of(driver_id).filter(head__state__in=(*ON_THE_ROAD, *SIGNED), pk=pk).first()
    return Stop(found, today) if found else None


@dataclass(frozen=True)
class Days:
    """Open stops parted by when they were to be reached."""

    late: list[Stop]
    today: list[Stop]
    later: list[Stop]

    @property
    def to_collect(self) -> Decimal:
        return sum((stop.to_collect for stop in (*self.late, *self.today)), Decimal(0))


def by_day(stops: Iterable[Stop]) -> Days:
    parts: dict[str, list[Stop]] = {"late": [], "today": [], "later": []}
    for stop in stops:
        when = "late" if stop.is_late else "today" if stop.day == stop.today else "later"
        parts[when].append(stop)
    return Days(**parts)


def goods_of(stop: Stop) -> list[dict[str, Any]]:
    """The lines that were sent, with their parcels; prices are not among them."""
    lines = [line for line in stop.delivery.lines.all() if line.sent > 0]
    return [{"line": line, "packages": packages_of([line])} for line in lines]
