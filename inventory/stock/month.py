"""What the stock says of the end of a day, from its entries, in plain SQL."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from documents.month_figures import COUNT, Figure, register_figures, rows

STOCK = """
    SELECT COALESCE(SUM(amount), 0), COUNT(*)
    FROM inventory_stockentry WHERE on_date <= %s
"""
ITEMS = """
    SELECT COUNT(*) FROM (
        SELECT item_id FROM inventory_stockentry WHERE on_date <= %s AND phase = 'on_hand'
        GROUP BY item_id HAVING SUM(quantity) <> 0
    ) AS stocked
"""


def stock(day: date) -> Iterator[Figure]:
    ((worth, entries),) = rows(STOCK, day)
    ((items,),) = rows(ITEMS, day)
    yield Figure("stock_value", _("Stock value"), int(worth))
    yield Figure("stock_items", _("Items in stock"), int(items), COUNT)
    yield Figure("stock_entries", _("Entries of the stock"), int(entries), COUNT)


def register() -> None:
    register_figures("stock", stock)
