"""进价走势: what an item cost from each supplier over time, drawn and as a table beside."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.models import Item
from masterdata.roles import may_see_purchase_prices
from purchasing.suppliers.models import PriceRecord, SupplierPrice
from ui import formats
from ui.charts import COLOURS, Chart, Series, lines
from ui.page_charts import register_charts

MOST_DEALS = 200


def paid(item_id: int) -> list[PriceRecord]:
    """The latest purchases that count, in the order of their days: one query."""
    newest = (
        PriceRecord.objects.filter(item=item_id, taken_back=False)
        .select_related("party", "item__unit")
        .order_by("-date", "-id")
    )
    return list(newest[:MOST_DEALS])[::-1]


def price_history(item: Item) -> Chart:
    """Prices with tax per base unit; a line for each of the suppliers bought from last."""
    deals = paid(item.pk)
    suppliers = latest_suppliers(deals)
    shown = [deal for deal in deals if deal.party_id in suppliers]
    names = {deal.party_id: deal.party.short_name or deal.party.name for deal in shown}
    days, columns = by_supplier(
        [(deal.date, deal.party_id, deal.base_gross_price) for deal in shown], suppliers
    )
    left_out = len({deal.party_id for deal in deals}) - len(suppliers)
    return lines(
        f"price-history-{item.pk}",
        gettext("Price history: %(item)s") % {"item": item},
        days,
        [Series(names[party], columns[party]) for party in suppliers],
        unit=gettext("price with tax per %(unit)s") % {"unit": item.unit.name},
        note=gettext("%(count)s more suppliers are not drawn.") % {"count": left_out}
        if left_out
        else "",
        empty=_("Nothing of this item was bought yet."),
        form=formats.price,
        beside=True,
    )


def latest_suppliers(deals: Sequence[PriceRecord]) -> list[int]:
    """As many as there are colours, whoever delivered last first."""
    found: list[int] = []
    for deal in reversed(deals):
        if deal.party_id not in found:
            found.append(deal.party_id)
    return found[:COLOURS]


def by_supplier(
    deals: Iterable[tuple[date, int, Decimal]], suppliers: Sequence[int]
) -> tuple[list[date], dict[int, list[Decimal | None]]]:
    """One column for each supplier over all days; two prices of one day stand in two rows."""
    days: list[date] = []
    columns: dict[int, list[Decimal | None]] = {party: [] for party in suppliers}
    for day, party, price in deals:
        if not days or days[-1] != day or columns[party][-1] is not None:
            days.append(day)
            for column in columns.values():
                column.append(None)
        columns[party][-1] = price
    return days, columns


def of_item(request: HttpRequest, *, pk: int, **_page: Any) -> list[Chart]:
    if not may_see_purchase_prices(request.user):
        return []
    item = Item.objects.select_related("unit").filter(pk=pk).first()
    return [price_history(item)] if item else []


def of_list_price(request: HttpRequest, *, pk: int, **_page: Any) -> list[Chart]:
    item_ids = SupplierPrice.objects.filter(pk=pk).values("item")
    item = Item.objects.select_related("unit").filter(pk__in=item_ids).first()
    return [price_history(item)] if item else []


def register() -> None:
    register_charts("item_detail", of_item)
    register_charts("supplier_price_detail", of_list_price)
