"""直发: receipt and delivery of goods that a supplier sends straight to a customer, as a pair.

The receipt's approval takes the delivery along, and the delivery's reversal the receipt: both are
in the books, or neither is. The other half belongs to another app; it is known as a paper alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import engine, links, registry
from documents.errors import Refused
from documents.flow import Words
from documents.models import Document
from documents.rights import authority
from inventory.stock.queries import came_directly, posted_on
from masterdata.models import Item, User
from orders.delivery.models import Delivery, DeliveryLine
from orders.delivery.postings import is_goods
from ui import formats
from ui.punctuation import named

RECEIPT, WAITS = "receipt", "direct"
ZERO = Decimal(0)


def twin_of(delivery: Document) -> Document | None:
    """The receipt that this delivery left with; none while it waits, or once both are undone."""
    papers = links.sources_of(delivery)
    return next((each for each in papers if each.type == RECEIPT and links.is_live(each)), None)


def leave_with(receipt: Document, *, actor: User, at: datetime) -> None:
    """What came into the place that goods only pass goes out of it, or nothing came in."""
    came = came_directly(receipt.pk)
    if not came:
        return
    delivery = _waiting_for(receipt)
    _require_same_goods(delivery, came)
    engine.insist(
        delivery.pk, "ship_direct", at=at, cause=receipt, actor=actor, on=posted_on(receipt.pk)
    )
    links.link(receipt, delivery.head)


def _waiting_for(receipt: Document) -> Delivery:
    papers = links.sources_of(receipt)
    notes = Delivery.objects.filter(pickup_note__in=papers, head__state=WAITS)
    found = list(notes.select_related("head").order_by("pk"))
    if len(found) == 1:
        return found[0]
    drawn = Delivery.objects.filter(pickup_note__in=papers, head__state="draft")
    numbers = named(drawn.order_by("pk").values_list("head__number", flat=True))
    if numbers:
        raise Refused(
            _(
                "%(number)s went straight to the customer, and the order clerk has not authorised"
                " the delivery %(delivery)s yet. That comes first."
            )
            % {"number": receipt.number, "delivery": numbers}
        )
    raise Refused(
        _(
            "%(number)s went straight to the customer, and no delivery takes its goods. The billing"
            " clerk draws it up from the pick-up note, the order clerk authorises it."
        )
        % {"number": receipt.number}
    )


def _require_same_goods(delivery: Delivery, came: Mapping[int, Decimal]) -> None:
    going = _going(DeliveryLine.objects.filter(body=delivery.pk).order_by("line_no"))
    off = [pk for pk in sorted({*came, *going}) if came.get(pk, ZERO) != going.get(pk, ZERO)]
    if not off:
        return
    items = Item.objects.in_bulk(off)
    raise Refused(
        _(
            "What the receipt brings and what %(delivery)s sends to the customer are not the same."
            " Correct the one that is wrong:"
        )
        % {"delivery": delivery.head.number},
        details=[
            _("%(item)s: received %(came)s, delivered %(going)s")
            % {
                "item": f"{items[pk].code} {items[pk].name}",
                "came": formats.quantity(came.get(pk, ZERO)),
                "going": formats.quantity(going.get(pk, ZERO)),
            }
            for pk in off
        ],
    )


def _going(lines: Any) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for line in lines:
        if is_goods(line):
            found[line.item_id] = found.get(line.item_id, ZERO) + line.sent
    return found


def pair_goes_together(body: Any, actor: Any) -> Words:
    """Who takes the delivery back takes the receipt back, so he needs the right to both."""
    twin = twin_of(body.head) if body.pickup_note_id else None
    if twin is None:
        return ""
    step = registry.get(twin.type).step("reverse")
    refusals = authority(twin, step, actor=actor, on=timezone.localdate()).refusals
    if not refusals:
        return ""
    return _(
        "%(delivery)s and %(receipt)s are the two halves of one direct shipment and are reversed"
        " together; it takes the right to reverse the receipt too. %(why)s"
    ) % {"delivery": body.head.number, "receipt": twin.number, "why": refusals[0]}


def facts(body: Any) -> Sequence[Mapping[str, Any]]:
    """On the page: what the delivery is one half of."""
    twin = twin_of(body.head) if body.pickup_note_id else None
    if twin is None:
        return ()
    words = _("%(number)s; reversed with it")
    return ({"label": _("Left with receipt"), "value": words % {"number": twin.number}},)
