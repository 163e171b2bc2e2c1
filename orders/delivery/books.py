"""What `check_books` asks of deliveries: debts, goods, counters and cash, in plain SQL.

Nothing here uses the code that keeps them: a check that shares it would prove little.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

OUT = "('dispatched', 'delivered', 'installed', 'closed')"

DEBTS = f"""
    SELECT d.number, CASE WHEN d.state IN {OUT} THEN d.total ELSE 0 END, COALESCE(i.owed, 0)
    FROM documents_document d
    LEFT JOIN (
        SELECT o.document_id, SUM(o.amount) AS owed FROM finance_openitem o
        LEFT JOIN finance_openitem r ON r.reverses_id = o.id
        WHERE o.amount > 0 AND o.reverses_id IS NULL AND r.id IS NULL GROUP BY o.document_id
    ) i ON i.document_id = d.id
    WHERE d.type = 'delivery'
      AND COALESCE(i.owed, 0) <> CASE WHEN d.state IN {OUT} THEN d.total ELSE 0 END
    ORDER BY d.id
"""  # noqa: S608  The states are a constant of this module.

GOODS = f"""
    SELECT d.number, l.line_no, COALESCE(l.picked, l.base_quantity) - l.refused,
           COALESCE(e.moved, 0)
    FROM orders_deliveryline l
    JOIN documents_document d ON d.id = l.body_id
    JOIN masterdata_item t ON t.id = l.item_id
    LEFT JOIN (
        SELECT s.document_id, s.line_no, -SUM(s.quantity) AS moved FROM inventory_stockentry s
        WHERE s.phase = 'on_hand' GROUP BY s.document_id, s.line_no
    ) e ON e.document_id = d.id AND e.line_no = l.line_no
    WHERE t.kind <> 'service' AND COALESCE(e.moved, 0) <>
        CASE WHEN d.state IN {OUT}
        THEN COALESCE(l.picked, l.base_quantity) - l.refused ELSE 0 END
    ORDER BY l.id
"""  # noqa: S608

SHIPPED = f"""
    SELECT d.number, l.line_no, l.shipped_quantity, COALESCE(x.went, 0)
    FROM orders_customerorderline l
    JOIN documents_document d ON d.id = l.body_id
    LEFT JOIN (
        SELECT v.order_line_id,
               SUM(COALESCE(v.picked, v.base_quantity) - v.refused) AS went
        FROM orders_deliveryline v JOIN documents_document h ON h.id = v.body_id
        WHERE h.state IN {OUT} GROUP BY v.order_line_id
    ) x ON x.order_line_id = l.id
    WHERE l.shipped_quantity > COALESCE(x.went, 0)
       OR COALESCE(x.went, 0) - l.shipped_quantity > COALESCE((
           SELECT SUM(v.returned) FROM orders_deliveryline v WHERE v.order_line_id = l.id), 0)
    ORDER BY l.id
"""  # noqa: S608

# 直发: goods only pass that place, and each half of a pair stands with the other or not at all.
PASSING = """
    SELECT t.code, SUM(s.on_hand)
    FROM inventory_stockbalance s
    JOIN inventory_bin b ON b.id = s.bin_id
    JOIN masterdata_item t ON t.id = s.item_id
    WHERE b.kind = 'direct'
    GROUP BY t.code
    HAVING SUM(s.on_hand) <> 0
    ORDER BY t.code
"""

HALVES = f"""
    SELECT d.number
    FROM documents_document d
    JOIN orders_delivery v ON v.head_id = d.id
    WHERE v.pickup_note_id IS NOT NULL AND (d.state IN {OUT}) <> EXISTS (
        SELECT 1 FROM documents_link l JOIN documents_document r ON r.id = l.source_id
        WHERE l.target_id = d.id AND r.type = 'receipt' AND r.state = 'approved')
    ORDER BY d.id
"""  # noqa: S608

CASH = """
    SELECT d.number, b.cod_handed_over, COALESCE(h.counted, 0)
    FROM orders_delivery b
    JOIN documents_document d ON d.id = b.head_id
    LEFT JOIN (
        SELECT l.delivery_id, SUM(l.counted) AS counted
        FROM finance_cashhandoverline l JOIN documents_document p ON p.id = l.body_id
        WHERE p.state = 'counted' GROUP BY l.delivery_id
    ) h ON h.delivery_id = b.head_id
    WHERE b.cod_handed_over <> COALESCE(h.counted, 0)
    ORDER BY b.head_id
"""


def _rows(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def debts_are_what_left() -> Iterator[Breach]:
    for number, due, owed in _rows(DEBTS):
        words = {"due": due, "owed": owed}
        sentence = _("It comes to %(due)s, the books say that %(owed)s was owed for it.") % words
        yield Breach("deliveries_are_owed", number, sentence, words)


def goods_are_what_left() -> Iterator[Breach]:
    for number, line, kept, moved in _rows(GOODS):
        words = {"line": line, "kept": kept, "moved": moved}
        sentence = _("Line %(line)s: %(kept)s stayed out, the books say %(moved)s.") % words
        yield Breach("delivered_goods_left", number, sentence, words)


def orders_count_what_left() -> Iterator[Breach]:
    for number, line, counted, went in _rows(SHIPPED):
        words = {"line": line, "counted": counted, "went": went}
        sentence = _("Line %(line)s counts %(counted)s shipped, deliveries say %(went)s.") % words
        yield Breach("orders_count_deliveries", number, sentence, words)


def cash_is_what_was_counted() -> Iterator[Breach]:
    for number, noted, counted in _rows(CASH):
        words = {"noted": noted, "counted": counted}
        sentence = _("%(noted)s is noted as handed over, the cashier counted %(counted)s.") % words
        yield Breach("drivers_cash_is_counted", number, sentence, words)


def nothing_stays_where_goods_only_pass() -> Iterator[Breach]:
    for item, quantity in _rows(PASSING):
        words = {"quantity": quantity}
        sentence = _("%(quantity)s lie where goods only pass on the way to a customer.") % words
        yield Breach("direct_place_is_empty", item, sentence, words)


def pairs_are_whole() -> Iterator[Breach]:
    for (number,) in _rows(HALVES):
        sentence = _("Delivery and receipt of a direct shipment are not both in the books.")
        yield Breach("direct_pairs_are_whole", number, sentence, {})


def register() -> None:
    register_check("direct_place_is_empty", nothing_stays_where_goods_only_pass)
    register_check("direct_pairs_are_whole", pairs_are_whole)
    register_check("deliveries_are_owed", debts_are_what_left)
    register_check("delivered_goods_left", goods_are_what_left)
    register_check("orders_count_deliveries", orders_count_what_left)
    register_check("drivers_cash_is_counted", cash_is_what_was_counted)
