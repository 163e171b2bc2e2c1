"""Opening a warehouse: with it come the bins that every posting relies on."""

from django.db import transaction
from django.utils.translation import gettext

from inventory.places.models import Bin, BinKind, Warehouse
from masterdata.models import User
from ui.pinyin import initials

# Codes are pinyin initials, as the storekeepers write them on the shelves.
MAIN_BIN, RECEIVING_BIN, REJECT_BIN, TRANSIT_BIN = "ZC", "SH", "BH", "ZT"


def open_warehouse(
    code: str, *, name: str, keeper: User | None = None, pinyin: str = "", is_active: bool = True
) -> Warehouse:
    """Make a warehouse and its four first bins, all or nothing."""
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
    ):
        if kind not in there:
            Bin.objects.create(warehouse=warehouse, code=code, kind=kind, name=gettext(kind.label))
