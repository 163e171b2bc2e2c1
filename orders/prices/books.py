"""What `check_books` asks of sales prices: the last sale of each item and customer, in plain SQL.

Nothing here uses the code that keeps them: a check that shares it would prove little.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

LAST_SALES = """
    WITH newest AS (
        SELECT item_id, party_id, document_id, base_net_price, base_gross_price
        FROM (
            SELECT r.*, ROW_NUMBER() OVER (
                PARTITION BY item_id, party_id ORDER BY on_date DESC, id DESC
            ) AS place
            FROM orders_salerecord r WHERE NOT taken_back
        ) ranked WHERE place = 1
    )
    SELECT l.item_id, l.party_id, l.document_id, n.document_id
    FROM orders_lastsale l
    LEFT JOIN newest n ON n.item_id = l.item_id AND n.party_id = l.party_id
    WHERE n.document_id IS NULL OR n.document_id <> l.document_id
       OR n.base_net_price <> l.net_price OR n.base_gross_price <> l.gross_price
    UNION ALL
    SELECT n.item_id, n.party_id, NULL, n.document_id
    FROM newest n
    LEFT JOIN orders_lastsale l ON n.item_id = l.item_id AND n.party_id = l.party_id
    WHERE l.id IS NULL
    ORDER BY 1, 2
"""


def last_sales_are_the_newest() -> Iterator[Breach]:
    with connection.cursor() as cursor:
        cursor.execute(LAST_SALES)
        found = list(cursor.fetchall())
    for item, party, said, newest in found:
        yield Breach(
            "last_sales",
            f"item {item}, customer {party}",
            str(_("A last sale price is not the newest one that was sold for.")),
            {"document": said, "newest": newest},
        )


def register() -> None:
    register_check("last_sales", last_sales_are_the_newest)
