"""Where goods go when nobody says otherwise."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from inventory.places.models import Bin, BinKind, ItemPlace
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.values import KEY, WORD


def usual_bins(item_ids: Iterable[int], *, warehouse_id: int) -> dict[int, int]:
    """Each item's usual bin in a warehouse, else the warehouse's first storage bin."""
    wanted = list(item_ids)
    usual = dict(_usual(wanted, warehouse_id))
    if len(usual) < len(set(wanted)):
        fallback = first_bin(warehouse_id, BinKind.NORMAL)
        usual = {item_id: usual.get(item_id, fallback) for item_id in wanted}
    return usual


def _usual_places(items: Any, warehouse: Any) -> QuerySet[ItemPlace, Any]:
    places = ItemPlace.objects.filter(
        among("item_id", items), bin__warehouse_id=warehouse, bin__is_active=True
    )
    return places.order_by("-id").values_list("item_id", "bin_id")


_usual: Prepared[Any] = Prepared(_usual_places, KEYS, KEY)


def bins_by_id(ids: Iterable[int]) -> dict[int, Bin]:
    """With their warehouses."""
    wanted = set(ids)
    return {bin_.pk: bin_ for bin_ in _bins(wanted)} if wanted else {}


_bins = Prepared(lambda ids: Bin.objects.filter(among("pk", ids)).select_related("warehouse"), KEYS)


def first_bin(warehouse_id: int, kind: str) -> int:
    """The id of the first active bin of this kind in a warehouse."""
    found = _first_bin.first(warehouse_id, kind)
    if found is None:
        raise Bin.DoesNotExist
    return found


_first_bin = Prepared(
    lambda warehouse_id, kind: (
        Bin._base_manager.filter(warehouse_id=warehouse_id, kind=kind, is_active=True)
        .order_by("id")
        .values_list("id", flat=True)[:1]
    ),
    KEY,
    WORD,
)
