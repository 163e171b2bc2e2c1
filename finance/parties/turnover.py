"""Sums of one side's rows by party, by day or by region, by conditions that the asker names."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from finance.parties.models import OpenItem, Side

NONE = Decimal(0)
Sums = dict[str, Decimal]


def sums_by(key: str, conditions: Mapping[str, Q], *, of: Q) -> dict[Any, Sums]:
    """By `key` (a path such as "party"): of each condition the sum of its receivable rows.

    One query, however many conditions or parties there are; `of` narrows the rows first.
    """
    names = list(conditions)
    rows = (
        OpenItem.objects.filter(of, side=Side.RECEIVABLE)
        .order_by()
        .values_list(key)
        .annotate(**{name: Sum("amount", filter=each) for name, each in conditions.items()})
    )
    return {
        found: {name: amount or NONE for name, amount in zip(names, amounts, strict=True)}
        for found, *amounts in rows
    }


def rows_of(types: Iterable[str], *, of: Q) -> QuerySet[OpenItem]:
    """The receivable rows that papers of these types posted, in the order of the posting."""
    rows = OpenItem.objects.filter(of, side=Side.RECEIVABLE, document__type__in=tuple(types))
    return rows.select_related("document", "for_document").order_by("posted_at", "id")
