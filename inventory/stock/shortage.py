"""What is missing for a movement, in words, and which papers took it."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from inventory.places.models import Bin
from inventory.stock.entry import EXPECTED, ON_HAND, RESERVED, Key, Sums
from inventory.stock.models import StockBalance, StockEntry
from masterdata.models import Item

NONE = Decimal(0)
SENTENCES: dict[str, Promise] = {
    ON_HAND: _("%(item)s in %(place)s: %(missing)s too few (%(there)s on hand)."),
    RESERVED: _("%(item)s in %(place)s: %(missing)s too few are reserved (%(there)s)."),
    EXPECTED: _("%(item)s in %(place)s: %(missing)s too few are on order (%(there)s)."),
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
    return short


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
        quantity__lt=0,
        id__gt=first,
        reverses=None,
        reversed_by=None,
    ).exclude(document=document)
    found = {
        document_id
        for document_id, item_id, bin_id, held_for, phase in taken.values_list(
            "document_id", "item_id", "bin_id", "held_for", "phase"
        )
        if phase in short.get((item_id, bin_id, held_for), {})
    }
    return list(Document.objects.filter(pk__in=found).order_by("-id"))


def plain(quantity: Decimal) -> str:
    """A quantity as people write it: no trailing zeros, no exponent."""
    return f"{quantity.normalize():f}"
