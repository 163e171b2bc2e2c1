"""What is open, paid and reserved of orders; every function takes a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from finance.parties import funds
from inventory.stock.queries import reserved_parts
from masterdata.models.items import ItemKind
from orders import lines as arithmetic
from orders.customer_order.models import CustomerOrder, CustomerOrderLine, LineState, Terms
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.values import KEY

ZERO = Decimal(0)
OPEN_STATES = ("noticed", "released")
# A delivery in one of these states is still in the house: its goods count for no order yet.
NOT_GONE = ("draft", "authorized", "direct", "picked", "checked", "loaded")
WITH_MONEY = ("noticed", "released", "fulfilled", "closed")
BEFOREHAND = (Terms.PREPAID, Terms.DEPOSIT)


def open_lines(order_ids: Iterable[int]) -> "QuerySet[CustomerOrderLine]":
    """The lines of which something is still to be shipped, in the order of the papers."""
    lines = CustomerOrderLine.objects.filter(body_id__in=list(order_ids), line_state=LineState.OPEN)
    return lines.select_related("body__head").order_by("body_id", "line_no")


@dataclass(frozen=True)
class OrderFunds:
    """An order's money: what it is worth, what is due, what came, what is billed."""

    terms: str
    state: str = "noticed"
    worth: Decimal = ZERO
    deposit_due: Decimal = ZERO
    paid: Decimal = ZERO
    billed: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        """Money kept for it that no delivery took yet."""
        return self.paid - self.billed

    @property
    def deposit_missing(self) -> Decimal:
        return max(self.deposit_due - self.paid, ZERO)

    @property
    def missing(self) -> Decimal:
        """What is still to be remitted for it."""
        return max(self.worth - self.paid, ZERO)

    @property
    def unbilled(self) -> Decimal:
        return max(self.worth - self.billed, ZERO)

    @property
    def uncovered(self) -> Decimal:
        """What is still to be delivered and not paid for: it will be owed."""
        return max(self.unbilled - max(self.left, ZERO), ZERO)


def order_funds(order_ids: Iterable[int]) -> dict[int, OrderFunds]:
    """By order, two queries: heads and the ledger; a third if parts were closed short."""
    return funds_of_rows(_figures(set(order_ids)))


FIGURES = ("pk", "terms", "head__state", "head__total", "deposit_due", "short")
OrderRow = tuple[int, str, str, Decimal, Decimal, bool]


def figures_of(orders: "QuerySet[CustomerOrder]", *first: str) -> "QuerySet[Any, Any]":
    """These columns and the `FIGURES`; `short`: a part of it will not be delivered any more."""
    closed = CustomerOrderLine._base_manager.filter(body=OuterRef("pk"), closed_quantity__gt=0)
    return orders.annotate(short=Exists(closed)).values_list(*first, *FIGURES)


_figures: Prepared[Any] = Prepared(
    lambda ids: figures_of(CustomerOrder.objects.filter(among("pk", ids))), KEYS
)


def funds_of_rows(orders: Iterable[OrderRow]) -> dict[int, OrderFunds]:
    """The same of orders whose `FIGURES` are known: a query, two if some were closed short."""
    bodies = list(orders)
    if not bodies:
        return {}
    money = funds.funds_of(each[0] for each in bodies)
    some = [each[0] for each in bodies if each[5]]
    closed = _closed_worth(some) if some else {}
    return {
        pk: OrderFunds(
            terms=terms,
            state=state,
            worth=total - closed.get(pk, ZERO),
            deposit_due=min(deposit, total - closed.get(pk, ZERO)),
            paid=money[pk].paid,
            billed=money[pk].billed,
        )
        for pk, terms, state, total, deposit, _short in bodies
    }


def _closed_worth(order_ids: Iterable[int]) -> dict[int, Decimal]:
    """What the parts of lines are worth that will not be delivered any more."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for (order_id, _line_id), worth in closed_worths(order_ids).items():
        found[order_id] += worth
    return found


def closed_worths(order_ids: Iterable[int]) -> dict[tuple[int, int], Decimal]:
    """The same by order and line: one query."""
    lines = CustomerOrderLine._base_manager.filter(
        body_id__in=list(order_ids), closed_quantity__gt=0
    )
    found: dict[tuple[int, int], Decimal] = {}
    rows = lines.values_list(
        "body_id", "pk", "gross", "closed_quantity", "base_quantity", "shipped_quantity",
        "shipped_gross",
    )  # fmt: skip
    for order_id, pk, gross, closed, whole, shipped, shipped_gross in rows:
        if shipped + closed >= whole:
            found[order_id, pk] = gross - shipped_gross
        else:
            found[order_id, pk] = arithmetic.share_of(gross, closed, whole=whole)
    return found


@dataclass(frozen=True)
class Lacking:
    """A line with what is still open of it, reserved for it, and lacking."""

    line: CustomerOrderLine
    reserved: Decimal

    @property
    def quantity(self) -> Decimal:
        return max(self.line.open_quantity - self.reserved, ZERO)


def lacking(order_ids: Iterable[int], *, items: Iterable[int] | None = None) -> list[Lacking]:
    """Every open line of goods of these orders, or of these items in them, with what is reserved
    for it: two queries. The lines come alone: thousands of them are asked at an allotment."""
    ids = set(order_ids)
    found = _open_goods(ids) if items is None else _open_goods_of(ids, set(items))
    return _lacking(ids, found)


def _lines_of_goods(order_ids: Any) -> "QuerySet[CustomerOrderLine]":
    lines = CustomerOrderLine._base_manager.filter(
        among("body_id", order_ids), line_state=LineState.OPEN
    )
    return lines.exclude(item__kind=ItemKind.SERVICE).order_by("body_id", "line_no")


_open_goods = Prepared(_lines_of_goods, KEYS)
_open_goods_of = Prepared(
    lambda ids, items: _lines_of_goods(ids).filter(among("item_id", items)), KEYS, KEYS
)


def lacking_of(order_id: int, lines: Iterable[CustomerOrderLine]) -> list[Lacking]:
    """The same of one order whose lines are loaded: one query."""
    wanted = [
        x for x in lines if x.line_state == LineState.OPEN and x.item.kind != ItemKind.SERVICE
    ]
    return _lacking({order_id}, wanted)


def _lacking(order_ids: set[int], lines: Iterable[CustomerOrderLine]) -> list[Lacking]:
    kept = reserved_parts(order_ids)
    return [
        Lacking(line, sum((part for _bin, part in kept.get(_claim(line), [])), ZERO))
        for line in lines
    ]


def _claim(line: CustomerOrderLine) -> tuple[int, int]:
    return line.body_id, line.line_no


def released_wanting(item_ids: Iterable[int], warehouse: int) -> list[int]:
    """Released orders out of this warehouse that have one of these items open."""
    return sorted(set(_released_wanting(set(item_ids), warehouse)))


_released_wanting: Prepared[Any] = Prepared(
    lambda items, warehouse: (
        CustomerOrderLine._base_manager.filter(
            among("item_id", items),
            line_state=LineState.OPEN,
            body__warehouse=warehouse,
            body__head__state="released",
            body__head__held=False,
        )
        .order_by()
        .values_list("body_id", flat=True)
    ),
    KEYS,
    KEY,
)


def held_on_deliveries(order_ids: Iterable[int]) -> dict[int, list[str]]:
    """By order line: the numbers of deliveries in the house that hold goods of it.

    Reached over the foreign key: the order does not know that paper.
    """
    delivery_line: Any = CustomerOrderLine._meta.get_field("delivery_lines").related_model
    rows = delivery_line._base_manager.filter(
        order_line__body_id__in=list(order_ids), body__head__state__in=NOT_GONE
    )
    found: dict[int, list[str]] = defaultdict(list)
    for line_id, number in rows.order_by("id").values_list("order_line_id", "body__head__number"):
        found[line_id].append(number)
    return dict(found)


@dataclass(frozen=True)
class Standing:
    """An order's id, its state, and whether all of it is shipped and signed or closed short."""

    order_id: int
    state: str
    done: bool


def standings(order_ids: Iterable[int]) -> list[Standing]:
    """In id order, one query."""
    return [Standing(pk, state, not waits) for pk, state, waits in _standing(set(order_ids))]


def _with_what_waits(order_ids: Any) -> "QuerySet[CustomerOrder, Any]":
    lines = CustomerOrderLine._base_manager.filter(body=OuterRef("pk"))
    undone = Q(line_state=LineState.OPEN) | Q(signed_quantity__lt=F("shipped_quantity"))
    found = CustomerOrder.objects.filter(among("pk", order_ids)).order_by("pk")
    waits = Exists(lines.filter(undone))
    return found.annotate(waits=waits).values_list("pk", "head__state", "waits")


_standing: Prepared[Any] = Prepared(_with_what_waits, KEYS)
