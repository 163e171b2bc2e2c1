"""下达 and 缺货分配: what an order gets of the free goods, in turn or out of turn (O5, R40)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import engine, rows
from documents.errors import Refused
from documents.flow import in_place
from documents.models import Document
from inventory.stock.queries import free_in_bins, reserved_parts
from masterdata.models.items import ItemKind
from orders.customer_order import allotment, gates, queries
from orders.customer_order.allotment import Part, Want
from orders.customer_order.models import CustomerOrder, LineState
from ui import formats
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.punctuation import bracketed, listed

Data = Mapping[str, Any]
ZERO = Decimal(0)
FULFILMENT = ("released", "fulfilled")


def wants_of(order_ids: Iterable[int], *, items: Iterable[int] | None = None) -> list[Want]:
    """What the lines of these orders lack, or lack of these items, ranked as the firm ranks them;
    four queries."""
    found = [each for each in queries.lacking(order_ids, items=items) if each.quantity > 0]
    heads = _heads({each.line.body_id for each in found})
    money = queries.funds_of_rows(row[3:] for row in heads)
    about = {row[3]: (row[0], row[1] or "", row[2]) for row in heads}
    return [
        Want(
            order_id=each.line.body_id,
            line_no=each.line.line_no,
            item_id=each.line.item_id,
            quantity=each.quantity,
            level=about[each.line.body_id][1],
            wanted_on=each.line.wanted_on or about[each.line.body_id][2],
            paid_share=share_paid(money[each.line.body_id]),
            number=about[each.line.body_id][0],
        )
        for each in found
    ]


_heads: Prepared[Any] = Prepared(
    lambda ids: queries.figures_of(
        CustomerOrder.objects.filter(among("pk", ids)),
        "head__number",
        "head__party__level",
        "wanted_on",
    ),
    KEYS,
)


def share_paid(money: queries.OrderFunds) -> Decimal:
    return money.paid / money.worth if money.worth > 0 else ZERO


def proposals(
    item_ids: Iterable[int], warehouse: int, *, with_order: int | None = None, lock: bool = False
) -> list[Part]:
    """Who of all released orders gets what of what is free of these items. An item of which
    nothing is free falls to nobody, so nobody is asked for it, however many wait."""
    free = free_in_bins(item_ids, warehouse, lock=lock)
    if not free:
        return []
    orders = set(queries.released_wanting(free, warehouse))
    if with_order is not None:
        orders.add(with_order)
    return allotment.propose(wants_of(orders, items=free), free)


@in_place
def release(body: Any, actor: Any, data: Data) -> None:
    """Reserve what falls to this order; what more important orders wait for is left to them."""
    gates.lock_money(body, actor)
    _plan(body, _share_of(body))


@in_place
def allot(body: Any, actor: Any, data: Data) -> None:
    """More of what came meanwhile, at most what falls to this order in its turn."""
    parts = _share_of(body)
    wanted: Mapping[int, Decimal] = data.get("quantities") or {}
    if wanted:
        due = {line: sum_ for (_order, line), sum_ in allotment.by_line(parts).items()}
        beyond = [no for no, quantity in wanted.items() if quantity > due.get(no, ZERO)]
        if beyond:
            raise Refused(
                _(
                    "In its turn the order gets less of these lines: %(lines)s. The regional"
                    " manager or the sales director can allot out of turn."
                )
                % {"lines": listed(f"{n}{bracketed(_plain(due.get(n, ZERO)))}" for n in beyond)}
            )
        parts = _trimmed(parts, wanted)
    if not parts:
        raise Refused(
            _("Nothing of what this order lacks falls to it now: wait, or allot out of turn.")
        )
    _plan(body, parts)


def allot_override(body: Any, actor: Any, data: Data) -> None:
    """Out of turn: chosen quantities, also out of what another order has reserved."""
    for taking in data.get("take") or ():
        _take_from(body, taking, actor, data)
    wanted: Mapping[int, Decimal] = data.get("quantities") or {}
    lacking = wants_of([body.pk])
    free = free_in_bins({want.item_id for want in lacking}, body.warehouse_id, lock=True)
    parts = allotment.propose(lacking, free)
    if wanted:
        parts = _trimmed(parts, wanted)
        got = {line: sum_ for (_order, line), sum_ in allotment.by_line(parts).items()}
        missing = [no for no, quantity in wanted.items() if quantity > got.get(no, ZERO)]
        if missing:
            raise Refused(
                _("Not so much is free, or the order does not lack so much: %(lines)s.")
                % {"lines": listed(f"{n}{bracketed(_plain(got.get(n, ZERO)))}" for n in missing)}
            )
    if not parts:
        raise Refused(_("Nothing of what this order lacks is free in its warehouse."))
    _plan(body, parts)


def _take_from(body: Any, taking: Mapping[str, Any], actor: Any, data: Data) -> None:
    """The other order gives up so much of a line by a step of its own, before we reserve it."""
    other = CustomerOrder.objects.select_related("head").filter(pk=taking["order"]).first()
    if other is None or other.pk == body.pk or other.warehouse_id != body.warehouse_id:
        raise Refused(_("Choose another released order of the same warehouse to take from."))
    Document.objects.select_for_update(of=("self",)).get(pk=other.pk)
    _refuse_on_delivery(other, taking["line"])
    quantity: Decimal = taking["quantity"]
    parts = _given_up(reserved_of(other.pk, {taking["line"]}), quantity)
    if sum((part.quantity for part in parts), ZERO) < quantity:
        raise Refused(
            _("%(number)s does not have so much reserved in line %(line)s any more.")
            % {"number": other.head.number, "line": taking["line"]}
        )
    CustomerOrder.objects.filter(pk=other.pk).update(allotment=allotment.planned(parts, sign=-1))
    if engine.system(other.pk, "give_up", at=data["at"], cause=body.head, actor=actor) is None:
        raise Refused(
            _("%(number)s is not released any more; nothing can be taken from it.")
            % {"number": other.head.number}
        )


def _refuse_on_delivery(other: Any, line_no: int) -> None:
    line = other.lines.filter(line_no=line_no).values_list("pk", flat=True).first()
    numbers = queries.held_on_deliveries([other.pk]).get(line or 0, [])
    if numbers:
        raise Refused(
            _("The goods of %(number)s are on deliveries already: %(deliveries)s.")
            % {"number": other.head.number, "deliveries": listed(numbers)}
        )


def _given_up(parts: Iterable[Part], quantity: Decimal) -> list[Part]:
    left, found = quantity, []
    for part in parts:
        taken = min(part.quantity, left)
        if taken > 0:
            found.append(_of(part, taken))
            left -= taken
    return found


def give_up_beyond(order_ids: Iterable[int], *, cause: Document, at: datetime) -> None:
    """What orders have reserved beyond what they have open is free again: a delivery or a return
    that is undone brings back promises that other goods have filled since, or that were closed."""
    orders = CustomerOrder.objects.filter(pk__in=list(order_ids))
    for order in orders.filter(head__state__in=FULFILMENT).order_by("pk"):
        parts = _beyond(reserved_of(order.pk), order.lines.all())
        if parts:
            planned = allotment.planned(parts, sign=-1)
            CustomerOrder.objects.filter(pk=order.pk).update(allotment=planned)
            engine.system(order.pk, "give_up", at=at, cause=cause)


def _beyond(kept: Iterable[Part], lines: Iterable[Any]) -> list[Part]:
    found = []
    for line in lines:
        own = [part for part in kept if part.line_no == line.line_no]
        excess = sum((part.quantity for part in own), ZERO) - line.open_quantity
        found += _given_up(own, excess)
    return found


def recall(body: Any, actor: Any, data: Data) -> None:
    """Everything that is reserved is free again; the order is not in billing's hands any more."""
    body.handed_over_at = body.handed_over_to = None
    body.save(update_fields=["handed_over_at", "handed_over_to"])
    free_all(body)


def free_all(body: Any, line_nos: Iterable[int] | None = None) -> None:
    _plan(body, reserved_of(body.pk, line_nos), sign=-1)


def reserved_of(order_id: int, line_nos: Iterable[int] | None = None) -> list[Part]:
    wanted = None if line_nos is None else set(line_nos)
    return [
        Part(order_id, line, 0, bin_id, quantity)
        for (_order, line), places in sorted(reserved_parts([order_id]).items())
        if wanted is None or line in wanted
        for bin_id, quantity in places
    ]


def allow(body: Any, actor: Any, data: Data) -> None:
    """Sales and finance each put their name to a release before the money (R26)."""
    side = gates.sides_open_to(body, actor)[0]
    setattr(body, f"override_{side}_by", actor)
    reason = str(data.get("reason") or "").strip()
    known = body.override_reason
    body.override_reason = (f"{known}; {reason}" if known else reason)[:300]
    body.save(update_fields=[f"override_{side}_by", "override_reason"])


def _share_of(body: Any) -> list[Part]:
    items = {
        line.item_id
        for line in body.lines.all()
        if line.line_state == LineState.OPEN and line.item.kind != ItemKind.SERVICE
    }
    if not items:
        return []
    parts = proposals(items, body.warehouse_id, with_order=body.pk, lock=True)
    return [part for part in parts if part.order_id == body.pk]


def _trimmed(parts: Iterable[Part], wanted: Mapping[int, Decimal]) -> list[Part]:
    """No more of a line than was chosen; a line that was not named gets nothing."""
    left = dict(wanted)
    found = []
    for part in parts:
        taken = min(part.quantity, left.get(part.line_no, ZERO))
        if taken > 0:
            left[part.line_no] -= taken
            found.append(_of(part, taken))
    return found


def _of(part: Part, quantity: Decimal) -> Part:
    return Part(part.order_id, part.line_no, part.item_id, part.bin_id, quantity)


def _plan(body: Any, parts: Iterable[Part], *, sign: int = 1) -> None:
    body.allotment = allotment.planned(parts, sign=sign)
    rows.write([body], ["allotment"])


def _plain(quantity: Decimal) -> str:
    return formats.quantity(quantity)
