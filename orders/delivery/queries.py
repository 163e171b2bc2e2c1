"""What is asked of deliveries: what left, what is on its way to leave, what money covers it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from documents import registry
from documents.visibility import visible_bodies
from orders.customer_order.models import CustomerOrderLine, LineState
from orders.delivery.amounts import NOTHING, ZERO, Charges, Gone, part_of, shares_in
from orders.delivery.models import Delivery, DeliveryLine, Paid
from ui import prepared
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.values import KEY, Given

if TYPE_CHECKING:
    from masterdata.models import User

BINDING = ("authorized", "direct", "picked", "checked", "loaded")
WAITING = ("draft", *BINDING)
OUT = ("dispatched", "delivered", "installed", "closed")
# A delivery's state, and its shares as they are stored.
Bill = tuple[str, Any]
SENT = Coalesce("picked", "base_quantity")


@dataclass(frozen=True)
class Held:
    """What papers hold of a line, and their numbers."""

    quantity: Decimal = ZERO
    numbers: tuple[str, ...] = ()


def slips_missing(user: "User") -> "QuerySet[Delivery]":
    """未回单, of those he may see: goods that left, and whose signed slip is not filed."""
    seen = visible_bodies(user, registry.get("delivery"))
    # What left has its time; named, it brings SQLite to the index of what is not filed.
    left = seen.filter(dispatched_at__isnull=False, head__state__in=OUT)
    return left.filter(slip_filed_at__isnull=True)


def posted_lines() -> "QuerySet[DeliveryLine]":
    """Lines of deliveries that left; plain, without what they cite. What counts of a line is
    `sent − refused`."""
    lines: QuerySet[DeliveryLine] = DeliveryLine._base_manager.filter(body__head__state__in=OUT)
    return lines


def gone_of(order_lines: Iterable[Any], *, but: int | None = None) -> dict[int, Gone]:
    """By order line: what left or is authorised to leave, without what was refused, in the other
    deliveries than `but`: one query.

    What came back to be replaced is open again: of what left, the line's own counter says.
    """
    lines = {line.pk: line for line in order_lines}
    out: dict[int, Gone] = {}
    coming: dict[int, Gone] = {}
    for state, pk, going, refused, net, gross, refused_gross in _taken(set(lines), but or 0):
        group = out if state in OUT else coming
        kept = Gone(going - refused, net - part_of(net, refused, going), gross - refused_gross)
        group[pk] = group.get(pk, NOTHING).plus(kept)
    return {
        pk: as_counted(out.get(pk, NOTHING), line).plus(coming.get(pk, NOTHING))
        for pk, line in lines.items()
        if pk in out or pk in coming
    }


def _on_deliveries(order_lines: Any, but: Any, states: tuple[str, ...]) -> "QuerySet[DeliveryLine]":
    lines = DeliveryLine._base_manager.filter(
        among("order_line_id", order_lines), body__head__state__in=states
    )
    return lines.exclude(body_id=but).annotate(going=SENT)


_TAKEN = ("order_line_id", "going", "refused", "net", "gross", "refused_gross")
_taken: Prepared[Any] = Prepared(
    lambda lines, but: (
        _on_deliveries(lines, but, (*BINDING, *OUT))
        .order_by("id")
        .values_list("body__head__state", *_TAKEN)
    ),
    KEYS,
    KEY,
)
_waiting_with: Prepared[Any] = Prepared(
    lambda lines, but: (
        _on_deliveries(lines, but, WAITING)
        .order_by("body_id", "line_no")
        .values_list("order_line_id", "going", "body__head__number")
    ),
    KEYS,
    KEY,
)


def as_counted(out: Gone, line: Any) -> Gone:
    """What left, less what came back to be replaced."""
    if line.shipped_quantity >= out.quantity:
        return out
    net = part_of(out.net, line.shipped_gross, out.gross)
    return Gone(line.shipped_quantity, net, line.shipped_gross)


def held_on_deliveries(order_line_ids: Iterable[int], *, but: int | None = None) -> dict[int, Held]:
    """By order line: what deliveries that have not left yet hold of it."""
    held: dict[int, Held] = {}
    for pk, quantity, number in _waiting_with(list(order_line_ids), but or 0):
        before = held.get(pk, Held())
        numbers = before.numbers if number in before.numbers else (*before.numbers, number)
        held[pk] = Held(before.quantity + quantity, numbers)
    return held


@dataclass(frozen=True)
class Deliverable:
    """An order line and how much of it may still be put on a delivery, in base units."""

    line: CustomerOrderLine
    quantity: Decimal
    held: Held


def deliverable(order_ids: Iterable[int], *, but: int | None = None) -> list[Deliverable]:
    """Open lines of these orders, less what other live deliveries hold; two queries."""
    lines = _open_lines(set(order_ids))
    held = held_on_deliveries((line.pk for line in lines), but=but)
    found = [Deliverable(line, left_of(line, held), held.get(line.pk, Held())) for line in lines]
    return [each for each in found if each.quantity > 0]


_open_lines = Prepared(
    lambda ids: (
        CustomerOrderLine.objects.filter(among("body_id", ids), line_state=LineState.OPEN)
        .select_related("item", "unit", "body__head", "body__warehouse")
        .order_by("body_id", "line_no")
    ),
    KEYS,
)


def left_of(line: CustomerOrderLine, held: dict[int, Held]) -> Decimal:
    others = held[line.pk].quantity if line.pk in held else ZERO
    return max(line.open_quantity - others, ZERO)


def orders_of(body: Any, lines: Iterable[Any]) -> list[int]:
    return sorted({line.order_line.body_id for line in lines if line.order_line_id})


def orders_on(body: Any) -> list[Any]:
    """The heads of the orders that a loaded delivery draws on, in the order of their ids."""
    heads = {x.order_line.body_id: x.order_line.body.head for x in body.lines.all() if x.order_line}
    return [heads[pk] for pk in sorted(heads)]


def sources_of(body: Any, lines: Iterable[Any]) -> list[int]:
    """Its orders, and the pick-up note of goods that go straight to the customer."""
    note = [body.pickup_note_id] if body.pickup_note_id else []
    return sorted({*orders_of(body, lines), *note})


def of_note(note_id: int, *, but: int | None = None) -> "QuerySet[Delivery]":
    """The deliveries that count and take the goods of this pick-up note."""
    found = Delivery.objects.filter(pickup_note=note_id, head__state__in=(*WAITING, *OUT))
    return found.exclude(pk=but or 0).select_related("head").order_by("pk")


def live_deliveries(order_ids: Iterable[int], *, states: Iterable[str]) -> "QuerySet[Delivery]":
    """Deliveries of these orders in these states; an order may have several."""
    lines = DeliveryLine._base_manager.filter(order_line__body__in=set(order_ids))
    return Delivery.objects.filter(
        pk__in=lines.order_by().values("body_id"), head__state__in=tuple(states)
    )


def promised_of(order_ids: Iterable[int], *, but: int | None = None) -> dict[int, Decimal]:
    """By order: what other authorised deliveries that have not left yet will owe for it."""
    return promised_in(bills_of(order_ids, but=but, states=BINDING), order_ids)


def promised_in(bills: Iterable[Bill], order_ids: Iterable[int]) -> dict[int, Decimal]:
    found = dict.fromkeys(order_ids, ZERO)
    for state, shares in bills:
        for share in shares_in(shares) if state in BINDING else ():
            if share.order_id in found:
                found[share.order_id] += share.amount
    return found


def bills_of(
    order_ids: Iterable[int], *, but: int | None = None, states: Iterable[str] = (*BINDING, *OUT)
) -> list[Bill]:
    """State and shares of the other deliveries of these orders."""
    wanted = tuple(states)
    return prepared.rows(
        ("bills", wanted), lambda: _bills(wanted), orders=set(order_ids), but=but or 0
    )


def _bills(states: tuple[str, ...]) -> "QuerySet[Delivery, Any]":
    # By the lines of the orders: joined to them, every line of a delivery would be looked at.
    ordered = CustomerOrderLine._base_manager.filter(among("body_id", Given("orders", KEYS)))
    lines = DeliveryLine._base_manager.filter(order_line__in=ordered.order_by().values("pk"))
    found = Delivery.objects.filter(pk__in=lines.order_by().values("body_id"))
    others = found.filter(head__state__in=states).exclude(pk=Given("but", KEY))
    return others.values_list("head__state", "shares")


def unbilled_in(bills: Iterable[Bill], charges: Mapping[int, Charges]) -> dict[int, Charges]:
    """What these deliveries leave of the orders' charges."""
    left = dict(charges)
    for _state, shares in bills:
        for share in shares_in(shares):
            known = left.get(share.order_id)
            if known is not None and not share.all_refused:
                left[share.order_id] = Charges(
                    max(known.freight - share.freight, ZERO),
                    max(known.waiver - share.waiver, ZERO),
                )
    return left


def with_driver(order_ids: Iterable[int]) -> dict[int, Decimal]:
    """By order: cash on delivery that its driver still has to bring or to hand over."""
    found = dict.fromkeys(order_ids, ZERO)
    for delivery in live_deliveries(found, states=OUT).filter(cod=True).select_related("head"):
        left = _outstanding(delivery)
        for share in shares_in(delivery.shares):
            part = min(left, share.amount - share.refused)
            left -= part
            if share.order_id in found:
                found[share.order_id] += part
    return found


def _outstanding(delivery: Delivery) -> Decimal:
    if delivery.head.state == "dispatched":
        return delivery.cod_due
    if delivery.cod_method == Paid.NONE:
        return ZERO
    return delivery.cod_collected - delivery.cod_handed_over


def cash_with(driver_id: int) -> Decimal:
    """Cash that a driver collected and has not handed to the cashier."""
    rows = cash_deliveries(driver_id).aggregate(left=Sum(F("cod_collected") - F("cod_handed_over")))
    return rows["left"] or ZERO


def cash_deliveries(driver_id: int | None) -> "QuerySet[Delivery]":
    """Deliveries whose cash is still with their driver, of one or of all."""
    found = Delivery.objects.filter(
        head__state__in=OUT, cod_method=Paid.CASH, cod_collected__gt=F("cod_handed_over")
    )
    return found if driver_id is None else found.filter(driver=driver_id)
