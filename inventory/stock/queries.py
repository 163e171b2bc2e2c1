"""What the stores hold: figures from the balances, the past from the entries.

Every function takes a fixed number of queries, however many items are asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import F, Min, Q, QuerySet, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce

from inventory.places.models import BinKind
from inventory.stock.costing import unit_cost
from inventory.stock.models import Phase, StockBalance, StockCost, StockEntry
from masterdata.fields import MoneyField, QuantityField
from ui import prepared
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.values import KEY, WORD, Given

NONE = Decimal(0)
USABLE = (BinKind.NORMAL, BinKind.RECEIVING)


@dataclass(frozen=True)
class Figures:
    """S1's four figures. Available is what lies in usable bins and is promised to nobody."""

    on_hand: Decimal = NONE
    reserved: Decimal = NONE
    expected: Decimal = NONE
    available: Decimal = NONE


@dataclass(frozen=True)
class Worth:
    """Quantity and value of an item in the asked warehouses."""

    quantity: Decimal = NONE
    amount: Decimal = NONE

    @property
    def unit_cost(self) -> Decimal | None:
        return unit_cost(self.quantity, self.amount)


def figures(item_ids: Iterable[int], *, warehouse: int | None = None) -> dict[int, Figures]:
    """The four figures of each item, in all warehouses or in one; zeros where nothing lies."""
    wanted = set(item_ids)
    given: dict[str, Any] = {"items": wanted}
    if warehouse is not None:
        given["warehouse"] = warehouse
    rows = prepared.rows(("figures", *given), partial(_balances, *given), **given)
    known = {row["item_id"]: row for row in rows}
    return {item_id: _figures(known.get(item_id)) for item_id in wanted}


def _balances(*asked: str) -> QuerySet[StockBalance, dict[str, Any]]:
    balances = StockBalance.objects.filter(among("item", Given("items", KEYS)))
    if "warehouse" in asked:
        balances = balances.filter(bin__warehouse=Given("warehouse", KEY))
    return (
        balances.order_by()
        .values("item_id")
        .annotate(
            held=Sum("on_hand"),
            usable=Sum("on_hand", filter=Q(bin__kind__in=USABLE)),
            promised=Sum("reserved"),
            coming=Sum("expected"),
        )
    )


def _figures(row: dict[str, Any] | None) -> Figures:
    if row is None:
        return Figures()
    usable = row["usable"] or NONE
    return Figures(row["held"], row["promised"], row["coming"], usable - row["promised"])


def by_bin(item_id: int) -> QuerySet[StockBalance]:
    """Where an item lies, is promised or is awaited: one row per bin and holder."""
    rows = StockBalance.objects.filter(item=item_id).select_related("bin__warehouse")
    some = rows.exclude(on_hand=0, reserved=0, expected=0)
    return some.order_by("bin__warehouse__code", "bin__code", "held_for")


def in_bins(item_id: int, *, bin_ids: Iterable[int]) -> dict[int, Decimal]:
    """How much of an item lies in each of these bins, whoever it is held for."""
    wanted = set(bin_ids)
    rows = StockBalance.objects.filter(item=item_id, bin__in=wanted).order_by()
    found = dict(rows.values_list("bin").annotate(Sum("on_hand")))
    return {bin_id: found.get(bin_id, NONE) for bin_id in wanted}


def worth(item_ids: Iterable[int], *, warehouse: int | None = None) -> dict[int, Worth]:
    """Quantity and value by item; for those who may see costs."""
    wanted = set(item_ids)
    costs = StockCost.objects.filter(item__in=wanted)
    if warehouse is not None:
        costs = costs.filter(warehouse=warehouse)
    rows = costs.order_by().values_list("item_id").annotate(Sum("quantity"), Sum("amount"))
    known = {item_id: Worth(quantity, amount) for item_id, quantity, amount in rows}
    return {item_id: known.get(item_id, Worth()) for item_id in wanted}


def total_value(*, warehouse: int | None = None) -> Decimal:
    """What all goods are worth at the moving average."""
    costs = StockCost.objects.all()
    if warehouse is not None:
        costs = costs.filter(warehouse=warehouse)
    total: Decimal | None = costs.aggregate(total=Sum("amount"))["total"]
    return total or NONE


def on_hand_at(
    day: date, *, item_ids: Iterable[int] | None = None, warehouse: int | None = None
) -> dict[int, Worth]:
    """Quantity and value by item at the end of a past day, summed from the entries."""
    entries = StockEntry.objects.filter(phase=Phase.ON_HAND, on_date__lte=day)
    if item_ids is not None:
        entries = entries.filter(item__in=set(item_ids))
    if warehouse is not None:
        entries = entries.filter(bin__warehouse=warehouse)
    rows = entries.order_by().values_list("item_id").annotate(Sum("quantity"), Sum("amount"))
    return {item_id: Worth(quantity, amount) for item_id, quantity, amount in rows}


def card(
    item_id: int,
    *,
    warehouse: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[StockEntry]:
    """The item's movements by business date with the balance after each, as `running`.

    A card that begins in the middle carries what was there before it, so two queries at most.
    """
    entries = StockEntry.objects.filter(item=item_id, phase=Phase.ON_HAND)
    if warehouse is not None:
        entries = entries.filter(bin__warehouse=warehouse)
    before = carried(entries, first) if first else Worth()
    if first:
        entries = entries.filter(on_date__gte=first)
    if last:
        entries = entries.filter(on_date__lte=last)
    in_order = [F("on_date").asc(), F("id").asc()]
    return entries.select_related("document", "document__party", "bin__warehouse").annotate(
        running=Value(before.quantity, QuantityField())
        + Window(Sum("quantity"), order_by=in_order, output_field=QuantityField()),
        running_amount=Value(before.amount, MoneyField())
        + Window(Sum("amount"), order_by=in_order, output_field=MoneyField()),
    )


def carried(entries: QuerySet[StockEntry], first: date) -> Worth:
    """What the entries before a day add up to."""
    sums = entries.filter(on_date__lt=first).aggregate(
        quantity=Coalesce(Sum("quantity"), Value(NONE, QuantityField())),
        amount=Coalesce(Sum("amount"), Value(NONE, MoneyField())),
    )
    return Worth(**sums)


def left_of_claims(document_id: int, *, phase: str = Phase.EXPECTED) -> dict[int, Decimal]:
    """What a paper still reserves or expects, by line."""
    rows = _left_of_claim(document_id, str(phase))
    return {line: left for line, left in rows if line is not None}


_left_of_claim: Prepared[Any] = Prepared(
    lambda document, phase: (
        StockEntry.objects.filter(claim_document=document, phase=phase)
        .order_by()
        .values_list("claim_line")
        .annotate(left=Sum("quantity"))
    ),
    KEY,
    WORD,
)


def reserved_parts(document_ids: Iterable[int]) -> dict[tuple[int, int], list[tuple[int, Decimal]]]:
    """What papers still reserve, by paper and line: in which bins, and how much in each."""
    found: dict[tuple[int, int], list[tuple[int, Decimal]]] = {}
    for document_id, line, bin_id, left in _reserved(set(document_ids)):
        found.setdefault((document_id, line), []).append((bin_id, left))
    return found


def _still_reserved(document_ids: Any) -> QuerySet[StockEntry, Any]:
    claims = StockEntry.objects.filter(
        among("claim_document_id", document_ids), phase=Phase.RESERVED, claim_line__isnull=False
    )
    place = ("claim_document_id", "claim_line", "bin_id")
    parts = claims.order_by(*place).values_list(*place).annotate(left=Sum("quantity"))
    return parts.filter(left__gt=0)


_reserved: Prepared[Any] = Prepared(_still_reserved, KEYS)


def free_in_bins(
    item_ids: Iterable[int], warehouse: int, *, lock: bool = False
) -> dict[int, list[tuple[int, Decimal]]]:
    """By item, the usable bins of a warehouse in which some of it lies that nobody is promised;
    normal bins come first, of them those where most lies.

    Locked, in the ledger's own order, they stay as they are until the transaction ends.
    """
    rows = (_usable_locked if lock else _usable)(set(item_ids), warehouse)
    places: dict[int, list[tuple[bool, Decimal, int]]] = {}
    for row in rows:
        free = row.on_hand - row.reserved
        if free > 0:
            elsewhere = row.bin.kind != BinKind.NORMAL
            places.setdefault(row.item_id, []).append((elsewhere, -free, row.bin_id))
    return {
        item_id: [(bin_id, -free) for _elsewhere, free, bin_id in sorted(found)]
        for item_id, found in places.items()
    }


def _in_usable_bins(item_ids: Any, warehouse: Any) -> QuerySet[StockBalance]:
    rows = StockBalance.objects.filter(
        among("item_id", item_ids), bin__warehouse=warehouse, bin__kind__in=USABLE, held_for=""
    )
    return rows.select_related("bin").order_by("item_id", "bin_id", "held_for")


_usable = Prepared(_in_usable_bins, KEYS, KEY)
_usable_locked = Prepared(
    lambda items, warehouse: _in_usable_bins(items, warehouse).select_for_update(of=("self",)),
    KEYS,
    KEY,
)


def reserved_figure(claim: object) -> Subquery:
    """For a list's `annotate`: what is still reserved for the row's paper, `OuterRef("pk")`."""
    claims = StockEntry.objects.filter(claim_document=claim, phase=Phase.RESERVED)
    total = claims.order_by().values("claim_document_id").annotate(left=Sum("quantity"))
    return Subquery(total.values("left"), output_field=QuantityField())


def worth_that_left(document_id: int, *, cause: str) -> dict[int, Decimal]:
    """By line number, what the goods were worth that a paper took from the stores."""
    return {line_no: -worth for line_no, worth in _that_left(document_id, cause)}


def _worth_by_line(which: Q) -> QuerySet[StockEntry, Any]:
    rows = StockEntry.objects.filter(which, phase=Phase.ON_HAND, reverses=None, reversed_by=None)
    return rows.order_by().values_list("line_no").annotate(worth=Sum("amount"))


_that_left: Prepared[Any] = Prepared(
    lambda document, cause: _worth_by_line(Q(document=document, cause=cause, quantity__lt=0)),
    KEY,
    WORD,
)


def worth_that_came(document_id: int, *, cause: str) -> dict[int, Decimal]:
    """By line number, what the goods are worth that a paper brought into the stores."""
    return dict(_worth_by_line(Q(document=document_id, cause=cause, quantity__gt=0)))


def came_directly(document_id: int) -> dict[int, Decimal]:
    """By item, what a paper has brought into the place that goods only pass (直发)."""
    # Added up here: to group them SQLite would walk all entries of all papers by their item.
    came: dict[int, Decimal] = {}
    for item, quantity in _passed_through(document_id):
        came[item] = came.get(item, Decimal(0)) + quantity
    return came


_passed_through: Prepared[Any] = Prepared(
    lambda document: (
        StockEntry.objects.filter(document=document, phase=Phase.ON_HAND)
        .filter(bin__kind=BinKind.DIRECT, reverses=None, reversed_by=None)
        .order_by()
        .values_list("item_id", "quantity")
    ),
    KEY,
)


def posted_on(document_id: int) -> date | None:
    """The business date under which a paper's goods stand in the books."""
    days = StockEntry.objects.filter(document=document_id, reverses=None).order_by("-id")
    return days.values_list("on_date", flat=True).first()


def next_arrivals(item_ids: Iterable[int]) -> dict[int, date]:
    """The earliest day on which more of each item is due to come."""
    wanted = set(item_ids)
    earliest: dict[int, date] = {}
    for row in _open_claims(wanted) if wanted else ():
        known = earliest.get(row["item_id"])
        earliest[row["item_id"]] = min(known, row["due"]) if known else row["due"]
    return earliest


def _still_to_come(item_ids: Any) -> QuerySet[StockEntry, Any]:
    claims = StockEntry.objects.filter(
        among("item_id", item_ids), phase=Phase.EXPECTED, claim_document__isnull=False
    )
    by_claim = claims.order_by().values("item_id", "claim_document_id", "claim_line")
    left = by_claim.annotate(left=Sum("quantity"), due=Min("due_on"))
    return left.filter(left__gt=0, due__isnull=False)


_open_claims: Prepared[Any] = Prepared(_still_to_come, KEYS)
