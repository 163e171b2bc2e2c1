"""What a customer's money is kept for: paid for an order, billed on it, or his own and free.

A remittance's line for an order, and old money set off against it, are credits that name the
order (`cause` "money"); its deliveries are debts that name it ("goods"). What names no order is
the customer's own (多付余款). Every function takes a fixed number of queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Subquery, Sum

from finance.parties.models import OpenItem, Side
from finance.parties.queries import TRANSFER as TRANSFER
from finance.parties.queries import unsettled
from masterdata.fields import MoneyField

NONE = Decimal(0)
MONEY, GOODS = "money", "goods"
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
    rows = (
        OpenItem.objects.filter(side=Side.RECEIVABLE, for_document__in=wanted)
        .order_by()
        .values_list("for_document_id")
        .annotate(
            paid=Sum("amount", filter=Q(cause=MONEY)), billed=Sum("amount", filter=Q(cause=GOODS))
        )
    )
    known = {pk: Funds(-(paid or NONE), billed or NONE) for pk, paid, billed in rows}
    return {pk: known.get(pk, Funds()) for pk in wanted}


def credits_for(order_ids: Iterable[int]) -> dict[int, list[Item]]:
    """By order: the credits kept for it that are not used up, oldest first, each with its rest."""
    items = (
        unsettled(Side.RECEIVABLE)
        .filter(for_document__in=set(order_ids), amount__lt=0, reverses=None, reversed_by=None)
        .order_by("on_date", "id")
    )
    found: dict[int, list[Item]] = {}
    for pk, order_id, amount, allocated in items.values_list(
        "id", "for_document_id", "amount", "allocated"
    ):
        found.setdefault(order_id, []).append((pk, allocated - amount))
    return found


def covers(order_ids: Iterable[int]) -> dict[int, Decimal]:
    """By order: the money kept for it that is not used up, less what is still owed on it."""
    wanted = set(order_ids)
    rows = (
        unsettled(Side.RECEIVABLE)
        .filter(for_document__in=wanted, reverses=None, reversed_by=None)
        .order_by()
        .values_list("for_document_id")
        .annotate(left=Sum(F("amount") - F("allocated")))
    )
    known = {pk: -(left or NONE) for pk, left in rows}
    return {pk: known.get(pk, NONE) for pk in wanted}


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
    items = (
        unsettled(Side.RECEIVABLE)
        .filter(party=party_id, for_document=None, amount__lt=0, reverses=None, reversed_by=None)
        .order_by("on_date", "id")
    )
    rows = items.values_list("id", "amount", "allocated")
    return [(pk, allocated - amount) for pk, amount, allocated in rows]


def open_debts_of(party_id: int) -> list[Item]:
    """What the customer owes, oldest first, each with what is left of it."""
    items = (
        unsettled(Side.RECEIVABLE)
        .filter(party=party_id, amount__gt=0, reverses=None, reversed_by=None)
        .order_by("on_date", "id")
    )
    rows = items.values_list("id", "amount", "allocated")
    return [(pk, amount - allocated) for pk, amount, allocated in rows]


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
