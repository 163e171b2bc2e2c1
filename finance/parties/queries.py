"""Who owes what: balances from the cache, open items and ageing of any day from the rows.

Every function takes a fixed number of queries, however many parties or items there are. The
past needs no snapshots: what was settled after a day is added back.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Aggregate, F, Min, Q, QuerySet, Subquery, Sum

from finance.parties.aging import Ageing, Open, age
from finance.parties.models import Allocation, OpenItem, PartyBalance

NONE = Decimal(0)


@dataclass(frozen=True)
class Movement:
    """期初, 本期增加, 本期减少, 期末 of one party."""

    opening: Decimal = NONE
    increase: Decimal = NONE
    decrease: Decimal = NONE

    @property
    def closing(self) -> Decimal:
        return self.opening + self.increase - self.decrease


@dataclass(frozen=True)
class Left:
    """An open item with what is left of it on the asked day."""

    item: OpenItem
    left: Decimal


def balances(side: str, *, party_ids: Iterable[int] | None = None) -> dict[int, Decimal]:
    """What each party owes or is owed now."""
    rows = PartyBalance.objects.filter(side=side)
    if party_ids is not None:
        rows = rows.filter(party__in=set(party_ids))
    return dict(rows.values_list("party_id", "amount"))


def balance_at(side: str, party_id: int, day: date) -> Decimal:
    """What a party owed at the end of a day."""
    items = OpenItem.objects.filter(side=side, party=party_id, on_date__lte=day)
    total: Decimal | None = items.aggregate(total=Sum("amount"))["total"]
    return total or NONE


def movements(side: str, *, first: date | None, last: date) -> dict[int, Movement]:
    """Opening, what came and what went in the period, by party."""
    items = OpenItem.objects.filter(side=side, on_date__lte=last).order_by()
    within = Q(on_date__gte=first or date.min)
    rows = items.values_list("party_id").annotate(
        opening=Sum("amount", filter=~within),
        increase=Sum("amount", filter=within & Q(amount__gt=0)),
        decrease=Sum("amount", filter=within & Q(amount__lt=0)),
    )
    return {
        party: Movement(opening or NONE, increase or NONE, -(decrease or NONE))
        for party, opening, increase, decrease in rows
    }


def open_items(side: str, *, on: date, party_id: int | None = None) -> list[Left]:
    """What was open at the end of a day, oldest first: two queries."""
    later = _settled_after(side, on)
    items = OpenItem.objects.filter(side=side, on_date__lte=on)
    if party_id is not None:
        items = items.filter(party=party_id)
    unsettled = items.filter(~Q(allocated=F("amount")) | Q(pk__in=list(later)))
    ordered = unsettled.select_related("document", "party").order_by("on_date", "id")
    found = [
        Left(item, item.amount - item.allocated + later.get(item.pk, NONE)) for item in ordered
    ]
    return [each for each in found if each.left]


def unsettled(side: str) -> QuerySet[OpenItem]:
    """What is open now, as a query."""
    return OpenItem.objects.filter(side=side).exclude(allocated=F("amount"))


def ageing(side: str, *, on: date, party_id: int | None = None) -> dict[int, Ageing]:
    """The ageing of every party with something open on that day."""
    by_party: dict[int, list[Open]] = defaultdict(list)
    for each in open_items(side, on=on, party_id=party_id):
        open_ = Open(each.left, each.item.ages_from, each.item.due_on)
        by_party[each.item.party_id].append(open_)
    return {party: age(items, today=on) for party, items in by_party.items()}


def settled_of(document_ids: Iterable[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """By paper: its debts, and how much of them is settled (已付, 欠款)."""
    items = OpenItem.objects.filter(document__in=set(document_ids), reverses=None)
    rows = items.order_by().values_list("document_id")
    return {pk: (due, done) for pk, due, done in rows.annotate(Sum("amount"), Sum("allocated"))}


def open_debts(
    document_ids: Iterable[int], *, side: str = "payable"
) -> dict[int, list[tuple[int, Decimal]]]:
    """By paper: its debts that are not settled in full, each with what is left; one query."""
    items = unsettled(side).filter(document__in=set(document_ids), amount__gt=0)
    alive = items.filter(reverses=None, reversed_by=None).order_by("id")
    found: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for pk, document_id, amount, allocated in alive.values_list(
        "id", "document_id", "amount", "allocated"
    ):
        found[document_id].append((pk, amount - allocated))
    return dict(found)


@dataclass(frozen=True)
class Debt:
    """What a paper's debts came to, how much of it is settled, and when it is due first."""

    owed: Decimal = NONE
    settled: Decimal = NONE
    due_on: date | None = None

    @property
    def left(self) -> Decimal:
        return self.owed - self.settled


def debt_of(document_id: int, *, side: str = "payable") -> Debt:
    """One paper's own, for its page."""
    debts = OpenItem.objects.filter(
        document=document_id, side=side, amount__gt=0, reverses=None, reversed_by=None
    )
    found = debts.aggregate(owed=Sum("amount"), settled=Sum("allocated"), due_on=Min("due_on"))
    return Debt(found["owed"] or NONE, found["settled"] or NONE, found["due_on"])


def debt_figures(of: Q, *, side: str = "payable") -> dict[str, Subquery]:
    """For a list's `annotate`: what was owed, settled and is left, and when it is due first.

    `of` says whose items, with the list's own row in it: `Q(document=OuterRef("pk"))`. All of it
    is part of the list's one query; what was reversed counts no more.
    """
    debts = OpenItem.objects.filter(of, side=side, amount__gt=0, reverses=None, reversed_by=None)

    def figure(value: Aggregate) -> Subquery:
        return Subquery(debts.order_by().values("side").annotate(figure=value).values("figure"))

    return {
        "owed": figure(Sum("amount")),
        "settled": figure(Sum("allocated")),
        "left": figure(Sum(F("amount") - F("allocated"))),
        "due_on": figure(Min("due_on")),
    }


def _settled_after(side: str, day: date) -> dict[int, Decimal]:
    """By item: what later allocations took off it, signed as the item's settled column is.

    A payment dated before the receipt that it settles was a prepayment until the receipt came.
    """
    later: dict[int, Decimal] = defaultdict(Decimal)
    after = Q(on_date__gt=day) | Q(debit_item__on_date__gt=day) | Q(credit_item__on_date__gt=day)
    rows = Allocation.objects.filter(after, debit_item__side=side).values_list(
        "debit_item_id", "credit_item_id", "amount", "reverses_id"
    )
    for debit, credit, amount, reverses in rows:
        change = -amount if reverses else amount
        later[debit] += change
        later[credit] -= change
    return later
