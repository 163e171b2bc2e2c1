"""What papers moved out of the stores, by party or by paper, by conditions that the asker names."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from inventory.stock.models import Phase, StockEntry

NONE = Decimal(0)


def gone_by(key: str, conditions: Mapping[str, Q], *, of: Q) -> dict[Any, dict[str, Decimal]]:
    """By `key` (a path such as "document__party"): what went out less what came back; one query."""
    names = list(conditions)
    rows = (
        StockEntry.objects.filter(of, phase=Phase.ON_HAND)
        .order_by()
        .values_list(key)
        .annotate(**{name: Sum("quantity", filter=each) for name, each in conditions.items()})
    )
    return {
        found: {name: -(moved or NONE) for name, moved in zip(names, sums, strict=True)}
        for found, *sums in rows
    }
