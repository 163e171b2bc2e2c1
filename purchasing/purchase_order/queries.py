"""What others ask of orders: open lines, what other receipts hold, and how far orders have come."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from inventory.stock.queries import left_of_claims
from masterdata.fields import QuantityField
from purchasing.purchase_order.models import LineState, PurchaseOrderLine
from purchasing.purchase_order.progress import open_of
from ui.conditions import KEYS, among
from ui.prepared import Prepared, PreparedUpdate
from ui.values import KEY

RECEIVABLE = ("active", "completed")
UNAPPROVED = ("draft", "inspecting", "submitted")
OPEN_NOTES = ("filed", "forwarded", "confirmed", "collected", "counted", "handed_over")
ZERO = Decimal(0)


@dataclass(frozen=True)
class Held:
    """What unapproved receipts hold of one order line, and which receipts they are."""

    quantity: Decimal = ZERO
    numbers: tuple[str, ...] = ()


def lines_of_supplier(party_id: int) -> QuerySet[PurchaseOrderLine]:
    """All lines of a supplier's orders in fulfilment, the earliest promise first."""
    return (
        PurchaseOrderLine.objects.filter(
            body__head__party_id=party_id,
            body__head__state__in=RECEIVABLE,
            body__head__held=False,
        )
        .exclude(line_state=LineState.CLOSED)
        .select_related("item", "unit", "body__head", "body__warehouse")
        .order_by(F("promised_on").asc(nulls_last=True), "body_id", "line_no")
    )


def open_lines(party_id: int) -> QuerySet[PurchaseOrderLine]:
    return lines_of_supplier(party_id).filter(line_state=LineState.OPEN)


def held_on_receipts(
    line_ids: Iterable[int], *, but: int | None = None, without_note: bool = False
) -> dict[int, Held]:
    """Per order line: the quantity on receipts that are not approved yet, without receipt `but`;
    of all of them, or of those alone that came of no pick-up note."""
    held = _unnoted if without_note else _unapproved
    return _held(held(list(line_ids), but or 0))


def held_on_notes(line_ids: Iterable[int]) -> dict[int, Held]:
    """Per order line: what open pick-up notes hold of it, and which notes they are."""
    return _held(_noted(list(line_ids)))


def noted_lines(order_id: int) -> list[Any]:
    """The lines of all pick-up notes of an order that count, received ones too."""
    lines = _on_notes().filter(
        order_line__body=order_id, body__head__state__in=(*OPEN_NOTES, "received")
    )
    return list(lines.select_related("order_line", "item", "body__head").order_by("body_id", "id"))


def _on_notes() -> QuerySet[Any]:
    """Note lines, reached over the foreign key: the order does not know that paper."""
    note_line: Any = PurchaseOrderLine._meta.get_field("pickup_lines").related_model
    lines: QuerySet[Any] = note_line._base_manager.all()
    return lines


def _with_number(lines: QuerySet[Any], column: str) -> QuerySet[Any, Any]:
    return lines.order_by("body_id").values_list("order_line_id", column, "body__head__number")


def _held(rows: Iterable[tuple[int, Decimal, str]]) -> dict[int, Held]:
    held: dict[int, Held] = {}
    for pk, quantity, number in rows:
        before = held.get(pk, Held())
        numbers = before.numbers if number in before.numbers else (*before.numbers, number)
        held[pk] = Held(before.quantity + quantity, numbers)
    return held


def papers_in_the_way(line_ids: Iterable[int]) -> list[str]:
    """The numbers of unapproved receipts that hold goods of these lines."""
    return sorted({number for _line, _quantity, number in _unapproved(list(line_ids), 0)})


def _on_unapproved(line_ids: Any, but: Any) -> QuerySet[Any]:
    """Receipt lines, reached over the foreign key: the order does not know that paper."""
    receipt_line: Any = PurchaseOrderLine._meta.get_field("receipt_lines").related_model
    lines: QuerySet[Any] = receipt_line._base_manager.filter(
        among("order_line_id", line_ids), body__head__state__in=UNAPPROVED
    )
    return lines.exclude(body_id=but)


_unapproved: Prepared[Any] = Prepared(
    lambda ids, but: _with_number(_on_unapproved(ids, but), "base_accepted"), KEYS, KEY
)
_unnoted: Prepared[Any] = Prepared(
    lambda ids, but: _with_number(
        _on_unapproved(ids, but).filter(body__pickup_note__isnull=True), "base_accepted"
    ),
    KEYS,
    KEY,
)
_noted: Prepared[Any] = Prepared(
    lambda ids: _with_number(
        _on_notes().filter(among("order_line_id", ids), body__head__state__in=OPEN_NOTES),
        "base_quantity",
    ),
    KEYS,
)


def expecting_otherwise(counted: Iterable["Standing"]) -> list[int]:
    """Orders in fulfilment of which the ledger expects another quantity than is open."""
    return [each.order_id for each in counted if each.state in RECEIVABLE and _differs(each)]


def _differs(order: "Standing") -> bool:
    claimed = left_of_claims(order.order_id)
    return any(claimed.get(no, ZERO) != quantity for no, quantity in order.open_of_line.items())


def recounting(*, approved_lines: QuerySet[Any], replaced_lines: QuerySet[Any]) -> PreparedUpdate:
    """Sets the lines' counters, by the ids of their orders, to what was accepted and not sent back
    for replacement, and their state to what the counters call for; told twice, it changes nothing.

    `approved_lines` are the lines of approved receipts, `replaced_lines` those of posted returns
    that are to be replaced: the order knows neither paper. One statement, however many lines.
    """

    def recount(order_ids: Any) -> tuple[QuerySet[Any], dict[str, Any]]:
        got = _sum_of(approved_lines, "order_line", "base_accepted")
        back = _sum_of(replaced_lines, "receipt_line__order_line", "base_quantity")
        lines = PurchaseOrderLine.objects.filter(among("body_id", order_ids))
        return lines, {"received_quantity": got - back, "line_state": _state_of(got - back)}

    return PreparedUpdate(recount, KEYS)


def _sum_of(lines: QuerySet[Any], path: str, column: str) -> Coalesce:
    """What these lines add up to for the order line they lead to; zero where there are none."""
    of_line = lines.filter(**{path: OuterRef("pk")}).order_by().values(path)
    total = Subquery(of_line.annotate(total=Sum(column)).values("total"))
    zero = Value(ZERO, output_field=QuantityField())
    return Coalesce(total, zero, output_field=QuantityField())


def settle_lines(order_ids: Iterable[int]) -> None:
    """Set the lines' state from their counters, in one statement."""
    lines = PurchaseOrderLine.objects.filter(body_id__in=list(order_ids))
    lines.update(line_state=_state_of(F("received_quantity")))


def _state_of(received: Any) -> Case:
    """The state of a line of which so much was received."""
    return Case(
        When(base_quantity__gt=received + F("closed_quantity"), then=Value(LineState.OPEN.value)),
        When(closed_quantity__gt=0, then=Value(LineState.CLOSED.value)),
        default=Value(LineState.RECEIVED.value),
    )


@dataclass(frozen=True)
class Standing:
    """An order's head id, its state, and by line number what is still to come."""

    order_id: int
    state: str
    open_of_line: dict[int, Decimal]

    @property
    def is_open(self) -> bool:
        return any(quantity > 0 for quantity in self.open_of_line.values())


def standings(order_ids: Iterable[int]) -> list[Standing]:
    """In id order, one statement."""
    found: dict[int, Standing] = {}
    for pk, state, line_no, ordered, received, closed in _counted(set(order_ids)):
        order = found.setdefault(pk, Standing(pk, state, {}))
        order.open_of_line[line_no] = open_of(ordered, received=received, closed=closed)
    return list(found.values())


def _counters(order_ids: Any) -> QuerySet[PurchaseOrderLine, Any]:
    lines = PurchaseOrderLine._base_manager.filter(among("body_id", order_ids))
    counters = ("base_quantity", "received_quantity", "closed_quantity")
    in_order = lines.order_by("body_id", "line_no")
    return in_order.values_list("body_id", "body__head__state", "line_no", *counters)


_counted: Prepared[Any] = Prepared(_counters, KEYS)


__all__ = [
    "Held",
    "Standing",
    "held_on_notes",
    "held_on_receipts",
    "lines_of_supplier",
    "open_lines",
    "noted_lines",
    "papers_in_the_way",
    "recounting",
    "settle_lines",
    "standings",
]
