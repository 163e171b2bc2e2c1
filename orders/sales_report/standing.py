"""What stands beside the figures: goods that lack, orders past their day, punctuality (R19)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from orders.delivery.models import DeliveryLine
from orders.delivery.queries import OUT
from orders.sales_report import sources
from orders.sales_report.day_list import item_words
from orders.sales_report.periods import Time

NONE = Decimal(0)
Row = dict[str, Any]


def short(region: int | None) -> list[Row]:
    """缺货: open lines whose goods are neither there nor kept, the earliest wanted first."""
    lines = (
        sources.open_lines(region)
        .filter(short_quantity__gt=0)
        .select_related("item", "body__head__party")
        .order_by("body__wanted_on", "body_id", "line_no")
    )
    return [
        {
            "order": line.body.head.number,
            "party": name_of(line.body.head.party),
            "item": item_words(line.item),
            "short": line.short_quantity,
            "earliest": line.earliest_on,
        }
        for line in lines
    ]


def late(region: int | None, day: date) -> list[Row]:
    """Orders with something to ship whose agreed day is past, the longest waiting first."""
    rows = (
        sources.open_lines(region)
        .annotate(wanted=Coalesce("wanted_on", "body__wanted_on"))
        .filter(wanted__lt=day)
        .order_by()
        .values(
            "wanted",
            "body__head__number",
            "body__head__party__name",
            "body__head__party__short_name",
        )
        .annotate(left=Sum(F("gross") - F("shipped_gross")))
        .order_by("wanted", "body__head__number")
    )
    return [
        {
            "order": row["body__head__number"],
            "party": row["body__head__party__short_name"] or row["body__head__party__name"],
            "wanted": row["wanted"],
            "days": (day - row["wanted"]).days,
            "left": row["left"] or NONE,
        }
        for row in rows
    ]


def name_of(party: Any) -> str:
    return (party.short_name or party.name) if party else ""


def punctual(region: int | None, span: Time) -> list[Row]:
    """按时准确发货, by order clerk and customer: lines that left in the month.

    On time is what left on the agreed day or before it; exact is what was sent as it was asked
    for, with nothing refused.
    """
    left = Q(
        body__dispatched_at__gte=sources.start_of(span),
        body__dispatched_at__lt=sources.end_of(span),
    )
    lines = (
        DeliveryLine._base_manager.filter(
            left,
            sources.parties_of(region, "body__head__party"),
            body__head__state__in=OUT,
            order_line__isnull=False,
        )
        .annotate(wanted=Coalesce("order_line__wanted_on", "order_line__body__wanted_on"))
        .order_by("id")
        .values_list(
            "order_line__body__head__handler__full_name",
            "body__head__party__name",
            "wanted",
            "body__dispatched_at",
            "base_quantity",
            "picked",
            "refused",
        )
    )
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for clerk, party, wanted, at, asked, picked, refused in lines:
        on_time = wanted is None or timezone.localdate(at) <= wanted
        exact = (asked if picked is None else picked) == asked and not refused
        found = counts[(clerk or "", party or "")]
        for place, holds in enumerate((True, on_time, exact, on_time and exact)):
            found[place] += holds
    return [
        {"clerk": who[0], "party": who[1], **dict(zip(NAMES, found, strict=True))}
        for who, found in sorted(counts.items())
    ]


NAMES = ("lines", "on_time", "exact", "both")
