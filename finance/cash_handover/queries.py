"""Whose cash is still with its driver: what was collected, less what the cashier counted of it.

Every function takes a fixed number of queries, however many deliveries there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from documents.models import Document
from finance.cash_handover import sources
from finance.cash_handover.models import CashHandover, CashHandoverLine
from masterdata.models import User

NONE = Decimal(0)


@dataclass(frozen=True)
class Open:
    """One delivery with cash that its driver has: `waiting` of it lies on papers to be counted."""

    delivery: Document
    driver: User | None
    collected: Decimal
    counted: Decimal
    waiting: Decimal
    since: date

    @property
    def left(self) -> Decimal:
        return self.collected - self.counted

    @property
    def to_hand(self) -> Decimal:
        """What no other paper brings already."""
        return max(self.left - self.waiting, NONE)


def counted_of(delivery_ids: Iterable[int], *, but: int | None = None) -> dict[int, Decimal]:
    """By delivery: what cashiers counted of its cash, on papers that stand."""
    lines = CashHandoverLine.objects.filter(
        delivery__in=set(delivery_ids), body__head__state="counted"
    )
    rows = lines.exclude(body=but).order_by().values_list("delivery_id").annotate(Sum("counted"))
    return {pk: counted or NONE for pk, counted in rows}


def waiting_of(delivery_ids: Iterable[int], *, but: int | None = None) -> dict[int, Decimal]:
    """By delivery: what lies on papers that were handed over and not counted yet."""
    lines = CashHandoverLine.objects.filter(
        delivery__in=set(delivery_ids), body__head__state="handed"
    )
    rows = lines.exclude(body=but).order_by().values_list("delivery_id").annotate(Sum("amount"))
    return dict(rows)


def open_cash(driver_id: int | None = None, *, but: int | None = None) -> list[Open]:
    """By delivery, oldest first; `but` is the paper that is being entered or counted."""
    rows = {row.document_id: row for row in sources.open_rows(driver_id)}
    papers = Document.objects.select_related("party", "handler").in_bulk(rows)
    drivers = User.objects.in_bulk({row.driver_id for row in rows.values() if row.driver_id})
    counted, waiting = counted_of(rows), waiting_of(rows, but=but)
    found = []
    for pk, row in rows.items():
        paper = papers[pk]
        driver = drivers.get(row.driver_id or 0) or paper.handler
        if driver_id is not None and (driver is None or driver.pk != driver_id):
            continue
        done = counted.get(pk, NONE)
        since = row.collected_on or paper.date
        found.append(Open(paper, driver, row.collected, done, waiting.get(pk, NONE), since))
    still = [each for each in found if each.left > 0]
    return sorted(still, key=lambda each: (each.since, each.delivery.pk))


def counted_on(driver_id: int, day: date) -> Decimal:
    """What cashiers counted that day of what this driver brought."""
    papers = CashHandover.objects.filter(
        head__handler=driver_id, head__state="counted", counted_at__date=day
    )
    return papers.aggregate(sum=Sum("counted"))["sum"] or NONE


def waiting_papers(driver_id: int) -> list[Document]:
    """Hand-overs of this driver that the cashier has not counted yet, oldest first."""
    papers = Document.objects.filter(type="cash_handover", handler=driver_id, state="handed")
    return list(papers.order_by("pk"))
