"""What is asked of pick-up notes: what open ones hold of order lines, and what was made of one."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from documents import links
from documents.models import Document
from purchasing.pickup_note.models import PickupNote, PickupNoteLine, Way
from purchasing.purchase_order.queries import OPEN_NOTES, held_on_receipts

ON_THE_WAY = ("filed", "forwarded", "confirmed")
READY = ("confirmed", "handed_over")
GONE = ("void", "reversed")
ZERO = Decimal(0)


def waiting_for_delivery() -> "QuerySet[Document]":
    """Notes whose goods go straight to the customer and have not been received yet."""
    direct = PickupNote.objects.filter(way=Way.DIRECT)
    return Document.objects.filter(
        type="pickup_note", state__in=ON_THE_WAY, held=False, pk__in=direct.values("pk")
    )


def goods_of(note_id: int) -> dict[int, Decimal]:
    """By item, in base units."""
    lines = PickupNoteLine._base_manager.filter(body=note_id).order_by()
    return dict(lines.values_list("item_id").annotate(sum=Sum("base_quantity")))


def ready_for_receipt() -> "QuerySet[Document]":
    """Confirmed by the customer, or counted in the store, and no receipt holds them yet."""
    return Document.objects.filter(type="pickup_note", state__in=READY, held=False).exclude(
        pk__in=live_receipts().values("pickup_note")
    )


def live_receipts() -> "QuerySet[Any]":
    """Receipts that count and were made of a note, over the foreign key: they know the note."""
    receipt: Any = PickupNote._meta.get_field("receipts").related_model
    found: QuerySet[Any] = receipt._base_manager.filter(pickup_note__isnull=False)
    return found.exclude(head__state__in=GONE)


def receipts_of(note_id: int) -> list[Document]:
    found = live_receipts().filter(pickup_note=note_id).select_related("head").order_by("pk")
    return [each.head for each in found]


def deliveries_of(note: Document) -> list[Document]:
    """What takes the goods on the sale's side; known as papers that came of this one."""
    return [each for each in links.targets_of(note) if each.type == "delivery" and _counts(each)]


def _counts(document: Document) -> bool:
    return document.state not in GONE


def noted(line_ids: Iterable[int], *, but: int | None = None) -> dict[int, Decimal]:
    """By order line, in base units: what open notes hold of it, other than `but`, and receipts
    that are not approved yet and came of no note."""
    ids = list(line_ids)
    lines = PickupNoteLine._base_manager.filter(
        order_line__in=ids, body__head__state__in=OPEN_NOTES
    ).exclude(body_id=but or 0)
    found = dict(lines.order_by().values_list("order_line_id").annotate(sum=Sum("base_quantity")))
    for pk, held in held_on_receipts(ids, without_note=True).items():
        found[pk] = found.get(pk, ZERO) + held.quantity
    return found
