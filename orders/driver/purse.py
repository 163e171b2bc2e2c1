"""我的现金: what a driver collected today, what he handed over, what is still in his bag."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from documents.models import Document
from finance.cash_handover.queries import Open, counted_on, open_cash, waiting_papers
from orders.delivery.models import Delivery, Paid

NONE = Decimal(0)


@dataclass(frozen=True)
class Purse:
    """`to_hand` is of all days, `counted` and what was collected of one; `papers` wait for the
    cashier."""

    collected: Decimal
    transferred: Decimal
    counted: Decimal
    rows: list[Open]
    papers: list[Document]
    today: date

    @property
    def to_hand(self) -> Decimal:
        return sum((row.to_hand for row in self.rows), NONE)

    @property
    def waiting(self) -> Decimal:
        return sum((row.waiting for row in self.rows), NONE)

    @property
    def is_late(self) -> bool:
        """Cash is handed over on the day on which it was collected (R37)."""
        return any(row.to_hand and row.since < self.today for row in self.rows)

    @property
    def is_empty(self) -> bool:
        return not (self.collected or self.transferred or self.counted or self.rows)


def purse_of(driver_id: int, *, today: date) -> Purse:
    """Six queries, however many deliveries there are."""
    paid = Delivery.objects.filter(driver=driver_id, cod_collected_at__date=today)
    rows = paid.order_by().values_list("cod_method").annotate(Sum("cod_collected"))
    sums = dict(rows)
    return Purse(
        collected=sums.get(Paid.CASH, NONE),
        transferred=sums.get(Paid.TRANSFER, NONE),
        counted=counted_on(driver_id, today),
        rows=open_cash(driver_id),
        papers=waiting_papers(driver_id),
        today=today,
    )
