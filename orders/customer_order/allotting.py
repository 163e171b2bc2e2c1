"""缺货分配: who wants a short item and who has it reserved, and giving it to several at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from documents import engine
from documents.errors import NotAllowed, Refused
from documents.models import Document
from documents.transactions import in_one_transaction
from inventory.demand.models import Demand
from inventory.stock.queries import free_in_bins
from masterdata.models import User
from orders.customer_order import allotment, queries, release
from orders.customer_order.allotment import Want
from orders.customer_order.models import CustomerOrder
from ui.punctuation import labelled

ZERO = Decimal(0)
Ranked = tuple[queries.Lacking, Want]


@dataclass(frozen=True)
class Short:
    """An item that released orders lack in a warehouse."""

    item_id: int
    warehouse_id: int
    orders: int
    lacking: Decimal
    free: Decimal


def short_items(*, warehouse: int | None = None, most: int = 300) -> list[Short]:
    """Items with something free come first, then by how much is lacking; one query for what
    orders lack, which is their demand, and one per warehouse."""
    wanted = Demand.objects.filter(document__type="customer_order", document__held=False)
    if warehouse is not None:
        wanted = wanted.filter(warehouse=warehouse)
    rows = list(
        wanted.order_by()
        .values_list("item_id", "warehouse_id")
        .annotate(orders=Count("document", distinct=True), lacking=Sum("quantity"))
        .order_by("item_id", "warehouse_id")
    )
    free = _free({(item, store) for item, store, _orders, _lacking in rows})
    found = [Short(*row, free=free.get((row[0], row[1]), ZERO)) for row in rows]
    return sorted(found, key=lambda each: (each.free <= 0, -each.lacking))[:most]


def _free(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Decimal]:
    by_store: dict[int, set[int]] = {}
    for item_id, store in wanted:
        by_store.setdefault(store, set()).add(item_id)
    return {
        (item_id, store): sum((free for _bin, free in places), ZERO)
        for store, items in by_store.items()
        for item_id, places in free_in_bins(items, store).items()
    }


@dataclass(frozen=True)
class Row:
    """An order's line that wants the item or has it; `proposed` is what falls to it in its turn."""

    order: Document
    line_no: int
    level: str
    wanted_on: date | None
    paid_share: Decimal
    open: Decimal
    reserved: Decimal
    proposed: Decimal

    @property
    def pk(self) -> str:
        return f"{self.order.pk}_{self.line_no}"

    @property
    def lacking(self) -> Decimal:
        return max(self.open - self.reserved, ZERO)


def rows_of(item_id: int, warehouse: int, *, most: int | None = None) -> list[Row]:
    """Released orders that have the item open, or the first of them, in the order of rank."""
    ids = queries.released_wanting([item_id], warehouse)
    parts = release.proposals([item_id], warehouse)
    proposed = allotment.by_line(parts)
    ranked = _ranked(queries.lacking(ids, items=[item_id]), ids)[:most]
    heads = Document.objects.select_related("party").in_bulk(
        {each.line.body_id for each, _want in ranked}
    )
    return [
        Row(
            order=heads[want.order_id],
            line_no=want.line_no,
            level=want.level,
            wanted_on=want.wanted_on,
            paid_share=want.paid_share,
            open=want.quantity,
            reserved=each.reserved,
            proposed=proposed.get((want.order_id, want.line_no), ZERO),
        )
        for each, want in ranked
    ]


def _ranked(found: Iterable[queries.Lacking], ids: Iterable[int]) -> list[Ranked]:
    """Ranked before any paper is read: thousands may wait and few are shown."""
    columns = ("pk", "head__number", "head__party__level", "wanted_on")
    orders = CustomerOrder.objects.filter(pk__in=ids).values_list(*columns)
    about = {pk: (number, level or "", day) for pk, number, level, day in orders}
    money = queries.order_funds(ids)
    wants = [
        (
            each,
            Want(
                each.line.body_id,
                each.line.line_no,
                each.line.item_id,
                each.line.open_quantity,
                level=about[each.line.body_id][1],
                wanted_on=each.line.wanted_on or about[each.line.body_id][2],
                paid_share=release.share_paid(money[each.line.body_id]),
                number=about[each.line.body_id][0],
            ),
        )
        for each in found
    ]
    return sorted(wants, key=lambda pair: pair[1].rank)


@dataclass(frozen=True)
class Choice:
    """What somebody typed for one row: so much to reserve, so much to take away from it."""

    row: Row
    quantity: Decimal = ZERO
    take: Decimal = ZERO


def give(choices: Sequence[Choice], *, actor: User, reason: str, at: datetime) -> int:
    """All of it or none: in turn where the turn allows it, out of turn with a reason."""
    if not any(choice.quantity > 0 for choice in choices):
        raise Refused(_("Enter how much at least one order is to get."))
    return in_one_transaction(lambda: _give(choices, actor, reason, at))


def _give(choices: Sequence[Choice], actor: User, reason: str, at: datetime) -> int:
    taken = [
        {"order": choice.row.order.pk, "line": choice.row.line_no, "quantity": choice.take}
        for choice in choices
        if choice.take > 0
    ]
    wanted = [choice for choice in choices if choice.quantity > 0]
    in_turn = [choice for choice in wanted if not taken and choice.quantity <= choice.row.proposed]
    for choice in in_turn:
        _allot(choice, "allot", actor=actor, at=at, reason=reason)
    for choice in wanted:
        if choice in in_turn:
            continue
        # What is taken away is free for all of them once the first has taken it.
        _allot(choice, "allot_override", actor=actor, at=at, reason=reason, take=taken)
        taken = []
    return len(wanted)


def _allot(choice: Choice, step: str, *, actor: User, at: datetime, **more: Any) -> None:
    data: Mapping[str, Any] = {
        "quantities": {choice.row.line_no: choice.quantity},
        "take": more.get("take") or (),
    }
    order = choice.row.order
    try:
        engine.perform(order.pk, step, actor=actor, at=at, reason=more["reason"], data=data)
    except Refused as refused:
        kind = NotAllowed if isinstance(refused, NotAllowed) else Refused
        sentence = labelled(order.number, refused.sentence)
        raise kind(sentence, details=refused.details) from refused


def orders_in_turn(*, warehouse: int | None = None) -> set[int]:
    """The released orders to which something that is free falls in their turn."""
    stores: dict[int, set[int]] = {}
    for short in short_items(warehouse=warehouse):
        if short.free > 0:
            stores.setdefault(short.warehouse_id, set()).add(short.item_id)
    proposed = (release.proposals(items, store) for store, items in stores.items())
    return {part.order_id for parts in proposed for part in parts}


def give_all(*, actor: User, at: datetime, warehouse: int | None = None) -> list[str]:
    """Every released order gets what falls to it in its turn; the numbers of those that got
    something."""
    orders = sorted(orders_in_turn(warehouse=warehouse))

    def give_each() -> list[str]:
        done = [engine.perform(pk, "allot", actor=actor, at=at) for pk in orders]
        return [outcome.document.number for outcome in done]

    return in_one_transaction(give_each)
