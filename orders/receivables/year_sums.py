"""销售台账汇总: what each customer ordered, got and paid in a year; the same sums as the books."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.urls import reverse

from finance.parties.flows import by_paper
from finance.parties.queries import movements
from masterdata.models import Party
from orders.customer_order.models import CustomerOrder
from orders.customer_order.queries import WITH_MONEY
from orders.receivables.book import GOODS, MONEY, NONE, OTHER, RECEIVABLE, kind_of


@dataclass
class YearRow:
    """One customer's year: the opening, what was ordered and moved, the closing."""

    party: Party
    year: int
    opening: Decimal = NONE
    orders: int = 0
    ordered: Decimal = NONE
    shipped: Decimal = NONE
    paid: Decimal = NONE
    other: Decimal = NONE

    @property
    def pk(self) -> int:
        return self.party.pk

    @property
    def closing(self) -> Decimal:
        return self.opening + self.shipped - self.paid + self.other

    def get_absolute_url(self) -> str:
        return reverse("sales_ledger_of", args=[self.pk], query={"year": self.year})


def year_rows(year: int, *, scope: Q) -> list[YearRow]:
    """Whoever ordered, moved or owed something, by code; five queries."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    moved = by_paper(RECEIVABLE, first=first, last=last)
    before = movements(RECEIVABLE, first=first, last=last)
    ordered = _ordered(first, last)
    wanted = {*moved, *before, *ordered}
    parties = Party.objects.filter(scope, pk__in=wanted).select_related("region", "owner")
    rows = []
    for party in parties.order_by("code", "pk"):
        row = YearRow(party, year)
        if party.pk in before:
            row.opening = before[party.pk].opening
        row.orders, row.ordered = ordered.get(party.pk, (0, NONE))
        for code, amount in moved.get(party.pk, {}).items():
            _take(row, kind_of(code), amount)
        if row.opening or row.orders or moved.get(party.pk):
            rows.append(row)
    return rows


def _take(row: YearRow, kind: str, amount: Decimal) -> None:
    if kind == GOODS:
        row.shipped += amount
    elif kind == MONEY:
        row.paid -= amount
    elif kind == OTHER:
        row.other += amount


def _ordered(first: date, last: date) -> dict[int, tuple[int, Decimal]]:
    orders = CustomerOrder.objects.filter(
        head__state__in=WITH_MONEY, head__date__range=(first, last)
    )
    rows = orders.order_by().values_list("head__party").annotate(Count("pk"), Sum("head__total"))
    return {party: (count, total) for party, count, total in rows if party}
