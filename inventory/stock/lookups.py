"""What the stores add to look-ups: of items how much is there, of bins how much lies in each."""

from typing import Any

from django.utils.translation import gettext as _

from inventory.stock.queries import Figures, figures, in_bins
from masterdata.once import once
from ui import lookups
from ui.formats import quantity
from ui.ids import id_in
from ui.lookups import Row


def stock_columns(ids: list[int], params: dict[str, str], _user: Any) -> dict[int, Row]:
    """On hand, available and on order; of the warehouse chosen in the form, if one is."""
    warehouse = id_in(params, "warehouse")
    return {
        item_id: {
            "on_hand": each.on_hand,
            "available": each.available,
            "expected": each.expected,
            "stock": each.available,
        }
        for item_id, each in shown(ids, warehouse).items()
    }


def shown(ids: list[int], warehouse: int | None) -> dict[int, Figures]:
    """For whatever adds columns to the rows of one page: asked once for all of them."""
    key = ("stock in a look-up", tuple(ids), warehouse)
    return once(key, lambda: figures(ids, warehouse=warehouse))


def bin_stock(ids: list[int], params: dict[str, str], _user: Any) -> dict[int, Row]:
    """Of the item that the line is about, if it is known."""
    chosen = id_in(params, "row_item")
    if chosen is None:
        return {}
    lying = in_bins(chosen, bin_ids=ids)
    return {
        bin_id: {"hint": _("%(quantity)s on hand") % {"quantity": quantity(lying[bin_id])}}
        for bin_id in ids
    }


def register() -> None:
    lookups.contribute("item", "stock", stock_columns)
    lookups.contribute("bin", "stock", bin_stock)
