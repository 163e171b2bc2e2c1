"""The cash ledger: post money in and out, take it back; no account goes below its floor.

Balances are locked by account. Those that do not exist yet are made first, because a lock on a
missing row locks nothing. How far an account may go down is read anew from the account under
that lock, so that a changed overdraft holds from its next movement on.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from documents import rows
from documents.errors import Refused
from documents.ledgers import Blocker
from documents.models import Document
from finance.cash.entry import Cash
from finance.cash.models import CashAccount, CashBalance, CashEntry
from masterdata.models import User

__all__ = ["Cash", "blockers", "entries_of", "post", "reverse", "set_floor"]

name = "cash"
entry_types: tuple[type, ...] = (Cash,)
NONE = Decimal(0)


@dataclass(frozen=True)
class Stamp:
    """What every row of one posting has in common."""

    document: Document
    at: datetime
    on: date
    actor: User


@dataclass(frozen=True)
class Movement:
    """Money on its way into the books; a reversal cites the entry it undoes."""

    cash: Cash
    reverses: int | None = None


def post(
    document: Document, entries: Sequence[Cash], *, at: datetime, on: date, actor: User
) -> None:
    """Book the movements of a paper; refused, naming every account, if money is missing."""
    closed = CashAccount.objects.filter(
        pk__in={entry.account_id for entry in entries}, is_active=False
    )
    refusals = [
        _("%(account)s is no longer in use; choose another account.") % {"account": account}
        for account in closed.order_by("code")
    ]
    if refusals:
        raise Refused(refusals[0], details=refusals[1:])
    held = _lock_balances(_sums(entries))
    short = _shortages(held, _sums(entries))
    if short:
        raise Refused(_("There is not enough money in the account:"), details=short)
    _book([Movement(entry) for entry in entries], held, Stamp(document, at, on, actor))


def reverse(document: Document, *, at: datetime, on: date, actor: User) -> None:
    """Book the opposite of all that the paper still has in the books."""
    back = [Movement(_opposite(entry), entry.pk) for entry in _live(document)]
    if not back:
        return
    change = _sums(movement.cash for movement in back)
    held = _lock_balances(change)
    short = _shortages(held, change)
    if short:
        raise Refused(
            _("%(number)s cannot be reversed yet. Undo first what stands in the way:")
            % {"number": document.number},
            details=short,
        )
    _book(back, held, Stamp(document, at, on, actor))


def blockers(document: Document) -> list[Blocker]:
    """The accounts that no longer hold the money which this paper brought."""
    change = _sums(_opposite(entry) for entry in _live(document))
    if not change:
        return []
    balances = CashBalance.objects.filter(account__in=change)
    short = _shortages({each.account_id: each for each in balances}, change)
    return [Blocker(None, sentence) for sentence in short]


def set_floor(account: CashAccount) -> None:
    """After a change of the overdraft; refused while the account is overdrawn further than that."""
    with transaction.atomic():
        held = _lock_balances([account.pk])[account.pk]
        if held.amount < -account.overdraft:
            raise Refused(
                _("%(account)s is overdrawn by %(amount)s now; allow at least that much.")
                % {"account": account, "amount": f"{-held.amount:,.2f}"}
            )
        rows.add(
            CashBalance,
            columns=("floor",),
            amounts={held.pk: [-account.overdraft - held.floor]},
        )


def entries_of(document: Document) -> list[dict[str, Any]]:
    """The paper's movements for its page, in the order in which they were booked."""
    entries = CashEntry.objects.filter(document=document).order_by("id")
    return [
        {
            "ledger": name,
            "label": _("Money in") if entry.amount > 0 else _("Money out"),
            "line_no": entry.line_no,
            "text": f"{entry.account} {entry.description}".strip(),
            "quantity": None,
            "amount": entry.amount,
            "at": entry.posted_at,
            "reverses": entry.reverses_id,
        }
        for entry in entries.select_related("account")
    ]


def _live(document: Document) -> list[CashEntry]:
    """What the paper has in the books: neither reversed nor itself a reversal."""
    entries = CashEntry.objects.filter(document=document, reverses=None, reversed_by=None)
    return list(entries.order_by("id"))


def _opposite(entry: CashEntry) -> Cash:
    return Cash(entry.account_id, -entry.amount, entry.line_no, entry.description, entry.party_id)


def _sums(movements: Iterable[Cash]) -> dict[int, Decimal]:
    """By how much each account moves in all: a paper may fill a box and empty it at once."""
    change: dict[int, Decimal] = defaultdict(Decimal)
    for movement in movements:
        change[movement.account_id] += movement.amount
    return change


def _lock_balances(account_ids: Iterable[int]) -> dict[int, CashBalance]:
    """The balances that will change, made if missing, locked in the order of their accounts."""
    keys = [(pk,) for pk in sorted(account_ids)]
    held = rows.lock_or_make(CashBalance, by=("account",), keys=keys)
    return {balance.account_id: balance for balance in held}


def _shortages(held: dict[int, CashBalance], change: dict[int, Decimal]) -> list[str]:
    """A sentence for every account that would fall below what it may; none may be left out."""
    falling = [pk for pk, amount in change.items() if amount < 0]
    accounts = CashAccount.objects.filter(pk__in=falling).order_by("code")
    short = []
    for account in accounts:
        there = held[account.pk].amount if account.pk in held else NONE
        missing = -(there + change[account.pk] + account.overdraft)
        if missing > 0:
            short.append(_sentence(account, there=there, missing=missing))
    return short


def _sentence(account: CashAccount, *, there: Decimal, missing: Decimal) -> str:
    words = {"account": account, "missing": f"{missing:,.2f}", "there": f"{there:,.2f}"}
    if account.overdraft:
        words["overdraft"] = f"{account.overdraft:,.2f}"
        return str(
            _("%(account)s: %(missing)s too little (balance %(there)s, overdraft %(overdraft)s).")
            % words
        )
    return str(_("%(account)s: %(missing)s too little (balance %(there)s).") % words)


def _book(movements: Sequence[Movement], held: dict[int, CashBalance], stamp: Stamp) -> None:
    rows.insert([_entry(movement, stamp) for movement in movements])
    change = _sums(movement.cash for movement in movements)
    overdrafts = dict(CashAccount.objects.filter(pk__in=change).values_list("pk", "overdraft"))
    rows.add(
        CashBalance,
        columns=("amount", "floor"),
        amounts={
            held[pk].pk: [amount, -overdrafts[pk] - held[pk].floor]
            for pk, amount in sorted(change.items())
        },
    )


def _entry(movement: Movement, stamp: Stamp) -> CashEntry:
    cash = movement.cash
    return CashEntry(
        account_id=cash.account_id,
        document=stamp.document,
        line_no=cash.line_no,
        party_id=cash.party_id,
        description=cash.description[:200],
        amount=cash.amount,
        on_date=stamp.on,
        posted_at=stamp.at,
        posted_by=stamp.actor,
        reverses_id=movement.reverses,
    )
