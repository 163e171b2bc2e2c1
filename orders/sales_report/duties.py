"""R70–R73: each morning the reports that are due are begun; missed mornings are caught up."""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import drafts
from documents.errors import Refused
from documents.models import Document
from documents.reactions import on
from documents.recurring import register_duty
from masterdata.calendar import firm_calendar
from masterdata.models import Party, User
from orders.daily_papers import freezing
from orders.sales_report import effects, sources
from orders.sales_report.access import clerk_of
from orders.sales_report.flow import SALES_REPORT
from orders.sales_report.models import SalesReport
from orders.sales_report.periods import OF_A_DAY, Kind, time_of, to_draw

Key = tuple[str, int | None]


def draw_up(now: datetime) -> str:
    """Once per kind, region and time; one that was made void by hand is left to people."""
    today, made, unmanned = timezone.localdate(now), 0, 0
    there = _there()
    for kind, region in _wanted():
        known = there[(kind, region)]
        first = min(known, default=None)
        for day in to_draw(kind, today=today, first=first, known=known):
            if not _is_worth(kind, region, day, today=today):
                continue
            clerk = clerk_of(region)
            unmanned += clerk is None
            made += clerk is not None and _begun(kind, region, day, clerk=clerk, at=now)
    lacking = f", {unmanned} not, for nobody is an order clerk" if unmanned else ""
    return f"{made} sales reports begun{lacking}"


def _wanted() -> list[Key]:
    """Every region with customers has all four; the firm has its own where the regions do not
    cover it, and beside several regions the long ones, which the director reads."""
    rows = Party.objects.filter(is_customer=True, is_active=True).order_by("region")
    regions = list(rows.values_list("region", flat=True).distinct())
    named = [region for region in regions if region is not None]
    found: list[Key] = [(kind, region) for region in named for kind in Kind.values]
    if None in regions:
        found += [(kind, None) for kind in Kind.values]
    elif len(named) > 1:
        found += [(kind, None) for kind in Kind.values if kind not in OF_A_DAY]
    return found


def _there() -> dict[Key, set[date]]:
    found: dict[Key, set[date]] = defaultdict(set)
    rows = SalesReport.objects.values_list("kind", "region", "day")
    for kind, region, day in rows:
        found[(kind, region)].add(day)
    return found


def _is_worth(kind: str, region: int | None, day: date, *, today: date) -> bool:
    """A rest day has its reports only if something was sold, ordered or paid on it."""
    if kind not in OF_A_DAY or firm_calendar().is_working_day(day):
        return True
    if day == today:
        return False
    times = {"now": time_of(kind, day)}
    booked = sources.ledger(region, times, until=times["now"])
    ordered = sources.orders(region, times)
    names = ("shipped_now", "returned_now", "received_now", "count_now")
    found = sources.joined(booked, ordered)
    return any(figures.get(name) for figures in found.values() for name in names)


def _begun(kind: str, region: int | None, day: date, *, clerk: User, at: datetime) -> bool:
    """Whether it was begun; another run at the same moment may have been first."""
    columns = effects.columns_of(kind, day)
    try:
        with transaction.atomic():
            document = drafts.create(
                SALES_REPORT,
                actor=clerk,
                head={"date": timezone.localdate(at), "handler": clerk},
                body={"kind": kind, "region_id": region, **columns},
                at=at,
                history=True,
            )
    except Refused:
        if SalesReport.objects.filter(kind=kind, region=region, held_on=day).exists():
            return False
        raise
    freezing.set_task_due(document, columns["due_at"])
    return True


@on("sales_report", "submit", _("The manager of the region is asked to read it"))
def to_the_reader(document: Document, *, actor: User, at: datetime) -> None:
    effects.hand_to_reader(document)


@on("sales_report", "withdraw", _("The maker's task is due when the report is"))
@on("sales_report", "return", _("The maker's task is due when the report is"))
def due_when_the_report_is(document: Document, *, actor: User, at: datetime) -> None:
    effects.due_again(document)


def register() -> None:
    register_duty("sales reports", draw_up)
