"""The price to offer a customer for items, with its source; the last deals of an item.

`offers_for` asks the same few queries for one item or a thousand.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DateField, Q, QuerySet

from masterdata.models import Company, Item, Party
from orders.prices.choosing import (
    CUSTOMER,
    LAST,
    LEVEL,
    LIST,
    NONE,
    Known,
    PriceOffer,
    Quoted,
    below_floor,
    offer_of,
    specificity,
)
from orders.prices.models import (
    CustomerPrice,
    ItemFloor,
    LastSale,
    PriceList,
    PriceListLine,
    SaleRecord,
)
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.values import KEY

__all__ = [
    "CUSTOMER",
    "LAST",
    "LEVEL",
    "LIST",
    "NONE",
    "PriceOffer",
    "below_floor",
    "deals_of_others",
    "deals_with",
    "offers_for",
]


def offers_for(
    party: Party | None,
    wanted: Iterable[tuple[int, Decimal]],
    on: date,
    *,
    includes_tax: bool | None = None,
) -> dict[int, PriceOffer]:
    """By item; several lines of one item are one quantity. With tax as the firm reckons, or as
    wished. Before the customer is known, only lists for everybody count.
    """
    quantities: dict[int, Decimal] = defaultdict(Decimal)
    for item_id, base_quantity in wanted:
        quantities[item_id] += base_quantity
    if not quantities:
        return {}
    firms = Company.current().prices_include_tax
    wish = firms if includes_tax is None else includes_tax
    known = _items(quantities, firms=firms)
    if party is not None:
        _add_agreed(known, party, on)
        _add_last(known, party)
    _add_listed(known, party, on)
    return {pk: offer_of(known[pk], quantities[pk], wish=wish) for pk in known}


def _items(ids: Iterable[int], *, firms: bool) -> dict[int, Known]:
    found = {}
    for pk, tax_rate, price in _own_prices(list(ids)):
        own = Quoted(price, firms) if price > 0 else None
        found[pk] = Known(tax_rate=tax_rate, own=own)
    for item_id, price, includes in _floors(list(found)):
        found[item_id].floor = Quoted(price, includes)
    return found


_own_prices: Prepared[Any] = Prepared(
    lambda items: Item.objects.filter(among("pk", items)).values_list(
        "pk", "tax_rate", "list_price"
    ),
    KEYS,
)
_floors: Prepared[Any] = Prepared(
    lambda items: ItemFloor.objects.filter(among("item_id", items)).values_list(
        "item_id", "floor_price", "includes_tax"
    ),
    KEYS,
)


def _add_agreed(known: dict[int, Known], party: Party, on: date) -> None:
    for row in _agreed(party.pk, list(known), on):
        known[row.item_id].agreed.append(
            Quoted(
                price=row.price,
                includes_tax=row.includes_tax,
                min_quantity=row.min_quantity,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                id=row.pk,
            )
        )


def _add_last(known: dict[int, Known], party: Party) -> None:
    """After its discount, and with or without tax as that sale was said: exact to the last fen."""
    for row in _last_sales(party.pk, list(known)):
        price = row.gross_price if row.price_includes_tax else row.net_price
        when = f"{row.on_date:%Y-%m-%d} {row.document.number}"
        known[row.item_id].last = Quoted(price, row.price_includes_tax, name=when)


_agreed = Prepared(
    lambda party, items, on: CustomerPrice.objects.filter(
        among("item_id", items), still_valid(on), party=party
    ),
    KEY,
    KEYS,
    DateField(),
)
_last_sales = Prepared(
    lambda party, items: LastSale.objects.filter(
        among("item_id", items), party=party
    ).select_related("document"),
    KEY,
    KEYS,
)


def _add_listed(known: dict[int, Known], party: Party | None, on: date) -> None:
    """The lists in force for this customer are few; their lines are found by the index."""
    lists = {each.pk: each for each in lists_for(party, on)}
    listed_prices = _listed(list(lists), list(known)) if lists else ()
    for pk, list_id, item_id, least, price, floor in listed_prices:
        listed = lists[list_id]
        rank = specificity(level=bool(listed.level), region=listed.region_id is not None)
        known[item_id].listed.append(
            Quoted(
                price=price,
                includes_tax=listed.includes_tax,
                min_quantity=least,
                valid_to=listed.valid_to,
                floor=floor,
                name=listed.name,
                standing=(rank, listed.valid_from.toordinal(), listed.pk),
                id=pk,
            )
        )


_LISTED = ("id", "price_list_id", "item_id", "min_quantity", "price", "floor_price")
_listed: Prepared[Any] = Prepared(
    lambda lists, items: PriceListLine.objects.filter(
        among("price_list_id", lists), among("item_id", items)
    ).values_list(*_LISTED),
    KEYS,
    KEYS,
)


def lists_for(party: Party | None, on: date) -> QuerySet[PriceList]:
    level, region = ("", None) if party is None else (party.level.strip(), party.region_id)
    return PriceList.objects.filter(
        still_valid(on),
        Q(level="") | Q(level=level),
        Q(region=None) | Q(region=region),
        is_active=True,
    )


def still_valid(on: Any, path: str = "") -> Q:
    ends: Q = Q((f"{path}valid_to", None)) | Q((f"{path}valid_to__gte", on))
    return ends & Q((f"{path}valid_from__lte", on))


def deals_with(item_id: int, party_id: int | None, *, limit: int = 5) -> list[SaleRecord]:
    """The newest sales of the item to this customer."""
    return [] if party_id is None else list(_deals(item_id).filter(party=party_id)[:limit])


def deals_of_others(item_id: int, party_id: int | None, *, limit: int = 5) -> list[SaleRecord]:
    """The newest sales of the item to everybody else; for those who may see them."""
    return list(_deals(item_id).exclude(party=party_id)[:limit])


def _deals(item_id: int) -> QuerySet[SaleRecord]:
    return (
        SaleRecord.objects.filter(item=item_id, taken_back=False)
        .select_related("document", "party", "unit")
        .order_by("-on_date", "-id")
    )
