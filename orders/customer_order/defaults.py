"""Prices of lines for which none was typed, and where each line's price comes from."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from masterdata.models import Party
from masterdata.money import round_price
from orders import lines as arithmetic
from orders.customer_order.models import CustomerOrderLine
from orders.prices.offers import NONE, PriceOffer, offers_for

Row = dict[str, Any]
LONGEST = int(CustomerOrderLine._meta.get_field("price_source").max_length or 0)


def fill_prices(rows: list[Row], *, party: Party | None, on: date) -> list[Row]:
    """The offered price where none was typed; by name, where a price is the offered one.

    The same few queries for one row or a thousand, and for each way of reckoning tax once.
    """
    for mode in {bool(row["price_includes_tax"]) for row in rows}:
        same = [row for row in rows if bool(row["price_includes_tax"]) == mode]
        wanted = [(row["item"].pk, row["base_quantity"]) for row in same]
        offers = offers_for(party, wanted, on, includes_tax=mode)
        for row in same:
            _fill(row, offers[row["item"].pk])
    return rows


def _fill(row: Row, offer: PriceOffer) -> None:
    if row.get("is_gift"):
        row["price_source"] = ""
        return
    offered = in_unit(offer.price, row)
    if not row["price"] and offered:
        row["price"] = offered
        row.update(arithmetic.ordered(row))
    is_offered = offer.source != NONE and row["price"] == offered
    row["price_source"] = str(offer.label)[:LONGEST] if is_offered else ""


def in_unit(price: Decimal, row: Mapping[str, Any]) -> Decimal:
    """The price of a base unit, for the unit that was chosen."""
    return round_price(price * row["ratio_numerator"] / row["ratio_denominator"])
