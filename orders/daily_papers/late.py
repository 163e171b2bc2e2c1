"""Which daily papers are late, in words of queries, and how prompt each desk is month by month."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from documents.flow import Words

PAPERS = ("sales_report", "stock_list")
BODIES = {"sales_report": "salesreport", "stock_list": "stocklist"}


def owed(body: str, *, now: datetime) -> Q:
    """Not handed in, though its time is past."""
    name = f"{body}__"
    return Q(
        (f"{name}submitted_at", None), (f"{name}due_at__lt", now), (f"{name}held_on__isnull", False)
    )


def late(body: str, *, now: datetime) -> Q:
    """Owed still, or handed in after its time."""
    return owed(body, now=now) | Q((f"{body}__was_late", True), (f"{body}__held_on__isnull", False))


def any_of(condition: Any, *, now: datetime) -> Q:
    found = Q(pk__in=[])
    for code, body in BODIES.items():
        found |= Q(type=code) & condition(body, now=now)
    return found


@dataclass(frozen=True)
class Record:
    """One month of one kind and region: how many were due, and how many came in time."""

    month: date
    report: Words
    region: str
    due: int
    on_time: int
    url: str = ""

    @property
    def pk(self) -> str:
        return f"{self.month:%Y%m}-{self.report}-{self.region}"

    @property
    def late(self) -> int:
        return self.due - self.on_time

    @property
    def percent(self) -> Decimal:
        return round(Decimal(100) * self.on_time / self.due, 1) if self.due else Decimal(0)

    def get_absolute_url(self) -> str:
        return self.url


def records(
    papers: Iterable[tuple[datetime, Words, str, bool]],
) -> list[Record]:
    """From (due at, which report, region, late): the latest month first; pure."""
    found: dict[tuple[date, Words, str], list[bool]] = defaultdict(list)
    for due_at, report, region, is_late in papers:
        found[(due_at.date().replace(day=1), report, region)].append(is_late)
    made = [
        Record(month, report, region, len(each), sum(not is_late for is_late in each))
        for (month, report, region), each in found.items()
    ]
    return sorted(made, key=lambda one: (-one.month.toordinal(), one.region, str(one.report)))
