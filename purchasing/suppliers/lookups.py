"""What look-ups of items gain here: the proposed price and its source, the last price paid."""

from typing import Any

from masterdata.models import Item, Party
from masterdata.roles import may_see_purchase_prices
from purchasing.suppliers import rises
from purchasing.suppliers.models import LastPrice
from purchasing.suppliers.queries import NONE, default_prices
from ui import lookups
from ui.ids import id_in
from ui.lookups import Row


def prices(ids: list[int], params: dict[str, str], user: Any) -> dict[int, Row]:
    """Per base unit, with the tax as the form reckons; nothing for who may not see prices."""
    if not may_see_purchase_prices(user):
        return {}
    chosen = id_in(params, "party")
    party = None if chosen is None else Party.objects.filter(pk=chosen).first()
    wish = {"0": False, "1": True}.get(params.get("price_includes_tax", ""))
    items = Item.objects.filter(pk__in=ids)
    offers = default_prices(items, party, user, includes_tax=wish)
    last = {row.item_id: row for row in LastPrice.objects.filter(item_id__in=ids, party=party)}
    return {
        pk: {
            "price": "" if offer.source == NONE else offer.price,
            "price_source": str(offer.source_label),
            "last_price": last[pk].gross_price if pk in last else "",
            **_limit(last.get(pk), includes_tax=offer.includes_tax if wish is None else wish),
        }
        for pk, offer in offers.items()
    }


def _limit(last: LastPrice | None, *, includes_tax: bool) -> Row:
    """Above it the grid shows a price in amber; empty where nothing was paid yet."""
    if last is None:
        return {"price_limit": "", "price_paid": ""}
    paid = last.gross_price if includes_tax else last.net_price
    return {"price_limit": rises.allowed(paid), "price_paid": paid}


def register() -> None:
    lookups.contribute("item", "purchase_price", prices)
