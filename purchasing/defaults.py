"""Fills the price of lines for which none was typed: last or list price, as the user prefers."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from masterdata.models import Party, User
from masterdata.money import round_price
from purchasing.suppliers.queries import default_prices

Row = dict[str, Any]


def fill_prices(
    rows: list[Row], *, party: Party | None, user: User, again: Callable[[Row], Row]
) -> list[Row]:
    """Rows without price that are no gifts get the proposed one; `again` computes their amounts.

    One query per source for all rows, however many they are.
    """
    blank = [row for row in rows if not row["price"] and not row.get("is_gift")]
    if not blank:
        return rows
    by_mode = {
        mode: default_prices(
            {row["item"].pk: row["item"] for row in blank}.values(), party, user, includes_tax=mode
        )
        for mode in {bool(row["price_includes_tax"]) for row in blank}
    }
    for row in blank:
        row["price"] = _in_unit(row, by_mode[bool(row["price_includes_tax"])])
        row.update(again(row))
    return rows


def _in_unit(row: Row, offers: dict[int, Any]) -> Decimal:
    """The price of a base unit, for the unit that was chosen."""
    price: Decimal = offers[row["item"].pk].price
    return round_price(price * row["ratio_numerator"] / row["ratio_denominator"])
