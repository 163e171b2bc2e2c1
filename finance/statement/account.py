"""The statement as the books stand: opening, lines, closing, from the party ledger alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from finance.parties import lists, queries
from finance.parties.aging import Ageing
from finance.parties.models import Side
from finance.parties.queries import DAY
from finance.settlement.postings import DISCOUNT_LINE
from masterdata.fields import MoneyField
from ui.prepared import Prepared
from ui.values import KEY, WORD

NONE = Decimal(0)
DISCOUNTS = {"settlement": DISCOUNT_LINE}


@dataclass(frozen=True)
class Entry:
    """One paper on one day; a settlement's money and its discount stand in one line."""

    document_id: int
    on_date: date
    description: str
    increase: Decimal
    decrease: Decimal
    discount: Decimal
    balance: Decimal


@dataclass(frozen=True)
class Account:
    """One party's side of the books over some days."""

    opening: Decimal
    entries: tuple[Entry, ...]
    overdue: Decimal

    def sum(self, name: str) -> Decimal:
        return sum((getattr(entry, name) for entry in self.entries), NONE)

    @property
    def closing(self) -> Decimal:
        return self.entries[-1].balance if self.entries else self.opening


def account_of(side: str, party_id: int, *, first: date, last: date) -> Account:
    """By date, and on one day the debts before the payments: as the party's page shows them."""
    opening = queries.balance_at(side, party_id, first - timedelta(days=1))
    items = _items(str(side), party_id, first, last, opening)
    aged = queries.ageing(side, on=last, party_id=party_id).get(party_id) or Ageing()
    entries = _entries(items)
    if side == Side.RECEIVABLE:
        entries = _one_line_per_paper(entries)
    return Account(opening, tuple(entries), aged.overdue)


def _items_of(side: Any, party_id: Any, first: Any, last: Any, opening: Any) -> "QuerySet[Any]":
    found = lists.account(side, party_id, first=first, last=last, opening=opening)
    return found.prefetch_related(None)


_items: Prepared[Any] = Prepared(_items_of, WORD, KEY, DAY, DAY, MoneyField())


def _one_line_per_paper(entries: list[Entry]) -> list[Entry]:
    """A delivery of several orders is one line, so is a remittance for several; what one paper
    raises and what it lowers on the same day stay apart."""
    found: list[Entry] = []
    for entry in entries:
        last = found[-1] if found else None
        if last is not None and _same_paper(last, entry):
            entry = replace(
                entry,
                description=last.description,
                increase=last.increase + entry.increase,
                decrease=last.decrease + entry.decrease,
            )
            found.pop()
        found.append(entry)
    return found


def _same_paper(last: Entry, entry: Entry) -> bool:
    same = (last.document_id, last.on_date) == (entry.document_id, entry.on_date)
    return same and not last.discount and bool(last.increase) == bool(entry.increase)


def _entries(items: Iterable[Any]) -> list[Entry]:
    found: list[Entry] = []
    for item in items:
        entry, discount = _entry(item), _is_discount(item)
        if discount:
            entry = replace(entry, decrease=NONE, discount=entry.decrease)
        if discount and found and _goes_with(found[-1], entry):
            paid = found.pop()
            entry = replace(paid, discount=paid.discount + entry.discount, balance=entry.balance)
        found.append(entry)
    return found


def _entry(item: Any) -> Entry:
    return Entry(
        item.document_id,
        item.on_date,
        item.description,
        item.increase,
        item.decrease,
        NONE,
        item.running,
    )


def _is_discount(item: Any) -> bool:
    """A discount that is taken back raises the debt again, like any other reversal."""
    return item.amount < 0 and item.line_no == DISCOUNTS.get(item.document.type)


def _goes_with(paid: Entry, discount: Entry) -> bool:
    same = (paid.document_id, paid.on_date) == (discount.document_id, discount.on_date)
    return same and bool(paid.decrease)
