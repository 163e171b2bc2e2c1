"""What a customer's money is kept for: paid for an order, billed on it, or his own and free.

A remittance's line for an order, and old money set off against it, are credits that name the
order (`cause` "money"); its deliveries are debts that name it ("goods"). What names no order is
the customer's own (多付余款). Every function takes a fixed number of queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Subquery, Sum

from finance.parties.models import OpenItem, Side
from finance.parties.queries import TRANSFER as TRANSFER
from finance.parties.queries import unsettled
from masterdata.fields import MoneyField
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.values import KEY

NONE = Decimal(0)
MONEY, GOODS = "money", "goods"
REST = ("id", "amount", "allocated")
Item = tuple[int, Decimal]


@dataclass(frozen=True)
class Funds:
    """Of one order: what was paid for it, what was billed on it, what is left of the money."""

    paid: Decimal = NONE
    billed: Decimal = NONE

    @property
    def left(self) -> Decimal:
        return self.paid - self.billed


def funds_of(order_ids: Iterable[int]) -> dict[int, Funds]:
    """Every order asked for, with zeros where nothing was paid or billed."""
    wanted = set(order_ids)
    known = {
        pk: Funds(-(paid or NONE), billed or NONE) for pk, paid, billed in _paid_and_billed(wanted)
    }
    return {pk: known.get(pk, Funds()) for pk in wanted}


def _of_orders(order_ids: Any) -> QuerySet[OpenItem, Any]:
    items = OpenItem.objects.filter(among("for_document_id", order_ids), side=Side.RECEIVABLE)
    paid, billed = Q(cause=MONEY), Q(cause=GOODS)
    by_order = items.order_by().values_list("for_document_id")
    return by_order.annotate(paid=Sum("amount", filter=paid), billed=Sum("amount", filter=billed))


_paid_and_billed: Prepared[Any] = Prepared(_of_orders, KEYS)


def credits_for(order_ids: Iterable[int]) -> dict[int, list[Item]]:
    """By order: the credits kept for it that are not used up, oldest first, each with its rest."""
    found: dict[int, list[Item]] = {}
    # Sorted here: SQLite would walk all items by their day.
    for order_id, _day, pk, amount, allocated in sorted(
        _credits_for(set(order_ids)), key=lambda row: row[1:3]
    ):
        found.setdefault(order_id, []).append((pk, allocated - amount))
    return found


def _open(which: Q) -> QuerySet[OpenItem]:
    """What stands and is not used up, the oldest first."""
    items = unsettled(Side.RECEIVABLE).filter(which, reverses=None, reversed_by=None)
    return items.order_by("on_date", "id")


_credits_for: Prepared[Any] = Prepared(
    lambda orders: (
        _open(among("for_document_id", orders) & Q(amount__lt=0))
        .order_by()
        .values_list("for_document_id", "on_date", *REST)
    ),
    KEYS,
)


def covers(order_ids: Iterable[int]) -> dict[int, Decimal]:
    """By order: the money kept for it that is not used up, less what is still owed on it."""
    wanted = set(order_ids)
    known = {pk: -(left or NONE) for pk, left in _left_of_orders(wanted)}
    return {pk: known.get(pk, NONE) for pk in wanted}


_left_of_orders: Prepared[Any] = Prepared(
    lambda orders: (
        _open(among("for_document_id", orders))
        .order_by()
        .values_list("for_document_id")
        .annotate(left=Sum(F("amount") - F("allocated")))
    ),
    KEYS,
)


def open_lines_of(document_id: int) -> dict[int, Item]:
    """By line number, the debts of one paper, settled or not, each with what is left of it."""
    items = OpenItem.objects.filter(
        document=document_id,
        side=Side.RECEIVABLE,
        amount__gt=0,
        reverses=None,
        reversed_by=None,
    )
    rows = items.values_list("line_no", "id", "amount", "allocated")
    return {line_no: (pk, amount - allocated) for line_no, pk, amount, allocated in rows}


def free_credits(party_id: int) -> list[Item]:
    """The customer's own money that is kept for no order, oldest first, each with its rest."""
    return [(pk, allocated - amount) for pk, amount, allocated in _free_credits(party_id)]


_free_credits: Prepared[Any] = Prepared(
    lambda party: _open(Q(party=party, for_document=None, amount__lt=0)).values_list(*REST), KEY
)


def open_debts_of(party_id: int) -> list[Item]:
    """What the customer owes, oldest first, each with what is left of it."""
    return [(pk, amount - allocated) for pk, amount, allocated in _open_debts(party_id)]


_open_debts: Prepared[Any] = Prepared(
    lambda party: _open(Q(party=party, amount__gt=0)).values_list(*REST), KEY
)


@dataclass(frozen=True)
class Credit:
    """What one paper took off a customer's debt: for which order, and how much is still his."""

    order: str
    amount: Decimal
    left: Decimal


def credits_of(document_id: int) -> list[Credit]:
    """The credits that stand of one paper, in the order in which it made them."""
    items = OpenItem.objects.filter(
        document=document_id,
        side=Side.RECEIVABLE,
        amount__lt=0,
        reverses=None,
        reversed_by=None,
    ).order_by("id")
    rows = items.values_list("for_document__number", "amount", "allocated")
    return [Credit(order or "", -amount, allocated - amount) for order, amount, allocated in rows]


def total(items: Iterable[Item]) -> Decimal:
    return sum((rest for _pk, rest in items), NONE)


def open_of_orders(order_ids: Iterable[int]) -> dict[int, Decimal]:
    """By order: what is open of its debts, less what is left of its money."""
    wanted = set(order_ids)
    rows = (
        unsettled(Side.RECEIVABLE)
        .filter(for_document__in=wanted)
        .order_by()
        .values_list("for_document_id")
        .annotate(left=Sum(F("amount") - F("allocated")))
    )
    known = dict(rows)
    return {pk: known.get(pk, NONE) for pk in wanted}


def fund_figures(order: object) -> dict[str, Subquery]:
    """For a list's `annotate`: `paid` and `billed` of the row's order, `OuterRef("pk")`."""
    items = OpenItem.objects.filter(side=Side.RECEIVABLE, for_document=order).order_by()

    def figure(cause: str, amount: Any) -> Subquery:
        total = items.filter(cause=cause).values("for_document_id").annotate(figure=amount)
        return Subquery(total.values("figure"), output_field=MoneyField())

    return {"paid": figure(MONEY, -Sum("amount")), "billed": figure(GOODS, Sum("amount"))}
