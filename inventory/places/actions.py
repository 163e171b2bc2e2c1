"""Opening a warehouse: with it come the bins that every posting relies on."""

from itertools import count

from django.db import transaction
from django.utils.translation import gettext

from inventory.places.models import Bin, BinKind, Warehouse
from masterdata.models import User
from ui.pinyin import initials

# Codes are pinyin initials, as the storekeepers write them on the shelves.
MAIN_BIN, RECEIVING_BIN, REJECT_BIN = "ZC", "SH", "BH"
TRANSIT_BIN, HOLD_BIN = "ZT", "DC"


def open_warehouse(
    code: str, *, name: str, keeper: User | None = None, pinyin: str = "", is_active: bool = True
) -> Warehouse:
    """Make a warehouse and its five first bins, all or nothing."""
    with transaction.atomic():
        warehouse = Warehouse.objects.create(
            code=code,
            name=name,
            keeper=keeper,
            pinyin=pinyin or initials(name),
            is_active=is_active,
        )
        make_default_bins(warehouse)
    return warehouse


def make_default_bins(warehouse: Warehouse) -> None:
    """The bins a warehouse cannot do without; those that it has already stay as they are."""
    there = set(warehouse.bins.values_list("kind", flat=True))
    for code, kind in (
        (MAIN_BIN, BinKind.NORMAL),
        (RECEIVING_BIN, BinKind.RECEIVING),
        (REJECT_BIN, BinKind.REJECT),
        (TRANSIT_BIN, BinKind.TRANSIT),
        (HOLD_BIN, BinKind.HOLD),
    ):
        if kind not in there:
            Bin.objects.create(warehouse=warehouse, code=code, kind=kind, name=gettext(kind.label))


def transit_bin(warehouse: Warehouse) -> Bin:
    """Where goods that left this warehouse are booked while they are on their way; made where
    a warehouse has none."""
    return _bin_made(warehouse, BinKind.TRANSIT, code=TRANSIT_BIN)


def hold_bin(warehouse: Warehouse) -> Bin:
    """Where goods lie of which it is not decided yet what becomes of them: nobody may sell or
    promise them. Made where a warehouse has none."""
    return _bin_made(warehouse, BinKind.HOLD, code=HOLD_BIN)


def _bin_made(warehouse: Warehouse, kind: BinKind, *, code: str) -> Bin:
    bins = Bin.objects.filter(warehouse=warehouse)
    known = bins.filter(kind=kind).order_by("-is_active", "id").first()
    if known is not None:
        return known
    taken = set(bins.values_list("code", flat=True))
    codes = (f"{code}{number or ''}" for number in count())
    return Bin.objects.create(
        warehouse=warehouse,
        code=next(each for each in codes if each not in taken),
        kind=kind,
        name=gettext(kind.label),
    )
