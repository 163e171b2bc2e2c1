"""Items in the look-up box of whoever sells: the price to offer and where it comes from.

A kind of its own (`sold_item`), because in the box of whoever buys `price` is what a supplier asks.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from inventory.stock.lookups import stock_columns
from masterdata.lookups import find_items, item_barcodes, item_prices, item_row, item_units
from masterdata.models import Party
from orders.prices.offers import NONE, offers_for
from orders.prices.rights import may_see_floors, may_see_list_prices
from ui import lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row
from ui.text import parse_date

KIND = "sold_item"
EXACT = ("code", "barcode", "barcodes__code")


def day_in(params: dict[str, str]) -> date:
    try:
        return parse_date(params["date"])
    except (KeyError, ValueError):
        return timezone.localdate()


def offered(ids: list[int], params: dict[str, str], user: Any) -> dict[int, Row]:
    """Per base unit, with the tax as the form reckons; how many are wanted is not known yet."""
    if not may_see_list_prices(user):
        return {}
    chosen = id_in(params, "party", "customer")
    party = None if chosen is None else Party.objects.filter(pk=chosen).first()
    wish = {"0": False, "1": True}.get(params.get("price_includes_tax", ""))
    wanted = [(pk, Decimal(0)) for pk in ids]
    offers = offers_for(party, wanted, day_in(params), includes_tax=wish)
    floors = may_see_floors(user)
    return {
        pk: {
            "price": "" if offer.source == NONE else offer.price,
            "price_source": str(offer.label),
            **({"floor_price": "" if offer.floor is None else offer.floor} if floors else {}),
        }
        for pk, offer in offers.items()
    }


def register() -> None:
    lookups.register(Lookup(KIND, find_items, item_row, create_url="quick_add_item", exact=EXACT))
    lookups.contribute(KIND, "units", item_units)
    lookups.contribute(KIND, "barcodes", item_barcodes)
    lookups.contribute(KIND, "list_prices", item_prices)
    lookups.contribute(KIND, "stock", stock_columns)
    lookups.contribute(KIND, "sales_price", offered)
