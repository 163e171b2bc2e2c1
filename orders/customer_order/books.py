"""What `check_books` asks of customer orders: counters, states, promises, demand, in plain SQL.

Nothing here uses the code that keeps them: a check that shares it would prove little.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

COUNTERS = """
    SELECT d.number, l.line_no, l.shipped_quantity, COALESCE(s.went, 0) - COALESCE(r.back, 0),
           l.shipped_gross, COALESCE(s.gross, 0) - COALESCE(r.gross, 0),
           l.signed_quantity, COALESCE(s.signed, 0) - COALESCE(r.back, 0)
    FROM orders_customerorderline l
    JOIN documents_document d ON d.id = l.body_id
    LEFT JOIN (
        SELECT x.order_line_id,
               SUM(COALESCE(x.picked, x.base_quantity) - x.refused) AS went,
               SUM(x.gross - x.refused_gross) AS gross,
               SUM(CASE WHEN h.state = 'dispatched' THEN 0
                   ELSE COALESCE(x.picked, x.base_quantity) - x.refused END) AS signed
        FROM orders_deliveryline x JOIN documents_document h ON h.id = x.body_id
        WHERE h.state IN ('dispatched', 'delivered', 'installed', 'closed')
        GROUP BY x.order_line_id
    ) s ON s.order_line_id = l.id
    LEFT JOIN (
        SELECT x.order_line_id, SUM(b.taken) AS back, SUM(b.gross) AS gross
        FROM orders_salesreturnline b
        JOIN orders_deliveryline x ON x.id = b.delivery_line_id
        JOIN documents_document h ON h.id = b.body_id
        WHERE h.state IN ('posted', 'replied', 'closed') AND b.outcome = 'replace'
        GROUP BY x.order_line_id
    ) r ON r.order_line_id = l.id
    WHERE l.shipped_quantity <> COALESCE(s.went, 0) - COALESCE(r.back, 0)
       OR l.shipped_gross <> COALESCE(s.gross, 0) - COALESCE(r.gross, 0)
       OR l.signed_quantity <> COALESCE(s.signed, 0) - COALESCE(r.back, 0)
    ORDER BY l.id
"""

LINE_STATES = """
    SELECT d.number, l.line_no, l.line_state
    FROM orders_customerorderline l JOIN documents_document d ON d.id = l.body_id
    WHERE l.line_state <> CASE
        WHEN l.base_quantity > l.shipped_quantity + l.closed_quantity THEN 'open'
        WHEN l.closed_quantity > 0 THEN 'closed' ELSE 'shipped' END
    ORDER BY l.id
"""

ORDER_STATES = """
    SELECT d.number, d.state
    FROM documents_document d JOIN orders_customerorderline l ON l.body_id = d.id
    WHERE d.type = 'customer_order' AND d.state IN ('released', 'fulfilled')
    GROUP BY d.id, d.number, d.state
    HAVING (d.state = 'released') <> (MAX(CASE
        WHEN l.line_state = 'open' OR l.signed_quantity < l.shipped_quantity THEN 1 ELSE 0 END) = 1)
    ORDER BY d.id
"""

PROMISES = """
    SELECT d.number, r.claim_line, d.state, r.kept,
           l.base_quantity - l.shipped_quantity - l.closed_quantity
    FROM (
        SELECT claim_document_id, claim_line, SUM(quantity) AS kept FROM inventory_stockentry
        WHERE phase = 'reserved' GROUP BY claim_document_id, claim_line
    ) r
    JOIN documents_document d ON d.id = r.claim_document_id AND d.type = 'customer_order'
    LEFT JOIN orders_customerorderline l
        ON l.body_id = r.claim_document_id AND l.line_no = r.claim_line
    WHERE (r.kept <> 0 AND d.state <> 'released')
       OR r.kept < 0
       OR r.kept > COALESCE(l.base_quantity - l.shipped_quantity - l.closed_quantity, 0)
    ORDER BY d.id, r.claim_line
"""

LACKING = """
    SELECT d.number, l.line_no, l.short_quantity, COALESCE(w.quantity, 0), COALESCE(r.kept, 0)
    FROM orders_customerorderline l
    JOIN documents_document d ON d.id = l.body_id
    JOIN masterdata_item i ON i.id = l.item_id
    LEFT JOIN inventory_demand w ON w.document_id = l.body_id AND w.line_no = l.line_no
    LEFT JOIN (
        SELECT claim_document_id, claim_line, SUM(quantity) AS kept FROM inventory_stockentry
        WHERE phase = 'reserved' GROUP BY claim_document_id, claim_line
    ) r ON r.claim_document_id = l.body_id AND r.claim_line = l.line_no
    WHERE COALESCE(w.quantity, 0) <> CASE
        WHEN d.state <> 'released' OR i.kind = 'service'
             OR l.base_quantity <= l.shipped_quantity + l.closed_quantity + COALESCE(r.kept, 0)
        THEN 0
        ELSE l.base_quantity - l.shipped_quantity - l.closed_quantity - COALESCE(r.kept, 0) END
    ORDER BY l.id
"""

CHECKS = {
    "order_counters": (COUNTERS, _("An order line does not count what its deliveries say.")),
    "order_line_states": (LINE_STATES, _("An order line's state is not what its counters say.")),
    "order_states": (ORDER_STATES, _("An order is fulfilled too early, or not although it is.")),
    "order_promises": (PROMISES, _("More is reserved for an order line than it has open.")),
    "order_demand": (LACKING, _("What an order lacks is not what its demand says.")),
}


def _found(name: str, statement: str, sentence: Promise) -> Iterator[Breach]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = list(cursor.fetchall())
    for number, *figures in rows:
        details = {"figures": [str(figure) for figure in figures]}
        yield Breach(name, number, sentence, details)


def register() -> None:
    for name, (statement, sentence) in CHECKS.items():
        _register(name, statement, sentence)


def _register(name: str, statement: str, sentence: Promise) -> None:
    register_check(f"orders.{name}", lambda: _found(name, statement, sentence))
