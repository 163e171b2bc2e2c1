"""直发 seen from the receipt: where its goods are booked, and the delivery that is its other half.

The delivery belongs to the sale; here it is known as a paper that came of this one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import engine, links
from documents.flow import Words
from documents.models import Document
from inventory.places.direct import is_direct
from masterdata.models import User
from purchasing.pickup_note.queries import READY, receipts_of
from purchasing.receipt.models import Receipt
from ui.punctuation import named

DELIVERY = "delivery"


def twin_of(receipt: Document) -> Document | None:
    """The delivery that left with these goods; none before approval, or once both are undone."""
    papers = links.targets_of(receipt)
    return next((each for each in papers if each.type == DELIVERY and links.is_live(each)), None)


def lies_where_it_came(body: Any, actor: Any) -> Words:
    """Goods that went straight on lie in their own place, and no others do."""
    off = [x.line_no for x in body.lines.all() if is_direct(x.bin) != body.is_direct]
    if not off:
        return ""
    if body.is_direct:
        return _(
            "These goods went straight to the customer and lie in no store: edit and save the"
            " receipt, that puts these lines right: %(lines)s."
        ) % {"lines": named(off)}
    return _(
        "These lines are booked as gone straight to a customer, which takes a pick-up note. Choose"
        " other bins: %(lines)s."
    ) % {"lines": named(off)}


def note_fits(body: Any, actor: Any) -> Words:
    """One note, one receipt, of the note's own lines; made once the goods have arrived."""
    if body.pickup_note is None:
        return ""
    note = body.pickup_note
    words = {"note": note.head.number}
    if note.head.party_id != body.head.party_id:
        return _("%(note)s is of another supplier.") % words
    if note.head.held or note.head.state not in READY:
        return _not_ready(note)
    others = [each for each in receipts_of(note.pk) if each.pk != body.pk]
    if others:
        return _("%(other)s was made of %(note)s already. Void one of the two.") % (
            words | {"other": others[0].number}
        )
    return _too_much(body, note)


def _not_ready(note: Any) -> Words:
    words = {"note": note.head.number}
    if note.head.held or note.head.state == "void":
        return _("%(note)s is on hold or void.") % words
    if note.is_direct:
        return _("The customer has not confirmed the goods of %(note)s; that comes first.") % words
    if note.head.state == "received":
        return _("The goods of %(note)s were received already.") % words
    return _("The goods of %(note)s are not fetched and counted by two yet.") % words


def _too_much(body: Any, note: Any) -> Words:
    noted = {line.order_line_id: line.base_quantity for line in note.lines.all()}
    over = [
        line.line_no
        for line in body.lines.all()
        if line.order_line_id not in noted
        or (note.is_direct and line.base_quantity > noted[line.order_line_id])
    ]
    if not over:
        return ""
    return _("These lines are not, or not to that quantity, on %(note)s: %(lines)s.") % {
        "note": note.head.number,
        "lines": named(over),
    }


def went_straight(body: Any, actor: Any) -> Words:
    return "" if body.is_direct else _("Its goods did not go straight to a customer.")


def no_half_of_a_pair(body: Any, actor: Any) -> Words:
    twin = twin_of(body.head) if body.is_direct else None
    if twin is None:
        return ""
    return _(
        "%(receipt)s and the delivery %(delivery)s are the two halves of one direct shipment;"
        " neither is reversed alone. Reverse %(delivery)s: that takes %(receipt)s back in the same"
        " act."
    ) % {"receipt": body.head.number, "delivery": twin.number}


def facts(body: Any) -> Sequence[Mapping[str, Any]]:
    """On the page: that the goods went straight on, and with which delivery."""
    if body.pickup_note is None:
        return ()
    found: list[Mapping[str, Any]] = [
        {"label": _("Where the goods go"), "value": body.pickup_note.get_way_display()}
    ]
    twin = twin_of(body.head) if body.is_direct else None
    if twin is not None:
        words = _("%(number)s; reversed with it")
        found.append({"label": _("Left with delivery"), "value": words % {"number": twin.number}})
    return found


def follow_note(body: Receipt, *, at: datetime) -> None:
    """The note is done with when its receipt is approved, and waits again when that is undone."""
    if body.pickup_note is None:
        return
    back = {"direct": "unreceive_direct", "store": "unreceive_stored"}[body.pickup_note.way]
    step = "receive" if body.head.state == "approved" else back
    engine.insist(body.pickup_note.pk, step, at=at, cause=body.head)


def reverse_receipt_of(delivery: Document, *, actor: User, at: datetime) -> None:
    """The delivery is reversed: the receipt that it left with is reversed in the same act."""
    for paper in links.sources_of(delivery):
        if paper.type == "receipt" and links.is_live(paper):
            engine.insist(paper.pk, "reverse_with_delivery", at=at, cause=delivery, actor=actor)
