"""The chart of the first screen: what was ordered and what came, month by month."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from ui import prepared
from ui.charts import Chart, Series, bars

MONTHS = 12
ORDERED = Q(
    type="purchase_order", state__in=("approved", "signed", "active", "completed", "closed")
)
CAME = Q(type="receipt", state="approved")


def months_until(today: date) -> list[date]:
    """The first days of the last twelve months, the present one last."""
    start = today.year * 12 + today.month - MONTHS
    return [date((start + n) // 12, (start + n) % 12 + 1, 1) for n in range(MONTHS)]


def _by_day(first: date, last: date) -> "QuerySet[Document, Any]":
    papers = Document.objects.filter(ORDERED | CAME, date__gte=first, date__lte=last)
    return papers.order_by().values_list("type", "date").annotate(amount=Sum("total"))


def purchases(today: date) -> Chart:
    """One query, however many papers there are."""
    months = months_until(today)
    rows = prepared.rows(("purchases", today), lambda: _by_day(months[0], today))
    # By days, some hundred of them: SQLite asks Python for the month of each paper.
    sums: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for code, day, amount in rows:
        sums[code, day.replace(day=1)] += amount

    def values(code: str) -> list[Decimal]:
        return [sums[code, month] for month in months]

    return bars(
        "purchases",
        _("Purchases of the last twelve months"),
        [f"{month:%y-%m}" for month in months],
        [
            Series(_("Ordered"), values("purchase_order")),
            Series(_("Goods received"), values("receipt")),
        ],
        unit=_("yuan"),
    )
