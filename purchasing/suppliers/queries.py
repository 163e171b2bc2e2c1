"""The price a new purchase line proposes with its source, and the last deals of an item."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from masterdata.models import Company, Item, Party, User
from masterdata.roles import may_see_purchase_prices
from purchasing.suppliers.models import LastPrice, PriceRecord, SupplierPrice
from purchasing.suppliers.prices import gross_of, net_of

LAST, LIST, NONE = "last", "list", "none"


@dataclass(frozen=True)
class Offer:
    """A price per base unit, and in words where it comes from."""

    price: Decimal
    source: str
    source_label: str | Promise
    includes_tax: bool


NOTHING_KNOWN = Offer(Decimal(0), NONE, _("No price known"), True)


def default_price(
    item: Item, party: Party | None, user: User, *, includes_tax: bool | None = None
) -> Offer:
    return default_prices([item], party, user, includes_tax=includes_tax)[item.pk]


def default_prices(
    items: Iterable[Item],
    party: Party | None,
    user: User,
    *,
    includes_tax: bool | None = None,
    on: date | None = None,
) -> dict[int, Offer]:
    """Last price or list price first, as the user chose; the other one where it is missing."""
    wanted = list(items)
    wish = Company.current().prices_include_tax if includes_tax is None else includes_tax
    last = _last_offers(wanted, party, wish)
    listed = _list_offers(wanted, party, wish, on or timezone.localdate())
    first, second = (listed, last) if user.default_price_source == LIST else (last, listed)
    return {item.pk: first.get(item.pk) or second.get(item.pk) or NOTHING_KNOWN for item in wanted}


def _last_offers(items: list[Item], party: Party | None, wish: bool) -> dict[int, Offer]:
    """Of this supplier; a last price of somebody else is for comparison, not for proposing."""
    if party is None:
        return {}
    rows = LastPrice.objects.filter(party=party, item__in=items).select_related("document")
    return {
        row.item_id: Offer(
            row.gross_price if wish else row.net_price,
            LAST,
            _("Last price, %(date)s %(number)s")
            % {"date": f"{row.date:%Y-%m-%d}", "number": row.document.number},
            wish,
        )
        for row in rows
    }


def _list_offers(items: list[Item], party: Party | None, wish: bool, on: date) -> dict[int, Offer]:
    """The supplier's list of that day, else the item's own list price."""
    includes = Company.current().prices_include_tax
    found = {
        item.pk: Offer(
            _as_wished(item.list_purchase_price, item.tax_rate, includes, wish),
            LIST,
            _("List purchase price"),
            wish,
        )
        for item in items
        if item.list_purchase_price > 0
    }
    if party is None:
        return found
    by_item = {item.pk: item for item in items}
    for row in (
        valid_prices(on)
        .filter(party=party, item__in=items)
        .order_by("item_id", "-min_quantity", "valid_from", "id")
    ):
        item = by_item[row.item_id]
        found[row.item_id] = Offer(
            _as_wished(row.price, item.tax_rate, row.includes_tax, wish),
            LIST,
            _("Supplier's list price from %(date)s") % {"date": f"{row.valid_from:%Y-%m-%d}"},
            wish,
        )
    return found


def _as_wished(price: Decimal, tax_rate: Decimal, includes: bool, wish: bool) -> Decimal:
    terms: dict[str, Any] = {"tax_rate": tax_rate, "includes_tax": includes}
    return gross_of(price, **terms) if wish else net_of(price, **terms)


def valid_prices(on: date) -> QuerySet[SupplierPrice]:
    return SupplierPrice.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on
    )


def last_deals(item: Item, party: Party | None, *, limit: int = 5) -> list[PriceRecord]:
    """The newest purchases of the item from this supplier."""
    if party is None:
        return []
    return list(_deals(item).filter(party=party)[:limit])


def deals_with_others(item: Item, party: Party | None, *, limit: int = 5) -> list[PriceRecord]:
    """The newest purchases of the item from everybody else, for comparison (R97)."""
    rest = _deals(item).exclude(party=party) if party else _deals(item)
    return list(rest[:limit])


def _deals(item: Item) -> QuerySet[PriceRecord]:
    return (
        PriceRecord.objects.filter(item=item, taken_back=False)
        .select_related("document", "party", "unit")
        .order_by("-date", "-id")
    )


def may_see(user: User) -> bool:
    return may_see_purchase_prices(user)
