"""Makes the start of a receipt from a pick-up note: its lines, at the order's terms."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Document
from documents.pages import Pulled
from inventory.places.direct import direct_bin
from inventory.places.models import Bin, Warehouse
from inventory.places.queries import usual_bins
from masterdata.models import User
from purchasing import lines as arithmetic
from purchasing.pickup_note.models import PickupNote, PickupNoteLine
from purchasing.receipt.actions import MORE_TERMS

TERMS = ("price", "price_includes_tax", *MORE_TERMS)
OWN = ("item", "unit", "ratio_numerator", "ratio_denominator")
ZERO = Decimal(0)
Row = dict[str, Any]


def rows_from_note(note: PickupNote) -> list[Row]:
    """What the customer confirmed, or what both counted; nothing of what did not arrive."""
    lines = PickupNoteLine.objects.filter(body=note).order_by("line_no")
    arrived = [line for line in lines if line.arriving > 0]
    bins = _bins(note, arrived)
    return [_row(line, note) | {"bin": bins[line.item_id]} for line in arrived]


def _row(line: PickupNoteLine, note: PickupNote) -> Row:
    """The price is the order's, which counts in the unit of its own line, as the note does."""
    row: Row = {name: getattr(line, name) for name in OWN}
    row |= {name: getattr(line.order_line, name) for name in TERMS}
    row |= {
        "order_line": line.order_line,
        "quantity": line.arriving,
        "rejected": ZERO,
        # The customer has looked at what came straight to him.
        "unpacked": note.is_direct,
        "over_reason": line.difference_reason if line.arriving > line.quantity else "",
    }
    return arithmetic.received(row)


def _bins(note: PickupNote, lines: Sequence[PickupNoteLine]) -> dict[int, Bin]:
    items = {line.item_id for line in lines}
    if note.is_direct:
        return dict.fromkeys(items, direct_bin())
    usual = usual_bins(items, warehouse_id=warehouse_of(note).pk)
    found = Bin.objects.select_related("warehouse").in_bulk(set(usual.values()))
    return {item_id: found[pk] for item_id, pk in usual.items()}


def warehouse_of(note: PickupNote) -> Warehouse:
    """The orders' own store, or the place that goods only pass."""
    if note.is_direct:
        return direct_bin().warehouse
    line = note.lines.select_related("order_line__body__warehouse").order_by("line_no").first()
    assert line is not None, "a filed note has lines"
    return line.order_line.body.warehouse


def start_from(note: PickupNote) -> tuple[Row, Row, list[Row]]:
    """Head, body and lines that a receipt of this note starts with."""
    rows = rows_from_note(note)
    packages = sum(line.packages or 0 for line in note.lines.all()) or None
    body = {
        "pickup_note": note,
        "warehouse": warehouse_of(note),
        "price_includes_tax": rows[0]["price_includes_tax"] if rows else True,
        "arrived_at": note.confirmed_at if note.is_direct else note.agreed_at,
        "delivery_note": note.supplier_number,
        "deliverer": "" if note.is_direct else note.collector,
        "packages": packages,
    }
    return {"party": note.head.party}, body, rows


def take_note(documents: Sequence[Document], user: User) -> Pulled:
    if len(documents) != 1:
        raise Refused(_("A receipt is made of one pick-up note; choose a single one."))
    (document,) = documents
    note = PickupNote.objects.select_related("head__party").get(pk=document.pk)
    head, body, rows = start_from(note)
    orders = {row["order_line"].body.head for row in rows}
    return Pulled(head, body, rows, [*sorted(orders, key=lambda d: d.pk), document])
