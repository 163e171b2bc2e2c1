"""Where goods go when nobody says otherwise."""

from collections.abc import Iterable

from inventory.places.models import Bin, BinKind, ItemPlace
from ui.prepared import KEY, WORD, Prepared


def usual_bins(item_ids: Iterable[int], *, warehouse_id: int) -> dict[int, int]:
    """Each item's usual bin in a warehouse, else the warehouse's first storage bin."""
    wanted = list(item_ids)
    places = ItemPlace.objects.filter(
        item_id__in=wanted, bin__warehouse_id=warehouse_id, bin__is_active=True
    )
    pairs = places.order_by("-id").values_list("item_id", "bin_id")
    usual = dict(pairs)
    if len(usual) < len(set(wanted)):
        fallback = first_bin(warehouse_id, BinKind.NORMAL)
        usual = {item_id: usual.get(item_id, fallback) for item_id in wanted}
    return usual


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
