"""The receipt's guards; each names every line that is wrong and says what to do about it."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from masterdata.models import Company
from masterdata.roles import Role, roles_of
from purchasing.purchase_order.progress import CLOSED, allowed_of
from purchasing.purchase_order.queries import RECEIVABLE
from ui.punctuation import named

WITHOUT_ORDER = frozenset({Role.PURCHASER, Role.PURCHASING_MANAGER})
ZERO = Decimal(0)


def plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def _of_orders(body: Any) -> list[Any]:
    return [line for line in body.lines.all() if line.order_line_id]


def orders_fit(body: Any, actor: Any) -> Words:
    """Same supplier and item, and an order that is in fulfilment and not on hold."""
    faults = [_misfit(body, line) for line in _of_orders(body)]
    found = [fault for fault in faults if fault]
    if not found:
        return ""
    return _("These lines do not fit their orders: %(lines)s.") % {"lines": named(found)}


def _misfit(body: Any, line: Any) -> Words:
    order_line = line.order_line
    order = order_line.body.head
    values = {"line": line.line_no, "number": order.number}
    if order.party_id != body.head.party_id:
        return _("line %(line)s: %(number)s is an order to another supplier") % values
    if order_line.item_id != line.item_id:
        return _("line %(line)s: %(number)s orders another item there") % values
    if order.held:
        return _("line %(line)s: %(number)s is on hold, the purchasing manager can release it") % (
            values
        )
    if order.state not in RECEIVABLE:
        return (
            _("line %(line)s: %(number)s is not in fulfilment, its delivery is not confirmed yet")
            % values
        )
    if order_line.line_state == CLOSED:
        return _("line %(line)s: the line of %(number)s was closed short, reopen it first") % values
    return ""


def without_order_only_with_reason(body: Any, actor: Any) -> Words:
    free = [line.line_no for line in body.lines.all() if line.order_line_id is None]
    if not free:
        return ""
    if not body.no_order_reason:
        return _(
            "These lines have no order: %(lines)s. Pull them from an order, or give the reason"
            " why there is none."
        ) % {"lines": named(free)}
    if not WITHOUT_ORDER & roles_of(body.head.maker) and not WITHOUT_ORDER & roles_of(actor):
        return _("Goods without an order are entered by a purchaser; ask one to submit this.")
    return ""


def all_inspected(body: Any, actor: Any) -> Words:
    unseen = [line.line_no for line in body.lines.all() if not line.unpacked]
    if not unseen:
        return ""
    return _("Unpack and inspect these lines first and tick them: %(lines)s.") % {
        "lines": named(unseen)
    }


def parts_add_up(body: Any, actor: Any) -> Words:
    off = [
        line.line_no for line in body.lines.all() if line.quantity != line.accepted + line.rejected
    ]
    if not off:
        return ""
    return _("Accepted and rejected do not add up to what arrived on these lines: %(lines)s.") % {
        "lines": named(off)
    }


def rejections_have_reasons(body: Any, actor: Any) -> Words:
    bare = [
        line.line_no for line in body.lines.all() if line.rejected > 0 and not line.reject_reason
    ]
    if not bare:
        return ""
    return _("Say why goods of these lines were rejected: %(lines)s.") % {"lines": named(bare)}


def bins_fit(body: Any, actor: Any) -> Words:
    strange = [
        line.line_no for line in body.lines.all() if line.bin.warehouse_id != body.warehouse_id
    ]
    if not strange:
        return ""
    return _("These bins belong to another warehouse; choose bins of %(warehouse)s: %(lines)s.") % {
        "warehouse": body.warehouse.name,
        "lines": named(strange),
    }


def within_tolerance(body: Any, actor: Any) -> Words:
    """Received so far and this receipt stay within the order and its tolerance (I11).

    Asked at approval too, when the heads of the orders are locked and their lines read anew: two
    receipts that both looked right as drafts cannot both be approved (lesson 4.4).
    """
    lines = _of_orders(body)
    if not lines:
        return ""
    percent = Company.current().over_receipt_percent
    arriving: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        arriving[line.order_line_id] += line.base_accepted
    over = [
        _excess(line, arriving[line.order_line_id], percent)
        for line in lines
        if not line.over_reason and _is_over(line.order_line, arriving[line.order_line_id], percent)
    ]
    if not over:
        return ""
    return _(
        "More than ordered and tolerated: %(lines)s. Lower the accepted quantity, or give the"
        " reason on the line for the approver."
    ) % {"lines": named(over)}


def _is_over(order_line: Any, arriving: Decimal, percent: Decimal) -> bool:
    total = order_line.received_quantity + arriving
    return bool(arriving > 0 and total > allowed_of(order_line, percent=percent))


def _excess(line: Any, arriving: Decimal, percent: Decimal) -> Words:
    order_line = line.order_line
    return _(
        "line %(line)s %(item)s: ordered %(ordered)s, received so far %(received)s, now %(now)s,"
        " at most %(allowed)s in all"
    ) % {
        "line": line.line_no,
        "item": line.item.code,
        "ordered": plain(order_line.base_quantity),
        "received": plain(order_line.received_quantity),
        "now": plain(arriving),
        "allowed": plain(allowed_of(order_line, percent=percent)),
    }
