"""The return's guards; each names every line that is wrong and says what to do about it."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from purchasing.purchase_order.queries import RECEIVABLE, Held
from purchasing.purchase_return.models import Outcome
from purchasing.purchase_return.queries import BINDING, bought_since, held_on_returns
from purchasing.receipt.checks import plain
from ui.punctuation import bracketed, listed, named

MONTHS_BACK = 12
ZERO = Decimal(0)


def _cited(body: Any) -> list[Any]:
    return [line for line in body.lines.all() if line.receipt_line_id]


def _free(body: Any) -> list[Any]:
    return [line for line in body.lines.all() if not line.receipt_line_id]


def receipts_fit(body: Any, actor: Any) -> Words:
    """Same supplier and item, and a receipt that is approved: reversed goods were never there."""
    found = [fault for fault in (_misfit(body, line) for line in _cited(body)) if fault]
    if not found:
        return ""
    return _("These lines do not fit their receipts: %(lines)s.") % {"lines": named(found)}


def _misfit(body: Any, line: Any) -> Words:
    receipt = line.receipt_line.body.head
    values = {"line": line.line_no, "number": receipt.number}
    if receipt.party_id != body.head.party_id:
        return _("line %(line)s: %(number)s is a receipt from another supplier") % values
    if line.receipt_line.item_id != line.item_id:
        return _("line %(line)s: %(number)s brought another item there") % values
    if receipt.state != "approved":
        return _("line %(line)s: %(number)s is not approved (any more)") % values
    return ""


def within_received(body: Any, actor: Any) -> Words:
    """Never more than received, less returned, less what other submitted returns hold.

    Asked at approval and when the goods leave too, with the receipts' heads locked: two returns
    that both looked right as drafts cannot both leave.
    """
    lines = _cited(body)
    if not lines:
        return ""
    held = held_on_returns(
        (line.receipt_line_id for line in lines), but=body.head_id, states=BINDING
    )
    wanted: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        wanted[line.receipt_line_id] += line.base_quantity
    over = [
        _excess(line, wanted[line.receipt_line_id], held.get(line.receipt_line_id, Held()))
        for line in lines
        if wanted[line.receipt_line_id] > _left(line, held.get(line.receipt_line_id, Held()))
    ]
    if not over:
        return ""
    return _("More is returned than was received: %(lines)s. Lower the quantity.") % {
        "lines": named(over)
    }


def _left(line: Any, others: Held) -> Decimal:
    source = line.receipt_line
    left: Decimal = source.base_accepted - source.returned_quantity - others.quantity
    return max(left, ZERO)


def _excess(line: Any, wanted: Decimal, others: Held) -> Words:
    source = line.receipt_line
    return _(
        "line %(line)s %(item)s: received %(received)s, returned so far %(returned)s, on other"
        " returns %(held)s%(numbers)s, now %(now)s, at most %(most)s"
    ) % {
        "line": line.line_no,
        "item": line.item.code,
        "received": plain(source.base_accepted),
        "returned": plain(source.returned_quantity),
        "held": plain(others.quantity),
        "numbers": bracketed(listed(others.numbers)) if others.numbers else "",
        "now": plain(wanted),
        "most": plain(_left(line, others)),
    }


def without_receipt_only_with_reason(body: Any, actor: Any) -> Words:
    """R123: by role (its makers), at the price rule, with a reason."""
    free = _free(body)
    if not free or body.no_receipt_reason:
        return ""
    return _(
        "These lines go back on no receipt: %(lines)s. Take them from their receipt, or give the"
        " reason why there is none."
    ) % {"lines": named(line.line_no for line in free)}


def bought_here(body: Any, actor: Any) -> Words:
    """Without its receipt an item goes back only to whom it was bought from lately."""
    asked = [line for line in _free(body) if not line.unbought_reason]
    if not asked or not body.head.party_id:
        return ""
    known = bought_since(
        months_before(body.head.date, MONTHS_BACK),
        party_id=body.head.party_id,
        item_ids=(line.item_id for line in asked),
    )
    strange = [line for line in asked if line.item_id not in known]
    if not strange:
        return ""
    return _(
        "Not bought from %(supplier)s in the last %(months)s months: %(lines)s. Take these lines"
        " out, or say on each why it goes back to him all the same."
    ) % {
        "supplier": body.head.party.name,
        "months": MONTHS_BACK,
        "lines": named(f"{line.line_no} {line.item.code}" for line in strange),
    }


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one that month has."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has twenty-eight days")


def reasons_given(body: Any, actor: Any) -> Words:
    bare = [line.line_no for line in body.lines.all() if not (line.reason or body.reason)]
    if not bare:
        return ""
    return _("Say why these lines go back, each or all at the top: %(lines)s.") % {
        "lines": named(bare)
    }


def replaceable(body: Any, actor: Any) -> Words:
    """Only an order can be open again; a filed one is reopened by hand first."""
    found = [fault for fault in map(_not_replaceable, body.lines.all()) if fault]
    if not found:
        return ""
    return _("These lines cannot be replaced: %(lines)s. Choose “Credit the amount” for them.") % {
        "lines": named(found)
    }


def _not_replaceable(line: Any) -> Words:
    if line.outcome != Outcome.REPLACE:
        return ""
    if line.order_line is None:
        return _("line %(line)s: there is no order to deliver on") % {"line": line.line_no}
    order = line.order_line.body.head
    if order.state not in RECEIVABLE:
        return _(
            "line %(line)s: %(number)s is not in fulfilment; if its contract is filed, the"
            " purchasing manager can reopen it"
        ) % {"line": line.line_no, "number": order.number}
    return ""


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
