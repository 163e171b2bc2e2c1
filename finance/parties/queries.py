"""Who owes what: balances from the cache, open items and ageing of any day from the rows.

Every function takes a fixed number of queries, however many parties or items there are. The
past needs no snapshots: what was settled after a day is added back.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import (
    Aggregate,
    DateField,
    Exists,
    F,
    FilteredRelation,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from finance.parties.aging import LIMITS, Ageing, Open, age
from finance.parties.models import Allocation, OpenItem, PartyBalance
from masterdata.fields import MoneyField
from masterdata.once import once
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.values import KEY, WORD, AnyField, Moving

NONE = Decimal(0)
DAY: AnyField = DateField()
# Money that a paper takes from one place and gives to another of the same party: it nets to zero
# within one posting, and is no movement of the account.
TRANSFER = "transfer"


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
    if party_ids is not None:
        return dict(_balances(str(side), set(party_ids)))
    return dict(PartyBalance.objects.filter(side=side).values_list("party_id", "amount"))


_balances: Prepared[Any] = Prepared(
    lambda side, parties: PartyBalance.objects.filter(
        among("party_id", parties), side=side
    ).values_list("party_id", "amount"),
    WORD,
    KEYS,
)


def balance_at(side: str, party_id: int, day: date) -> Decimal:
    """What a party owed at the end of a day: what he owes now, less what came after it."""
    balance, since = _balance_and_since.first(str(side), party_id, day) or (NONE, None)
    return Decimal(balance - (since or NONE))


def _balance_of(side: Any, party_id: Any, day: Any) -> QuerySet[PartyBalance, Any]:
    later = OpenItem.objects.filter(side=OuterRef("side"), party=OuterRef("party"))
    since = later.filter(on_date__gt=day).order_by().values("side").annotate(sum=Sum("amount"))
    rows = PartyBalance.objects.filter(side=side, party=party_id)
    return rows.values_list("amount", Subquery(since.values("sum")))


_balance_and_since: Prepared[Any] = Prepared(_balance_of, WORD, KEY, DAY)


def movements(side: str, *, first: date | None, last: date) -> dict[int, Movement]:
    """Opening, what came and what went in the period, by party.

    From the balance of today back to the first day, so that the years before it are not read.
    """
    begin = min(first or date.min, last + timedelta(days=1))
    since = FilteredRelation(
        "party__open_items",
        condition=Q(party__open_items__side=side, party__open_items__on_date__gte=begin),
    )
    begun = OpenItem.objects.filter(side=side, party=OuterRef("party"), on_date__lte=last)
    within = Q(item__on_date__lte=last)
    more, less = within & Q(item__amount__gt=0), within & Q(item__amount__lt=0)
    rows = (
        PartyBalance.objects.filter(Exists(begun), side=side)
        .order_by()
        .alias(item=since)
        .values_list("party_id", "amount")
        .annotate(
            moved=Sum("item__amount"),
            increase=Sum("item__amount", filter=more),
            decrease=Sum("item__amount", filter=less),
            taken=Sum("item__amount", filter=more & Q(item__cause=TRANSFER)),
            given=Sum("item__amount", filter=less & Q(item__cause=TRANSFER)),
        )
    )
    return {
        party: _movement(balance - (moved or NONE), *sums) for party, balance, moved, *sums in rows
    }


def _movement(
    opening: Decimal,
    increase: Decimal | None,
    decrease: Decimal | None,
    taken: Decimal | None,
    given: Decimal | None,
) -> Movement:
    """A transfer stands on both sides with the same amount; neither is a movement."""
    moved = (taken or NONE) - (given or NONE)
    return Movement(opening, (increase or NONE) - moved, -(decrease or NONE) - moved)


def without_transfers(
    items: QuerySet[OpenItem], *, party_id: int | None = None
) -> QuerySet[OpenItem]:
    """Without the postings that only move a party's money from one place to another.

    Told whose items they are, it does not look through those of all others.
    """
    posting = OpenItem.objects.filter(
        side=OuterRef("side"),
        party=OuterRef("party"),
        document=OuterRef("document"),
        posted_at=OuterRef("posted_at"),
    )
    net = posting.order_by().values("document").annotate(net=Sum("amount")).values("net")
    moving = OpenItem.objects.filter(document=OuterRef("document"), cause=TRANSFER)
    if party_id is not None:
        moving = moving.filter(party=party_id)
    return items.alias(posting_net=Subquery(net)).exclude(Exists(moving), posting_net=NONE)


def open_items(side: str, *, on: date, party_id: int | None = None) -> list[Left]:
    """What was open at the end of a day, oldest first: two queries."""
    later = _settled_after(side, on, party_id)
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
    """The ageing of every party with something open on that day: three queries at most.

    The database sorts what is open now into the buckets; what was settled after that day is put
    back one by one, for only the rules can say how old it was.
    """
    later = _settled_after(side, on, party_id)
    items = OpenItem.objects.filter(side=side, on_date__lte=on)
    if party_id is not None:
        items = items.filter(party=party_id)
    found = _now_open(side, on, party_id, but=list(later))
    by_party: dict[int, list[Open]] = defaultdict(list)
    for item in items.filter(pk__in=list(later)) if later else ():
        left = item.amount - item.allocated + later[item.pk]
        by_party[item.party_id].append(Open(left, item.ages_from, item.due_on))
    for party, more in by_party.items():
        if any(each.left for each in more):
            found[party] = found.get(party, Ageing()) + age(more, today=on)
    return found


def ages_shown(side: str, *, on: date) -> dict[int, Ageing]:
    """The ageing of a side for a page: its picture and its table ask once."""
    return once(("ageing", str(side), on), lambda: ageing(side, on=on))


def _now_open(side: str, on: date, party_id: int | None, *, but: list[int]) -> dict[int, Ageing]:
    """What is open now, by party: one row each, in the buckets of `aging`."""
    if but:
        rows = _in_buckets(side, Moving(lambda: on, DAY), party_id)
        sums = list(rows.exclude(pk__in=but))
    elif party_id is None:
        sums = _aged(str(side), on)
    else:
        sums = _aged_of_party(str(side), on, party_id)
    return {party: Ageing(buckets, -ahead, overdue) for party, *buckets, ahead, overdue in sums}


def _in_buckets(side: Any, on: Moving, party_id: Any = None) -> QuerySet[OpenItem, Any]:
    left = F("amount") - F("allocated")
    owed = Q(amount__gt=0)

    def sum_of(which: Q) -> Coalesce:
        return Coalesce(
            Sum(left, filter=which, output_field=MoneyField()), Value(NONE, MoneyField())
        )

    items = OpenItem.objects.filter(side=side, on_date__lte=on)
    if party_id is not None:
        items = items.filter(party=party_id)
    return (
        items.exclude(allocated=F("amount"))
        .order_by()
        .annotate(day=Coalesce("dated", "on_date"))
        .values_list("party_id")
        .annotate(
            **{f"bucket_{n}": sum_of(owed & span) for n, span in enumerate(_spans(on))},
            ahead=sum_of(Q(amount__lt=0)),
            overdue=sum_of(owed & Q(due_on__lt=on)),
        )
    )


def _spans(on: Moving) -> list[Q]:
    """The days that fall into each bucket: the first takes the future too, the last has no end."""
    edges = [on.then(partial(_days_before, limit)) for limit in LIMITS]
    younger = [Q(), *(Q(day__lt=edge) for edge in edges)]
    older = [*(Q(day__gte=edge) for edge in edges), Q()]
    return [begin & end for begin, end in zip(younger, older, strict=True)]


def _days_before(days: int, day: date) -> date:
    return day - timedelta(days=days)


_aged: Prepared[Any] = Prepared(_in_buckets, WORD, DAY)
_aged_of_party: Prepared[Any] = Prepared(_in_buckets, WORD, DAY, KEY)


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


def _settled_after(side: str, day: date, party_id: int | None = None) -> dict[int, Decimal]:
    """By item: what later allocations took off it, signed as the item's settled column is.

    A payment dated before the receipt that it settles was a prepayment until the receipt came.
    """
    of_party = party_id is not None
    found = _later_of_party(str(side), day, party_id) if of_party else _later(str(side), day)
    later: dict[int, Decimal] = defaultdict(Decimal)
    for _pk, debit, credit, amount, reverses in found:
        change = -amount if reverses else amount
        later[debit] += change
        later[credit] -= change
    return later


def _settled_later(side: Any, day: Any, party_id: Any = None) -> QuerySet[Allocation, Any]:
    """Three small questions, each by an index: with OR, all that was ever settled is read."""
    items = OpenItem.objects.filter(side=side, on_date__gt=day)
    settled = Allocation.objects.filter(debit_item__side=side)
    if party_id is not None:
        # What settles an item is of the same party.
        items = items.filter(party=party_id)
        settled = settled.filter(debit_item__party=party_id)
    after = [Q(on_date__gt=day), Q(debit_item__in=items), Q(credit_item__in=items)]
    names = ("id", "debit_item_id", "credit_item_id", "amount", "reverses_id")
    first, *others = (settled.filter(each).order_by().values_list(*names) for each in after)
    return first.union(*others)


_later: Prepared[Any] = Prepared(_settled_later, WORD, DAY)
_later_of_party: Prepared[Any] = Prepared(_settled_later, WORD, DAY, KEY)
