"""The note's guards; each says what is wrong, what to do about it, and who can."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.flow import Words
from purchasing.pickup_note.models import Way
from purchasing.pickup_note.queries import deliveries_of, noted, receipts_of
from ui import formats
from ui.punctuation import named

# A supplier may write his note before his promise of a date is entered.
NOTABLE = ("approved", "signed", "active")
ZERO = Decimal(0)


def goes_direct(body: Any, actor: Any) -> Words:
    if body.way == Way.DIRECT:
        return ""
    return _("These goods are fetched and stored: enter who fetched them.")


def is_fetched(body: Any, actor: Any) -> Words:
    if body.way == Way.STORE:
        return ""
    return _("These goods go straight to the customer: enter who confirmed that they arrived.")


def orders_fit(body: Any, actor: Any) -> Words:
    found = [fault for line in body.lines.all() if (fault := _misfit(body, line))]
    if not found:
        return ""
    return _("These lines do not fit their orders: %(lines)s.") % {"lines": named(found)}


def _misfit(body: Any, line: Any) -> Words:
    order = line.order_line.body.head
    words = {"line": line.line_no, "number": order.number}
    if order.party_id != body.head.party_id:
        return _("line %(line)s: %(number)s is an order to another supplier") % words
    if order.held:
        return _("line %(line)s: %(number)s is on hold, the purchasing manager can release it") % (
            words
        )
    if order.state not in NOTABLE:
        return _("line %(line)s: %(number)s is not approved, or nothing of it is to come") % words
    return ""


def within_orders(body: Any, actor: Any) -> Words:
    """Received and noted stay within the order; asked under the orders' locks, so of two notes of
    the last piece only one is filed."""
    lines = list(body.lines.all())
    others = noted((line.order_line_id for line in lines), but=body.pk)
    over = [_excess(line, others) for line in lines if _left(line, others) < line.base_quantity]
    if not over:
        return ""
    return _("More than is still to come: %(lines)s. Lower the quantity of the note.") % {
        "lines": named(over)
    }


def _left(line: Any, others: dict[int, Decimal]) -> Decimal:
    return Decimal(line.order_line.open_quantity - others.get(line.order_line_id, ZERO))


def _excess(line: Any, others: dict[int, Decimal]) -> Words:
    return _(
        "line %(line)s %(item)s: still to come %(open)s, on other notes and receipts %(noted)s,"
        " now %(now)s"
    ) % {
        "line": line.line_no,
        "item": line.item.code,
        "open": formats.quantity(line.order_line.open_quantity),
        "noted": formats.quantity(others.get(line.order_line_id, ZERO)),
        "now": formats.quantity(line.base_quantity),
    }


def supplier_number_given(body: Any, actor: Any) -> Words:
    if body.supplier_number.strip():
        return ""
    return _("Enter the number that stands on the supplier's note.")


def scan_attached(body: Any, actor: Any) -> Words:
    if body.head.attachments.filter(withdrawn_at__isnull=True).exists():
        return ""
    return _("Attach the scan or picture of the supplier's note first.")


def place_given(body: Any, actor: Any) -> Words:
    if body.is_direct or body.pickup_place.strip():
        return ""
    return _("Say where the goods are to be fetched.")


def delivery_is_authorised(body: Any, actor: Any) -> Words:
    """Without it the receipt could not be approved, so it is asked for before the last mile."""
    if not body.is_direct:
        return ""
    found = deliveries_of(body.head)
    if not found:
        return _(
            "No delivery takes the goods of %(note)s yet. The billing clerk draws it up from this"
            " note, the order clerk authorises it."
        ) % {"note": body.head.number}
    waiting = [d.number for d in found if registry.get(d.type).state(d.state).editable]
    if not waiting:
        return ""
    return _("The order clerk authorises the delivery %(numbers)s first.") % {
        "numbers": named(waiting)
    }


def nothing_made(body: Any, actor: Any) -> Words:
    papers = [*receipts_of(body.pk), *deliveries_of(body.head)]
    if not papers:
        return ""
    return _("%(numbers)s came of this note. Undo that first.") % {
        "numbers": named(each.number for each in papers)
    }


def no_receipt(body: Any, actor: Any) -> Words:
    papers = receipts_of(body.pk)
    if not papers:
        return ""
    return _("The receipt %(numbers)s was made of this note. Undo that first.") % {
        "numbers": named(each.number for each in papers)
    }


def receipt_is_approved(body: Any, actor: Any) -> Words:
    if any(each.state == "approved" for each in receipts_of(body.pk)):
        return ""
    return _("No receipt of this note is approved.")


def receipt_is_gone(body: Any, actor: Any) -> Words:
    if not any(each.state == "approved" for each in receipts_of(body.pk)):
        return ""
    return _("The receipt of this note is still approved.")


def counted_by_another(body: Any, actor: Any) -> Words:
    if body.counted_by_id is None or body.counted_by_id != actor.pk:
        return ""
    return _("%(name)s counted these goods already; the purchaser counts them too.") % {
        "name": body.counted_by.display_name
    }
