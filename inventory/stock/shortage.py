"""What is missing for a movement, in words, and which papers took it."""

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from inventory.places.models import Bin
from inventory.stock.entry import EXPECTED, ON_HAND, RESERVED, Key, Sums
from inventory.stock.models import StockBalance, StockEntry
from masterdata.models import Item

NONE = Decimal(0)
FREE = "free"
SENTENCES: dict[str, Promise] = {
    ON_HAND: _("%(item)s in %(place)s: %(missing)s too few (%(there)s on hand)."),
    RESERVED: _("%(item)s in %(place)s: %(missing)s too few are reserved (%(there)s)."),
    EXPECTED: _("%(item)s in %(place)s: %(missing)s too few are on order (%(there)s)."),
    FREE: _(
        "%(item)s in %(place)s: %(missing)s too few are free (%(there)s; the rest is promised to"
        " orders)."
    ),
}
Balances = Mapping[Key, StockBalance]


def shortages(balances: Balances, change: Sums) -> list[str]:
    """A sentence for every item and place that would fall below zero; none may be left out."""
    short = _short(balances, change)
    if not short:
        return []
    items = Item.objects.in_bulk([item_id for item_id, _bin, _held in short])
    bins = Bin.objects.select_related("warehouse").in_bulk([key[1] for key in short])
    return [
        str(SENTENCES[phase])
        % {
            "item": items[key[0]],
            "place": f"{bins[key[1]].warehouse} {bins[key[1]]}",
            "missing": plain(missing),
            "there": plain(there),
        }
        for key, lacks in short.items()
        for phase, (missing, there) in lacks.items()
    ]


def _short(balances: Balances, change: Sums) -> dict[Key, dict[str, tuple[Decimal, Decimal]]]:
    """Per place and phase: how much is missing, and how much is there."""
    short: dict[Key, dict[str, tuple[Decimal, Decimal]]] = {}
    for key in sorted(change):
        row = balances.get(key)
        for phase, quantity in change[key].items():
            there: Decimal = getattr(row, phase) if row else NONE
            if quantity < 0 and there + quantity < 0:
                short.setdefault(key, {})[phase] = (-(there + quantity), there)
        missing, free = _promised_beyond(row, change[key])
        if missing > 0 and key not in short:
            short[key] = {FREE: (missing, free)}
    return short


def _promised_beyond(
    row: StockBalance | None, change: Mapping[str, Decimal]
) -> tuple[Decimal, Decimal]:
    """How much more would be promised there than lies there, and how much is free now."""
    on_hand, reserved = (row.on_hand, row.reserved) if row else (NONE, NONE)
    after = on_hand + change[ON_HAND] - reserved - change[RESERVED]
    return -after, max(on_hand - reserved, NONE)


def claimers(document: Document) -> list[Document]:
    """Other papers that have used up a part of what this one reserved or expects."""
    uses = StockEntry.objects.filter(claim_document=document, reverses=None, reversed_by=None)
    others = uses.exclude(document=document).values("document_id")
    return list(Document.objects.filter(pk__in=others).order_by("-id"))


def takers(document: Document, balances: Balances, change: Sums) -> list[Document]:
    """Later papers that took goods from the places where now some are missing, latest first."""
    short = _short(balances, change)
    first = StockEntry.objects.filter(document=document).order_by("id").values("id")[:1]
    taken = StockEntry.objects.filter(
        item_id__in={key[0] for key in short},
        bin_id__in={key[1] for key in short},
        id__gt=first,
        reverses=None,
        reversed_by=None,
    ).exclude(document=document)
    taken = taken.filter(Q(quantity__lt=0) | Q(phase=RESERVED, quantity__gt=0))
    found = {
        document_id
        for document_id, item_id, bin_id, held_for, phase in taken.values_list(
            "document_id", "item_id", "bin_id", "held_for", "phase"
        )
        if _phases_of(short, (item_id, bin_id, held_for)) & {phase}
    }
    return list(Document.objects.filter(pk__in=found).order_by("-id"))


def _phases_of(short: Mapping[Key, Mapping[str, object]], key: Key) -> set[str]:
    """What is short there; goods that are not free were taken or promised."""
    lacks = set(short.get(key, {}))
    return lacks | {ON_HAND, RESERVED} if FREE in lacks else lacks


def plain(quantity: Decimal) -> str:
    """A quantity as people write it: no trailing zeros, no exponent."""
    return f"{quantity.normalize():f}"
