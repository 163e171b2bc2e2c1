"""What a delivery must satisfy before it goes on; each refusal says what to do and who can."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from inventory.places.announced import waiting_papers
from inventory.places.models import BinKind
from inventory.stock.queries import USABLE
from orders.delivery import queries
from orders.delivery.amounts import NOTHING, ZERO
from orders.delivery.postings import is_goods
from orders.delivery.reckoning import gone_with_others, reckoned
from ui import formats
from ui.punctuation import named

RUNNING = ("released", "fulfilled", "closed")


def has_customer(body: Any, actor: Any) -> Words:
    if body.head.party_id:
        return ""
    return _("No customer is named yet: edit the document and choose one.")


def has_lines(body: Any, actor: Any) -> Words:
    """A parcel of spare parts alone would be billed to no order and stop at no gate."""
    if any(line.order_line_id for line in body.lines.all()):
        return ""
    return _("There is no line of a customer order yet: edit the delivery and pull at least one.")


def orders_fit(body: Any, actor: Any) -> Words:
    """Same customer and item, and an order that is released and not on hold."""
    found = [fault for line in _of_orders(body) if (fault := _misfit(body, line))]
    if not found:
        return ""
    return _("These lines do not fit their orders: %(lines)s.") % {"lines": named(found)}


def _of_orders(body: Any) -> list[Any]:
    return [line for line in body.lines.all() if line.order_line_id]


def _misfit(body: Any, line: Any) -> Words:
    order = line.order_line.body.head
    words = {"line": line.line_no, "number": order.number}
    if order.party_id != body.head.party_id:
        return _("line %(line)s: %(number)s is an order of another customer") % words
    if line.order_line.item_id != line.item_id:
        return _("line %(line)s: %(number)s orders another item there") % words
    if order.held:
        return _("line %(line)s: %(number)s is on hold; the order clerk can resume it") % words
    if order.state != "released":
        return _("line %(line)s: %(number)s is not released by the order clerk") % words
    return ""


def within_orders(body: Any, actor: Any) -> Words:
    """What left or is authorised, and this, stay within the order; asked under the orders' locks,
    so of two deliveries of the last piece only one gets through."""
    lines = _of_orders(body)
    return _too_much(lines, gone_with_others(body), {line.pk: line.sent for line in lines})


def rest_still_free(body: Any, actor: Any) -> Words:
    """Before a short pick is taken back: its rest may lie on another delivery by now."""
    lines = _of_orders(body)
    return _too_much(lines, gone_with_others(body), {line.pk: line.base_quantity for line in lines})


def _too_much(lines: list[Any], gone: Any, going: dict[int, Decimal]) -> Words:
    total: dict[int, Decimal] = {}
    for line in lines:
        pk = line.order_line_id
        total[pk] = total.get(pk, gone.get(pk, NOTHING).quantity) + going[line.pk]
    over = [
        _excess(line, gone.get(line.order_line_id, NOTHING).quantity, going[line.pk])
        for line in lines
        if total[line.order_line_id] > _allowed(line.order_line)
    ]
    if not over:
        return ""
    return _("More than ordered: %(lines)s. Lower the quantity of this delivery.") % {
        "lines": named(over)
    }


def _allowed(order_line: Any) -> Decimal:
    return Decimal(order_line.base_quantity - order_line.closed_quantity)


def _excess(line: Any, before: Decimal, now: Decimal) -> Words:
    return _(
        "line %(line)s %(item)s: ordered %(ordered)s, on other deliveries %(before)s, now %(now)s"
    ) % {
        "line": line.line_no,
        "item": line.item.code,
        "ordered": formats.quantity(_allowed(line.order_line)),
        "before": formats.quantity(before),
        "now": formats.quantity(now),
    }


def bins_fit(body: Any, actor: Any) -> Words:
    strange = [line.line_no for line in body.lines.all() if is_goods(line) and _misplaced(line)]
    if not strange:
        return ""
    if body.pickup_note_id:
        return _(
            "Goods that go straight to the customer lie in no store: edit and save the delivery,"
            " that puts these lines right: %(lines)s."
        ) % {"lines": named(strange)}
    return _(
        "Choose bins of %(warehouse)s with goods that may be sold for these lines: %(lines)s."
    ) % {"warehouse": body.warehouse.name, "lines": named(strange)}


def _misplaced(line: Any) -> bool:
    place = line.bin
    kinds = (BinKind.DIRECT,) if line.body.pickup_note_id else USABLE
    return place is None or place.warehouse_id != line.body.warehouse_id or place.kind not in kinds


def spares_are_free(body: Any, actor: Any) -> Words:
    paid = [line.line_no for line in body.lines.all() if line.spare and line.gross]
    if not paid:
        return ""
    return _("Spare parts are free of charge; these lines are not: %(lines)s.") % {
        "lines": named(paid)
    }


def charges_fit(body: Any, actor: Any) -> Words:
    """Freight and odd money were agreed with the order; a delivery bills what is left of them."""
    unbilled = reckoned(body).unbilled
    freight = sum((each.freight for each in unbilled.values()), ZERO)
    waiver = sum((each.waiver for each in unbilled.values()), ZERO)
    if body.freight > freight:
        return _("The orders have %(left)s of freight left to bill; lower the freight.") % {
            "left": formats.money(freight)
        }
    if body.waiver > waiver:
        return _("The orders have %(left)s of odd money left to waive; lower it.") % {
            "left": formats.money(waiver)
        }
    return ""


def is_planned(body: Any, actor: Any) -> Words:
    if body.plan_on is not None:
        return ""
    return _("The day of the delivery is not planned; the order clerk authorises it with a day.")


def something_goes(body: Any, actor: Any) -> Words:
    if any(line.sent > 0 for line in _of_orders(body)):
        return ""
    return _("Nothing of the orders was picked. Take the picking back, or void this delivery.")


def was_checked(body: Any, actor: Any) -> Words:
    unseen = [line.line_no for line in body.lines.all() if line.sent > 0 and not line.checked]
    if not unseen:
        return ""
    return _("These lines are not checked yet, a second person does it: %(lines)s.") % {
        "lines": named(unseen)
    }


def another_than_the_picker(body: Any, actor: Any) -> Words:
    if body.picked_by_id is None or body.picked_by_id != actor.pk:
        return ""
    return _("%(name)s picked these goods; somebody else checks them.") % {
        "name": body.picked_by.display_name
    }


def no_cash_handed_over(body: Any, actor: Any) -> Words:
    if not body.cod_handed_over:
        return ""
    return _(
        "The cashier counted %(money)s of this delivery. The accountant reverses the hand-over"
        " first."
    ) % {"money": formats.money(body.cod_handed_over)}


def nothing_came_back(body: Any, actor: Any) -> Words:
    if not any(line.returned for line in body.lines.all()):
        return ""
    return _("Goods of this delivery came back on a sales return. Reverse that return first.")


def orders_not_closed(body: Any, actor: Any) -> Words:
    """A closed order cannot be open again behind the back of who closed it."""
    heads = {line.order_line.body.head for line in _of_orders(body)}
    closed = sorted(head.number for head in heads if head.state == "closed")
    if not closed:
        return ""
    return _("%(orders)s is closed. The accountant reopens it first.") % {"orders": named(closed)}


def orders_in_fulfilment(body: Any, actor: Any) -> Words:
    """Goods of an order that was taken back or cancelled since, all of them refused, are not
    promised to it again; a closed one is told of by the guard before."""
    idle = [
        _("line %(line)s: %(number)s is not released by the order clerk")
        % {"line": line.line_no, "number": line.order_line.body.head.number}
        for line in _of_orders(body)
        if line.order_line.body.head.state not in RUNNING
    ]
    return (
        _("These lines do not fit their orders: %(lines)s.") % {"lines": named(idle)}
        if idle
        else ""
    )


def installed_if_agreed(body: Any, actor: Any) -> Words:
    if not body.installation or body.installed_at:
        return ""
    return _("Installation is agreed and not entered yet; the order clerk or the driver enters it.")


def cash_is_handed_over(body: Any, actor: Any) -> Words:
    """回单归档 only after the driver's cash: who files the slip closes the matter."""
    if body.cod_method != "cash" or body.cod_handed_over >= body.cod_collected:
        return ""
    left = formats.money(body.cod_collected - body.cod_handed_over)
    driver = body.driver.display_name if body.driver else ""
    return _(
        "%(driver)s still has %(money)s of this delivery; he hands it to the cashier first."
    ) % {
        "driver": driver,
        "money": left,
    }


def is_direct(body: Any, actor: Any) -> Words:
    if body.pickup_note_id:
        return ""
    return _("Only goods that went straight to the customer leave without picking and checking.")


def goes_the_ordinary_way(body: Any, actor: Any) -> Words:
    if not body.pickup_note_id:
        return ""
    return _(
        "The goods of %(note)s go straight to the customer and are neither picked nor loaded here."
        " Take the step “Authorise, goes straight”."
    ) % {"note": body.pickup_note.number}


def note_waits(body: Any, actor: Any) -> Words:
    if not body.pickup_note_id or waiting_papers().filter(pk=body.pickup_note_id).exists():
        return ""
    return _("%(note)s does not wait for a delivery: ask the purchaser what became of it.") % {
        "note": body.pickup_note.number
    }


def alone_on_its_note(body: Any, actor: Any) -> Words:
    """Receipt and delivery of a direct shipment are a pair: one note, one receipt, one delivery."""
    if not body.pickup_note_id:
        return ""
    other = queries.of_note(body.pickup_note_id, but=body.pk).first()
    if other is None:
        return ""
    return _(
        "%(other)s takes the goods of %(note)s already. Void one of the two; what goes to another"
        " customer needs a pick-up note of its own."
    ) % {"other": other.head.number, "note": body.pickup_note.number}


def driver_of_this_one(body: Any, actor: Any) -> Words:
    """A driver signs off what he drives himself; the office may for everybody."""
    from masterdata.roles import Role, roles_of

    if roles_of(actor) & {Role.ORDER_CLERK, Role.CUSTOMER_SERVICE}:
        return ""
    if body.driver_id == actor.pk:
        return ""
    name = body.driver.display_name if body.driver else (body.carrier or "—")
    return _("%(name)s drives this delivery; he or the order clerk enters the signature.") % {
        "name": name
    }
