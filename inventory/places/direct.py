"""直发: the place that goods pass which a supplier sends straight to a customer.

It is a warehouse of its own, and empty before and after every pair of receipt and delivery: so
what goes out costs to the cent what came in, whatever the firm's stores hold of the same item.
"""

from itertools import count

from django.db import transaction
from django.utils.translation import gettext

from inventory.places.actions import make_default_bins
from inventory.places.models import Bin, BinKind, Warehouse
from ui.pinyin import initials

DIRECT_PLACE = "ZF"


def find_direct_bin() -> Bin | None:
    """Where such goods are booked; nothing before the first of them was announced."""
    bins = Bin.objects.filter(kind=BinKind.DIRECT).select_related("warehouse")
    return bins.order_by("-is_active", "id").first()


def direct_bin() -> Bin:
    """The same, made with its warehouse where there is none yet."""
    return find_direct_bin() or _made()


def _made() -> Bin:
    taken = set(Warehouse.objects.values_list("code", flat=True))
    codes = (f"{DIRECT_PLACE}{number or ''}" for number in count())
    name = gettext(BinKind.DIRECT.label)
    with transaction.atomic():
        warehouse = Warehouse.objects.create(
            code=next(code for code in codes if code not in taken),
            name=name,
            pinyin=initials(name),
        )
        # With these, a form in which somebody adds a line finds a bin, and is refused in words.
        make_default_bins(warehouse)
        return Bin.objects.create(
            warehouse=warehouse, code=DIRECT_PLACE, kind=BinKind.DIRECT, name=name
        )


def is_direct(place: Bin | None) -> bool:
    return place is not None and place.kind == BinKind.DIRECT
