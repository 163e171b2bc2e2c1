"""The party ledger: post debts and payments, let one settle the other, take all of it back.

Locks are taken in this order: party balances by (side, party), then open items by id. Balances
that do not exist yet are made first, because a lock on a missing row locks nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents import rows
from documents.errors import Refused
from documents.ledgers import Blocker
from documents.models import Document
from finance.parties.entry import Owed, Pair, Payable, Receivable, Settles
from finance.parties.models import Allocation, OpenItem, PartyBalance
from masterdata.models import User

__all__ = [
    "Pair",
    "Payable",
    "Receivable",
    "Settles",
    "allocate",
    "blockers",
    "entries_of",
    "post",
    "reverse",
]

name = "parties"
entry_types: tuple[type, ...] = (Payable, Receivable, Settles)
NONE = Decimal(0)


@dataclass(frozen=True)
class Stamp:
    """What every row of one posting has in common."""

    document: Document
    at: datetime
    on: date
    actor: User


def post(
    document: Document,
    entries: Sequence[Owed | Settles],
    *,
    at: datetime,
    on: date,
    actor: User,
) -> None:
    """Add open items and the balances of their parties; then let them settle what they pay."""
    stamp = Stamp(document, at, on, actor)
    _add_items([entry for entry in entries if isinstance(entry, Owed)], stamp)
    settling = [entry for entry in entries if isinstance(entry, Settles)]
    if settling:
        made = {item.line_no: item.pk for item in _live_items(document)}
        pairs = [entry.pair(made) for entry in settling]
        allocate(document, pairs, at=at, on=on, actor=actor)


def _add_items(entries: Sequence[Owed], stamp: Stamp) -> None:
    items = [
        OpenItem(
            side=entry.side,
            party_id=entry.party_id,
            document=stamp.document,
            line_no=entry.line_no,
            description=entry.description,
            on_date=stamp.on,
            due_on=entry.due_on,
            dated=entry.dated,
            for_document_id=entry.for_document,
            cause=entry.cause,
            amount=entry.amount,
            posted_at=stamp.at,
            posted_by=stamp.actor,
        )
        for entry in entries
    ]
    _add_to_balances(items)
    rows.insert(items)


def allocate(
    document: Document, pairs: Iterable[Pair], *, at: datetime, on: date, actor: User
) -> None:
    """Let credits settle debts; refused, naming every item, where more is asked than is left."""
    wanted = list(pairs)
    items = _locked({i for pair in wanted for i in (pair.debit_item, pair.credit_item)})
    _refuse_strangers(wanted, items)
    change = _settled_by(wanted)
    _refuse_beyond_the_rest(change, items)
    _write_allocations([(pair, None) for pair in wanted], Stamp(document, at, on, actor))
    _settle(change)


def reverse(document: Document, *, at: datetime, on: date, actor: User) -> None:
    """Take back the paper's own allocations, then answer each open item by its opposite."""
    stamp = Stamp(document, at, on, actor)
    items = list(_live_items(document))
    allocations = list(_live_allocations(document))
    _lock_balances({(item.side, item.party_id) for item in items})
    touched = {item.pk for item in items}
    for allocation in allocations:
        touched |= {allocation.debit_item_id, allocation.credit_item_id}
    held = _locked(touched)
    in_the_way = blockers(document)
    if in_the_way:
        raise Refused(
            _("%(number)s cannot be reversed yet. Undo first what stands in the way:")
            % {"number": document.number},
            details=[blocker.sentence for blocker in in_the_way],
        )
    _take_back(allocations, stamp)
    _answer([held[item.pk] for item in items], stamp)


def blockers(document: Document) -> list[Blocker]:
    """The other papers whose allocations lie on the items of this one."""
    own = OpenItem.objects.filter(document=document)
    touching = Allocation.objects.filter(Q(debit_item__in=own) | Q(credit_item__in=own))
    alive = touching.filter(reverses=None, reversed_by=None)
    others = alive.exclude(document=document).values("document_id")
    return [
        Blocker(
            other,
            _("%(number)s settles this document. Reverse it first.") % {"number": other.number},
        )
        for other in Document.objects.filter(pk__in=others).order_by("-id")
    ]


def entries_of(document: Document) -> list[dict[str, Any]]:
    """The paper's open items for its page."""
    items = OpenItem.objects.filter(document=document).select_related("party").order_by("id")
    return [
        {
            "ledger": name,
            "label": item.get_side_display(),
            "line_no": item.line_no,
            "text": f"{item.party} {item.description}".strip(),
            "quantity": None,
            "amount": item.amount,
            "at": item.posted_at,
            "reverses": item.reverses_id,
        }
        for item in items
    ]


def _live_items(document: Document) -> Iterable[OpenItem]:
    items = OpenItem.objects.filter(document=document, reverses=None, reversed_by=None)
    return items.order_by("id")


def _live_allocations(document: Document) -> Iterable[Allocation]:
    """The paper's own settlements; the pairs that answer reversed items are no settlements."""
    own = Allocation.objects.filter(document=document, reverses=None, reversed_by=None)
    real = own.filter(debit_item__reverses=None, credit_item__reverses=None)
    return real.order_by("id")


def _take_back(allocations: Sequence[Allocation], stamp: Stamp) -> None:
    back = [
        (Pair(each.debit_item_id, each.credit_item_id, each.amount), each.pk)
        for each in allocations
    ]
    _write_allocations(back, stamp)
    settled = _settled_by([pair for pair, _reverses in back])
    _settle({item_id: -amount for item_id, amount in settled.items()})


def _answer(items: Sequence[OpenItem], stamp: Stamp) -> None:
    """Opposite items; each settles the one it answers, so that neither stays open."""
    opposite = [
        OpenItem(
            side=item.side,
            party_id=item.party_id,
            document=stamp.document,
            line_no=item.line_no,
            description=item.description,
            on_date=stamp.on,
            due_on=item.due_on,
            dated=item.dated,
            for_document_id=item.for_document_id,
            cause=item.cause,
            amount=-item.amount,
            posted_at=stamp.at,
            posted_by=stamp.actor,
            reverses_id=item.pk,
        )
        for item in items
    ]
    _add_to_balances(opposite)
    rows.insert(opposite)
    answers = dict(OpenItem.objects.filter(reverses__in=items).values_list("reverses_id", "id"))
    pairs = [_pair(item, answers[item.pk]) for item in items]
    _write_allocations([(pair, None) for pair in pairs], stamp)
    _settle(_settled_by(pairs))


def _pair(item: OpenItem, answer: int) -> Pair:
    debit, credit = (item.pk, answer) if item.amount > 0 else (answer, item.pk)
    return Pair(debit, credit, abs(item.amount))


def _write_allocations(pairs: Sequence[tuple[Pair, int | None]], stamp: Stamp) -> None:
    rows.insert(
        [
            Allocation(
                debit_item_id=pair.debit_item,
                credit_item_id=pair.credit_item,
                amount=pair.amount,
                document=stamp.document,
                on_date=stamp.on,
                posted_at=stamp.at,
                posted_by=stamp.actor,
                reverses_id=reverses,
            )
            for pair, reverses in pairs
        ]
    )


def _settled_by(pairs: Iterable[Pair]) -> dict[int, Decimal]:
    """By how much each item's settled column moves: up for debits, down for credits."""
    change: dict[int, Decimal] = defaultdict(Decimal)
    for pair in pairs:
        change[pair.debit_item] += pair.amount
        change[pair.credit_item] -= pair.amount
    return change


def _settle(change: dict[int, Decimal]) -> None:
    amounts = {item_id: [amount] for item_id, amount in sorted(change.items())}
    rows.add(OpenItem, columns=("allocated",), amounts=amounts)


def _refuse_strangers(pairs: Sequence[Pair], items: dict[int, OpenItem]) -> None:
    for pair in pairs:
        debit, credit = items[pair.debit_item], items[pair.credit_item]
        if (debit.side, debit.party_id) != (credit.side, credit.party_id):
            raise Refused(_("Only items of the same party and side settle each other."))
        if debit.amount < 0 or credit.amount > 0:
            raise Refused(_("A payment settles a debt; choose one of each."))


def _refuse_beyond_the_rest(change: dict[int, Decimal], items: dict[int, OpenItem]) -> None:
    beyond = [
        _("%(number)s: only %(left)s is still open, not %(asked)s.")
        % {
            "number": items[item_id].document.number,
            "left": abs(items[item_id].amount - items[item_id].allocated),
            "asked": abs(amount),
        }
        for item_id, amount in sorted(change.items())
        if abs(items[item_id].allocated + amount) > abs(items[item_id].amount)
    ]
    if beyond:
        raise Refused(_("More is settled than is open. Lower the amounts:"), details=beyond)


def _add_to_balances(items: Sequence[OpenItem]) -> None:
    change: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for item in items:
        change[item.side, item.party_id] += item.amount
    sums = [
        PartyBalance(side=s, party_id=p, amount=sum_) for (s, p), sum_ in sorted(change.items())
    ]
    rows.insert_or_add(sums, by=("side", "party"), columns=("amount",))


def _lock_balances(keys: set[tuple[str, int]]) -> dict[tuple[str, int], PartyBalance]:
    held = rows.lock_or_make(PartyBalance, by=("side", "party"), keys=sorted(keys))
    return {(balance.side, balance.party_id): balance for balance in held}


def _locked(ids: set[int]) -> dict[int, OpenItem]:
    held = rows.lock(OpenItem, by=("id",), keys=[[pk] for pk in sorted(ids)]) if ids else []
    return {item.pk: item for item in held}
