"""What `check_books` asks of the stock: every balance recomputed in plain SQL from the entries.

Nothing here uses the models or the ledger: a check that shares the code it checks proves little.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

BALANCES = """
    SELECT s.item_id, s.bin_id, s.held_for,
           COALESCE(b.on_hand, 0), s.on_hand, COALESCE(b.reserved, 0), s.reserved,
           COALESCE(b.expected, 0), s.expected
    FROM (
        SELECT item_id, bin_id, held_for,
               SUM(CASE phase WHEN 'on_hand' THEN quantity ELSE 0 END) AS on_hand,
               SUM(CASE phase WHEN 'reserved' THEN quantity ELSE 0 END) AS reserved,
               SUM(CASE phase WHEN 'expected' THEN quantity ELSE 0 END) AS expected
        FROM (
            SELECT item_id, bin_id, held_for, phase, quantity FROM inventory_stockentry
            UNION ALL
            SELECT item_id, bin_id, held_for, 'none', 0 FROM inventory_stockbalance
        ) AS entries
        GROUP BY item_id, bin_id, held_for
    ) AS s
    LEFT JOIN inventory_stockbalance b
        ON b.item_id = s.item_id AND b.bin_id = s.bin_id AND b.held_for = s.held_for
    WHERE COALESCE(b.on_hand, 0) <> s.on_hand OR COALESCE(b.reserved, 0) <> s.reserved
        OR COALESCE(b.expected, 0) <> s.expected
        OR s.on_hand < 0 OR s.reserved < 0 OR s.expected < 0
        OR s.reserved > s.on_hand
    ORDER BY s.item_id, s.bin_id, s.held_for
"""

VALUES = """
    SELECT s.item_id, s.warehouse_id,
           COALESCE(c.quantity, 0), s.quantity, COALESCE(c.amount, 0), s.amount
    FROM (
        SELECT item_id, warehouse_id, SUM(quantity) AS quantity, SUM(amount) AS amount
        FROM (
            SELECT e.item_id, b.warehouse_id, e.quantity, e.amount
            FROM inventory_stockentry e JOIN inventory_bin b ON b.id = e.bin_id
            WHERE e.phase = 'on_hand'
            UNION ALL
            SELECT item_id, warehouse_id, 0, 0 FROM inventory_stockcost
        ) AS entries
        GROUP BY item_id, warehouse_id
    ) AS s
    LEFT JOIN inventory_stockcost c
        ON c.item_id = s.item_id AND c.warehouse_id = s.warehouse_id
    WHERE COALESCE(c.quantity, 0) <> s.quantity OR COALESCE(c.amount, 0) <> s.amount
        OR (s.quantity = 0 AND s.amount <> 0)
    ORDER BY s.item_id, s.warehouse_id
"""

REVERSALS = """
    SELECT r.id, r.reverses_id
    FROM inventory_stockentry r JOIN inventory_stockentry e ON e.id = r.reverses_id
    WHERE r.item_id <> e.item_id OR r.bin_id <> e.bin_id OR r.held_for <> e.held_for
        OR r.phase <> e.phase OR r.quantity <> -e.quantity OR r.amount <> -e.amount
        OR r.document_id <> e.document_id OR e.reverses_id IS NOT NULL
        OR (SELECT COUNT(*) FROM inventory_stockentry t WHERE t.reverses_id = e.id) <> 1
    ORDER BY r.id
"""

CLAIMS = """
    SELECT phase, claim_document_id, claim_line, SUM(quantity)
    FROM inventory_stockentry
    WHERE phase <> 'on_hand'
    GROUP BY phase, claim_document_id, claim_line
    HAVING SUM(quantity) < 0 OR claim_document_id IS NULL
    ORDER BY phase, claim_document_id, claim_line
"""


def balances_are_their_entries() -> Iterator[Breach]:
    """I1: each of the three figures of a place is the sum of its entries, and none is below 0."""
    for item, bin_, held_for, *pairs in _rows(BALANCES):
        yield Breach(
            "stock_balances",
            f"item {item}, bin {bin_}, held for {held_for!r}",
            str(_("A stock balance differs from its entries.")),
            dict(
                zip(
                    (
                        "on_hand",
                        "entries",
                        "reserved",
                        "entries_reserved",
                        "expected",
                        "entries_expected",
                    ),
                    map(int, pairs),
                    strict=True,
                )
            ),
        )


def values_are_their_entries() -> Iterator[Breach]:
    """I2: quantity and value of a warehouse are the sums of its entries; no value without goods."""
    for item, warehouse, *pairs in _rows(VALUES):
        yield Breach(
            "stock_values",
            f"item {item}, warehouse {warehouse}",
            str(_("A stock value differs from its entries.")),
            dict(
                zip(
                    ("quantity", "entries_quantity", "amount", "entries_amount"),
                    map(int, pairs),
                    strict=True,
                )
            ),
        )


def reversals_are_opposite() -> Iterator[Breach]:
    """I5: a reversal is the exact opposite of one entry, and no entry is undone twice."""
    for entry, reversed_entry in _rows(REVERSALS):
        yield Breach(
            "stock_reversals",
            f"entry {entry}",
            str(_("A reversal is not the opposite of what it reverses.")),
            {"reverses": reversed_entry},
        )


def claims_are_not_overdrawn() -> Iterator[Breach]:
    """What was reserved or ordered is used up at most once."""
    for phase, document, line, left in _rows(CLAIMS):
        yield Breach(
            "stock_claims",
            f"document {document}, line {line}",
            str(_("More was taken from a reservation or an order than it held.")),
            {"phase": phase, "left": int(left)},
        )


def register() -> None:
    register_check("stock_balances", balances_are_their_entries)
    register_check("stock_values", values_are_their_entries)
    register_check("stock_reversals", reversals_are_opposite)
    register_check("stock_claims", claims_are_not_overdrawn)


def _rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
