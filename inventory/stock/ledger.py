"""The stock ledger: one verb to post, one to reverse; entries are only ever appended.

Locks are taken in this order, whatever the order of the lines: balances by (item, bin, held-for),
then values by (item, warehouse). Where rows do not exist yet, they are made in the same order and
all are locked once more, because a lock on a missing row locks nothing. A posting takes the same
number of statements for one line and for a thousand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from documents import rows
from documents.errors import Refused
from documents.ledgers import Blocker
from documents.models import Document
from inventory.places.models import Bin
from inventory.stock import costing
from inventory.stock.entry import (
    EXPECTED,
    ON_HAND,
    PHASES,
    RESERVED,
    Claim,
    Key,
    Stock,
    Sums,
    claim_of,
    sums,
    value_brought,
)
from inventory.stock.models import StockBalance, StockCost, StockEntry
from inventory.stock.shortage import claimers, shortages, takers
from masterdata.models import User
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.reading import unsaved

__all__ = [
    "EXPECTED",
    "ON_HAND",
    "RESERVED",
    "Stock",
    "blockers",
    "entries_of",
    "post",
    "reverse",
]

name = "stock"
entry_types: tuple[type, ...] = (Stock,)
NONE = Decimal(0)


@dataclass(frozen=True)
class Stamp:
    """What every entry of one posting has in common."""

    document: Document
    at: datetime
    on: date
    actor: User


@dataclass(frozen=True)
class Movement:
    """A movement on its way into the books; a reversal cites the entry it undoes."""

    stock: Stock
    reverses: int | None = None


def post(
    document: Document, entries: Sequence[Stock], *, at: datetime, on: date, actor: User
) -> None:
    """Book the movements of a paper; refused, naming every short item, if goods are missing."""
    claimed = [_with_claim(entry, document) for entry in entries]
    balances = _held_balances(claimed)
    booked = _within_claims(claimed, document)
    short = shortages(balances, sums(booked))
    if short:
        raise Refused(_("There is not enough stock. Reduce the quantities or wait:"), details=short)
    _book([Movement(each) for each in booked], balances, Stamp(document, at, on, actor))


def reverse(document: Document, *, at: datetime, on: date, actor: User) -> None:
    """Book the opposite of all that the paper still has in the books, at the same values."""
    back = [Movement(_opposite(entry), entry.pk) for entry in _live(document)]
    if not back:
        return
    moved = [movement.stock for movement in back]
    balances = _held_balances(moved)
    if shortages(balances, sums(moved)) or claimers(document):
        raise Refused(
            _("%(number)s cannot be reversed yet. Undo first what stands in the way:")
            % {"number": document.number},
            details=[blocker.sentence for blocker in blockers(document)],
        )
    _book(back, balances, Stamp(document, at, on, actor))


def blockers(document: Document) -> list[Blocker]:
    """The papers that fulfilled this one, or took its goods, and what is missing therefore."""
    moved = [_opposite(entry) for entry in _live(document)]
    if not moved:
        return []
    found = [
        Blocker(
            other,
            _("%(number)s fulfils a part of this document. Reverse it first.")
            % {"number": other.number},
        )
        for other in claimers(document)
    ]
    change = sums(moved)
    balances = {row_key(row): row for row in _rows_of(change)}
    short = shortages(balances, change)
    if short:
        found += [Blocker(None, sentence) for sentence in short]
        found += [
            Blocker(
                other,
                _("%(number)s took goods of this document. Reverse it first.")
                % {"number": other.number},
            )
            for other in takers(document, balances, change)
        ]
    return found


def entries_of(document: Document) -> list[dict[str, Any]]:
    """The paper's movements for its page, in the order in which they were booked."""
    entries = StockEntry.objects.filter(document=document).order_by("id")
    return [
        {
            "ledger": name,
            "label": entry.get_phase_display(),
            "line_no": entry.line_no,
            "text": f"{entry.item} · {entry.bin.warehouse} {entry.bin}",
            "quantity": entry.quantity,
            "amount": entry.amount,
            "at": entry.posted_at,
            "reverses": entry.reverses_id,
        }
        for entry in entries.select_related("item", "bin__warehouse")
    ]


def row_key(row: StockBalance) -> Key:
    return row.item_id, row.bin_id, row.held_for


def _live(document: Document) -> list[StockEntry]:
    """What the paper has in the books: neither reversed nor itself a reversal."""
    entries = StockEntry.objects.filter(document=document, reverses=None, reversed_by=None)
    return list(entries.order_by("id"))


def _opposite(entry: StockEntry) -> Stock:
    return Stock(
        line_no=entry.line_no,
        item_id=entry.item_id,
        bin_id=entry.bin_id,
        phase=entry.phase,
        quantity=-entry.quantity,
        amount=-entry.amount if entry.phase == ON_HAND else None,
        held_for=entry.held_for,
        cause=entry.cause,
        claim_document=entry.claim_document_id,
        claim_line=entry.claim_line,
        due_on=entry.due_on,
    )


def _with_claim(entry: Stock, document: Document) -> Stock:
    if entry.phase == ON_HAND or entry.claim_document is not None:
        return entry
    return replace(entry, claim_document=document.pk, claim_line=entry.line_no)


def _within_claims(entries: Sequence[Stock], document: Document) -> list[Stock]:
    """A claim is used up at most once: what arrives beyond it was never expected there.

    A paper that takes back its own claim must know what is left of it, else it is refused.
    """
    used = {claim_of(e)[0] for e in entries if e.phase != ON_HAND and e.quantity < 0}
    if not used:
        return list(entries)
    left = _left_of_claims(used)
    kept = []
    for entry in entries:
        place: tuple[str, Claim] = (entry.phase, claim_of(entry))
        if entry.phase == ON_HAND:
            kept.append(entry)
            continue
        quantity = max(entry.quantity, -left.get(place, NONE))
        if quantity != entry.quantity and entry.claim_document == document.pk:
            raise Refused(
                _("%(number)s does not reserve or expect so much any more. Load the page anew.")
                % {"number": document.number}
            )
        left[place] = left.get(place, NONE) + quantity
        if quantity:
            kept.append(replace(entry, quantity=quantity))
    return kept


def _left_of_claims(documents: Iterable[int | None]) -> dict[tuple[str, Claim], Decimal]:
    return {(p, (d, line)): left for p, d, line, left in _claims_left(list(documents))}


def _claims(documents: Any) -> QuerySet[StockEntry, Any]:
    claims = StockEntry.objects.filter(among("claim_document_id", documents)).exclude(phase=ON_HAND)
    groups = claims.order_by().values_list("phase", "claim_document_id", "claim_line")
    return groups.annotate(left=Sum("quantity"))


_claims_left: Prepared[Any] = Prepared(_claims, KEYS)


def _held_balances(entries: Sequence[Stock]) -> dict[Key, StockBalance]:
    """The balances that will change, made if missing, locked in their order."""
    keys = sorted({entry.key for entry in entries})
    held = rows.lock_or_make(StockBalance, by=("item", "bin", "held_for"), keys=keys)
    return {row_key(row): row for row in held}


def _rows_of(change: Sums) -> Iterable[StockBalance]:
    items, bins = {key[0] for key in change}, {key[1] for key in change}
    return StockBalance.objects.filter(item_id__in=items, bin_id__in=bins)


def _book(movements: Sequence[Movement], balances: dict[Key, StockBalance], stamp: Stamp) -> None:
    entries = _valued(movements, stamp)
    rows.insert(entries)
    change = sums(movement.stock for movement in movements)
    rows.add(
        StockBalance,
        columns=PHASES,
        amounts={balances[key].pk: [of[phase] for phase in PHASES] for key, of in change.items()},
    )


def _valued(movements: Sequence[Movement], stamp: Stamp) -> list[StockEntry]:
    """The entries with their values, in posting order, and the values of the stores beside."""
    goods = [movement.stock for movement in movements if movement.stock.phase == ON_HAND]
    stores = _stores(goods)
    costs = _held_costs({(stock.item_id, stores[stock.bin_id]) for stock in goods})
    before = {key: costing.Holding(cost.quantity, cost.amount) for key, cost in costs.items()}
    now, last, entries = dict(before), dict[tuple[int, int], Stock](), []
    earlier: Stock | None = None
    taken = NONE
    for movement in movements:
        stock, amount = movement.stock, NONE
        if stock.phase == ON_HAND:
            key = stock.item_id, stores[stock.bin_id]
            if stock.follows:
                amount = value_brought(stock, before=earlier, taken=taken)
            else:
                amount = costing.value_of(now[key], stock.quantity, stock.amount)
            now[key], last[key] = now[key].after(stock.quantity, amount), stock
            earlier, taken = stock, amount
        entries.append(_entry(movement, amount, stamp))
    for key, stock in last.items():
        gone = -costing.remainder(now[key])
        if gone:
            entries.append(_entry(Movement(_written_off(stock, gone)), gone, stamp))
            now[key] = now[key].after(NONE, gone)
    rows.add(
        StockCost,
        columns=("quantity", "amount"),
        amounts={
            costs[key].pk: [now[key].quantity - was.quantity, now[key].amount - was.amount]
            for key, was in before.items()
        },
    )
    return entries


def _written_off(stock: Stock, amount: Decimal) -> Stock:
    cause = costing.cause_of(amount)
    return replace(stock, quantity=NONE, amount=amount, cause=cause, due_on=None, follows=False)


def _entry(movement: Movement, amount: Decimal, stamp: Stamp) -> StockEntry:
    stock = movement.stock
    entry: StockEntry = unsaved(StockEntry)(
        document=stamp.document,
        line_no=stock.line_no,
        item_id=stock.item_id,
        bin_id=stock.bin_id,
        held_for=stock.held_for,
        phase=stock.phase,
        quantity=stock.quantity,
        amount=amount,
        cause=stock.cause,
        on_date=stamp.on,
        posted_at=stamp.at,
        posted_by=stamp.actor,
        claim_document_id=stock.claim_document,
        claim_line=stock.claim_line,
        due_on=stock.due_on,
        reverses_id=movement.reverses,
    )
    return entry


def _stores(goods: Iterable[Stock]) -> dict[int, int]:
    wanted = {stock.bin_id for stock in goods}
    return dict(_warehouses(wanted)) if wanted else {}


_warehouses: Prepared[Any] = Prepared(
    lambda bins: Bin._base_manager.filter(among("pk", bins)).values_list("pk", "warehouse_id"), KEYS
)


def _held_costs(keys: set[tuple[int, int]]) -> dict[tuple[int, int], StockCost]:
    held = rows.lock_or_make(StockCost, by=("item", "warehouse"), keys=sorted(keys))
    return {(cost.item_id, cost.warehouse_id): cost for cost in held}
