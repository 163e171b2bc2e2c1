"""What the stores add to every look-up of items: how much is there."""

from typing import Any

from inventory.stock.queries import figures
from ui import lookups
from ui.lookups import Row


def stock_columns(ids: list[int], params: dict[str, str], _user: Any) -> dict[int, Row]:
    """On hand, available and on order; of the warehouse chosen in the form, if one is."""
    chosen = params.get("warehouse", "")
    warehouse = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else None
    return {
        item_id: {
            "on_hand": each.on_hand,
            "available": each.available,
            "expected": each.expected,
            "stock": each.available,
        }
        for item_id, each in figures(ids, warehouse=warehouse).items()
    }


def register() -> None:
    lookups.contribute("item", "stock", stock_columns)
