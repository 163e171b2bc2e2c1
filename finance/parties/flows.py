"""Money that came from customers, and what papers of each kind moved; read from the rows."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from finance.parties.models import OpenItem, Side

# The papers by which customers' money comes, and is given back.
MONEY_PAPERS = frozenset({"remittance", "cash_handover"})
NONE = Decimal(0)


def came_since(since: Mapping[int, datetime]) -> dict[int, Decimal]:
    """By customer: what came in after a moment of his own, refunds and reversals taken off.

    What a paper only moves from one place to another of the same customer nets to nothing.
    """
    if not since:
        return {}
    rows = OpenItem.objects.filter(
        side=Side.RECEIVABLE,
        party__in=since,
        document__type__in=MONEY_PAPERS,
        posted_at__gt=min(since.values()),
    ).values_list("party_id", "posted_at", "amount")
    found: dict[int, Decimal] = defaultdict(Decimal)
    for party_id, posted_at, amount in rows:
        if posted_at > since[party_id]:
            found[party_id] -= amount
    return dict(found)


def by_paper(side: str, *, first: date, last: date) -> dict[int, dict[str, Decimal]]:
    """By party and type of paper, what the days added up to: one query."""
    rows = (
        OpenItem.objects.filter(side=side, on_date__gte=first, on_date__lte=last)
        .order_by()
        .values_list("party_id", "document__type")
        .annotate(Sum("amount"))
    )
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for party_id, code, amount in rows:
        found[party_id][code] = amount
    return dict(found)
