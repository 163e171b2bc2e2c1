"""What the books and the papers tell of a region's sales, customer by customer, in few queries.

Sales are what the customers' ledger says: goods that left, less what was refused, reversed or
brought back. So the day lists of a month come to its cumulative report and to the ledger.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from documents.models import Document
from finance.parties import turnover
from inventory.stock.turnover import gone_by
from orders.customer_order.models import CustomerOrderLine, LineState
from orders.sales_report.periods import Time

NONE = Decimal(0)
# Approved, and not cancelled since.
ORDERED = ("noticed", "released", "fulfilled", "closed")
OPEN_ORDERS = ("noticed", "released")
DELIVERIES, RETURNS = ("delivery",), ("sales_return",)
MONEY = ("remittance", "cash_handover")
Times = Mapping[str, Time]
ByParty = dict[int, dict[str, Decimal]]


def parties_of(region: int | None, path: str = "party") -> Q:
    """The customers of a region; of the whole firm, everybody."""
    return Q() if region is None else Q((f"{path}__region", region))


def within(span: Time, path: str = "on_date") -> Q:
    return Q((f"{path}__range", (span.first, span.last)))


def ledger(region: int | None, times: Times, *, until: Time) -> ByParty:
    """By customer, for each time: `shipped_…`, `returned_…` and `received_…`, and what he owes.

    What came back is told as it is booked, below zero; so is money.
    """
    conditions = {
        f"{name}_{label}": Q(document__type__in=types) & within(span)
        for label, span in times.items()
        for name, types in (("shipped", DELIVERIES), ("returned", RETURNS), ("received", MONEY))
    }
    reach = Q(on_date__lte=max([until.last, *(span.last for span in times.values())]))
    conditions["owed"] = Q(on_date__lte=until.last)
    return turnover.sums_by("party_id", conditions, of=reach & parties_of(region))


def pieces(region: int | None, times: Times) -> ByParty:
    """By customer: pieces that left, less what came back, in each time."""
    conditions = {f"pieces_{label}": within(span) for label, span in times.items()}
    some = Q(document__type__in=DELIVERIES, document__party__isnull=False)
    first = min(span.first for span in times.values())
    of = some & Q(on_date__gte=first) & parties_of(region, "document__party")
    return gone_by("document__party_id", conditions, of=of)


def orders(region: int | None, times: Times) -> ByParty:
    """By customer: how many orders were approved in each time, and what they come to."""
    figures: dict[str, Any] = {}
    for label, span in times.items():
        approved = Q(approved_at__gte=start_of(span), approved_at__lt=end_of(span))
        figures[f"count_{label}"] = Count("pk", filter=approved)
        figures[f"ordered_{label}"] = Sum("total", filter=approved)
    rows = (
        Document.objects.filter(
            parties_of(region), type="customer_order", state__in=ORDERED, party__isnull=False
        )
        .order_by()
        .values("party_id")
        .annotate(**figures)
    )
    return {row["party_id"]: {name: row[name] or NONE for name in figures} for row in rows}


def start_of(span: Time) -> datetime:
    return timezone.make_aware(datetime.combine(span.first, time()))


def end_of(span: Time) -> datetime:
    return timezone.make_aware(datetime.combine(span.last + timedelta(days=1), time()))


def open_lines(region: int | None) -> Any:
    """Lines of released orders, and of those that wait for money, with something to ship."""
    return CustomerOrderLine._base_manager.filter(
        parties_of(region, "body__head__party"),
        body__head__state__in=OPEN_ORDERS,
        line_state=LineState.OPEN,
    )


def unshipped(region: int | None) -> ByParty:
    """By customer: what is ordered and has not left yet, at this moment."""
    rows = (
        open_lines(region)
        .order_by()
        .values_list("body__head__party")
        .annotate(left=Sum(F("gross") - F("shipped_gross")))
    )
    return {party: {"unshipped": left or NONE} for party, left in rows}


def joined(*parts: ByParty) -> ByParty:
    found: ByParty = {}
    for part in parts:
        for party, figures in part.items():
            found.setdefault(party, {}).update(figures)
    return found
