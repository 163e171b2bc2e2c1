"""Warehouses and bins in look-up boxes, by code, name and pinyin initials."""

from typing import Any

from django.db.models import QuerySet

from inventory.places.models import Bin, BinKind, Warehouse
from ui import lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search


def find_warehouses(_user: Any, q: str, _params: dict[str, str]) -> QuerySet[Warehouse]:
    """Nobody chooses the place that goods only pass on the way to a customer."""
    passed = Bin.objects.filter(kind=BinKind.DIRECT).values("warehouse")
    return ranked_search(
        Warehouse.objects.filter(is_active=True).exclude(pk__in=passed),
        q,
        exact=("code", "pinyin"),
        prefix=("code", "pinyin"),
        contains=("name", "pinyin"),
    )


def find_bins(_user: Any, q: str, params: dict[str, str]) -> QuerySet[Bin]:
    """Only bins of the warehouse chosen in the form, if one is."""
    bins = Bin.objects.filter(is_active=True, warehouse__is_active=True)
    warehouse = id_in(params, "warehouse")
    if warehouse is not None:
        bins = bins.filter(warehouse=warehouse)
    return ranked_search(
        bins.select_related("warehouse"),
        q,
        exact=("place", "code"),
        prefix=("place", "code"),
        contains=("name", "warehouse__name", "warehouse__code"),
    )


def warehouse_row(warehouse: Warehouse) -> Row:
    return {"id": warehouse.pk, "code": warehouse.code, "name": warehouse.name}


def bin_row(bin_: Bin) -> Row:
    return {
        "id": bin_.pk,
        "code": bin_.code,
        "name": bin_.name,
        "warehouse": bin_.warehouse.name,
        "kind": str(BinKind(bin_.kind).label),
        "text": f"{bin_.warehouse.code}/{bin_.code}",
    }


def register() -> None:
    lookups.register(
        Lookup("warehouse", find_warehouses, warehouse_row, create_url="warehouse_new")
    )
    lookups.register(
        Lookup("bin", find_bins, bin_row, create_url="bin_new", exact=("place", "code"))
    )
