"""What a customer has to pay, as a remittance shows it: a fixed number of queries for all rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from documents.models import Document
from finance.parties import funds
from finance.parties.models import OpenItem, Side
from finance.parties.queries import unsettled
from finance.remittance import payable_orders
from finance.remittance.models import RemittanceLine
from finance.remittance.proposal import Wanted

NONE = Decimal(0)


@dataclass(frozen=True)
class OpenRow:
    """An order or an old debt: what it came to, what is paid, what claims under way bring."""

    paper: Document
    worth: Decimal
    paid: Decimal
    pending: Decimal
    due: Decimal
    item: OpenItem | None = None

    @property
    def key(self) -> str:
        return f"item{self.item.pk}" if self.item is not None else f"order{self.paper.pk}"

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.key, max(self.due - self.pending, NONE))


@dataclass(frozen=True)
class OpenRows:
    """`asked`: how much of the old debts the notices of the orders asked for."""

    debts: list[OpenRow]
    orders: list[OpenRow]
    asked: Decimal


def open_rows(party_id: int, *, but: int | None = None) -> OpenRows:
    """`but` is a remittance whose own lines are not under way: it is the one being entered."""
    papers = list(payable_orders.orders_of(party_id))
    ids = [paper.pk for paper in papers]
    due, paid = payable_orders.due_of(ids), funds.funds_of(ids)
    pending = pending_for("order", ids, but=but)
    orders = [
        OpenRow(paper, paper.total, paid[paper.pk].paid, pending.get(paper.pk, NONE), left)
        for paper in papers
        if (left := due.get(paper.pk, NONE)) > 0
    ]
    asked = payable_orders.debts_of(row.paper.pk for row in orders)
    debts = _debts(party_id, but_orders=ids, but=but)
    return OpenRows(debts, orders, max(asked.values(), default=NONE))


def _debts(party_id: int, *, but_orders: Iterable[int], but: int | None) -> list[OpenRow]:
    """What is owed and belongs to no order in the list: that is paid for through its order."""
    items = unsettled(Side.RECEIVABLE).filter(
        party=party_id, amount__gt=0, reverses=None, reversed_by=None
    )
    found = list(
        items.exclude(for_document__in=list(but_orders))
        .select_related("document")
        .order_by("on_date", "id")
    )
    pending = pending_for("open_item", [item.pk for item in found], but=but)
    return [
        OpenRow(
            item.document,
            item.amount,
            item.allocated,
            pending.get(item.pk, NONE),
            item.amount - item.allocated,
            item=item,
        )
        for item in found
    ]


def pending_for(name: str, ids: Iterable[int], *, but: int | None = None) -> dict[int, Decimal]:
    """What remittances that wait for the bank will bring, by order or by old debt."""
    lines = RemittanceLine.objects.filter(body__head__state="filed", **{f"{name}__in": list(ids)})
    rows = lines.exclude(body=but).order_by().values_list(f"{name}_id").annotate(Sum("amount"))
    return dict(rows)


def as_data(row: OpenRow) -> Mapping[str, Any]:
    """A row of the entry grid; the amount is proposed by the page."""
    item = row.item
    return {
        "kind": "order" if item is None else "open_item",
        "id": row.paper.pk if item is None else item.pk,
        "text": row.paper.number,
        "name": item.description if item is not None else "",
        "on_date": f"{row.paper.date if item is None else item.ages_from}",
        "worth": row.worth,
        "paid": row.paid,
        "pending": row.pending,
        "due": row.due,
    }
