"""What of the finished goods lies there, is promised, is free and is coming; few queries."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.stock.queries import figures, next_arrivals
from masterdata.models import Item
from masterdata.models.items import ItemKind
from orders.daily_papers.tables import DAY, QUANTITY, Block, FigureColumn

Row = dict[str, Any]


def quantity(name: str, label: Any) -> FigureColumn:
    return FigureColumn(name, label, QUANTITY, "c-pieces")


COLUMNS = (
    FigureColumn("no", _("No."), css="c-no"),
    FigureColumn("series", _("Series"), css="c-series", room=10),
    FigureColumn("model", _("Model"), css="c-model", room=12),
    FigureColumn("name", _("Item name"), css="c-name", room=20),
    FigureColumn("colour", _("Colour"), css="c-colour", room=7),
    FigureColumn("size", _("Size"), css="c-size", room=9),
    quantity("packs", _("Packs")),
    quantity("on_hand", _("On hand")),
    quantity("reserved", _("Reserved")),
    quantity("available", _("Can be promised")),
    quantity("expected", _("In production or on order")),
    FigureColumn("arrives", _("Next arrival"), DAY, "c-date"),
    FigureColumn("note", _("Remark"), css="c-note", room=10),
)
MAIN = "main"


def empty() -> Block:
    return Block(MAIN, _("Finished goods"), COLUMNS)


def blocks_shown(body: Any) -> list[Block]:
    """Frozen once submitted; the store of this moment before."""
    if body.frozen_at:
        return [empty().loaded(body.figures.get(MAIN, ()))]
    return live({line.item_id: line.note for line in body.lines.all()})


def live(notes: Mapping[int, str]) -> list[Block]:
    """Series by series: everything that lies there, is promised or is coming, or has a note."""
    items = Item.objects.filter(kind=ItemKind.FINISHED).order_by("series", "model", "code")
    known = {item.pk: item for item in items}
    found = figures(known)
    told = {
        pk
        for pk, each in found.items()
        if each.on_hand or each.reserved or each.expected or pk in notes
    }
    coming = next_arrivals(told)
    rows = (
        row_of(known[pk], found[pk], coming.get(pk), notes.get(pk, ""))
        for pk in known
        if pk in told
    )
    return [empty().with_rows(_numbered(rows))]


def row_of(item: Item, stock: Any, arrives: Any, note: str) -> Row:
    return {
        "item_id": item.pk,
        "series": item.series,
        "model": item.model or item.specification or item.code,
        "name": item.name,
        "colour": item.colour,
        "size": item.size,
        "packs": stock.on_hand * item.parcels_per_piece,
        "on_hand": stock.on_hand,
        "reserved": stock.reserved,
        "available": stock.available,
        "expected": stock.expected,
        "arrives": arrives,
        "note": note,
    }


def _numbered(rows: Iterable[Row]) -> list[Row]:
    return [{"no": number, **row} for number, row in enumerate(rows, start=1)]
