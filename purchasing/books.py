"""What `check_books` asks of purchasing: counters and prices recomputed in plain SQL.

Nothing here uses the code that keeps them: a check that shares it would prove little.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

COUNTERS = """
    SELECT d.number, l.line_no, l.received_quantity, COALESCE(r.got, 0) - COALESCE(t.back, 0)
    FROM purchasing_purchaseorderline l
    JOIN documents_document d ON d.id = l.body_id
    LEFT JOIN (
        SELECT x.order_line_id, SUM(x.base_accepted) AS got
        FROM purchasing_receiptline x JOIN documents_document h ON h.id = x.body_id
        WHERE h.state = 'approved' GROUP BY x.order_line_id
    ) r ON r.order_line_id = l.id
    LEFT JOIN (
        SELECT y.order_line_id, SUM(x.base_quantity) AS back
        FROM purchasing_purchasereturnline x JOIN documents_document h ON h.id = x.body_id
        JOIN purchasing_receiptline y ON y.id = x.receipt_line_id
        WHERE h.state = 'posted' AND x.outcome = 'replace' GROUP BY y.order_line_id
    ) t ON t.order_line_id = l.id
    WHERE l.received_quantity <> COALESCE(r.got, 0) - COALESCE(t.back, 0)
    ORDER BY l.id
"""

RETURNED = """
    SELECT d.number, l.line_no, l.returned_quantity, COALESCE(r.back, 0),
           l.returned_gross, COALESCE(r.gross, 0)
    FROM purchasing_receiptline l
    JOIN documents_document d ON d.id = l.body_id
    LEFT JOIN (
        SELECT x.receipt_line_id, SUM(x.base_quantity) AS back, SUM(x.gross) AS gross
        FROM purchasing_purchasereturnline x JOIN documents_document h ON h.id = x.body_id
        WHERE h.state = 'posted' GROUP BY x.receipt_line_id
    ) r ON r.receipt_line_id = l.id
    WHERE l.returned_quantity <> COALESCE(r.back, 0) OR l.returned_gross <> COALESCE(r.gross, 0)
       OR COALESCE(r.back, 0) > l.base_accepted OR COALESCE(r.gross, 0) > l.gross
       OR (COALESCE(r.back, 0) > 0 AND d.state <> 'approved')
    ORDER BY l.id
"""

LINE_STATES = """
    SELECT d.number, l.line_no, l.line_state
    FROM purchasing_purchaseorderline l JOIN documents_document d ON d.id = l.body_id
    WHERE l.line_state <> CASE
        WHEN l.base_quantity > l.received_quantity + l.closed_quantity THEN 'open'
        WHEN l.closed_quantity > 0 THEN 'closed' ELSE 'received' END
    ORDER BY l.id
"""

ORDER_STATES = """
    SELECT d.number, d.state, MAX(CASE WHEN l.line_state = 'open' THEN 1 ELSE 0 END)
    FROM documents_document d JOIN purchasing_purchaseorderline l ON l.body_id = d.id
    WHERE d.type = 'purchase_order' AND d.state IN ('active', 'completed', 'closed')
    GROUP BY d.id, d.number, d.state
    HAVING (d.state = 'active') <> (MAX(CASE WHEN l.line_state = 'open' THEN 1 ELSE 0 END) = 1)
    ORDER BY d.id
"""

EXPECTED = """
    SELECT d.number, l.line_no,
           l.base_quantity - l.received_quantity - l.closed_quantity, COALESCE(e.due, 0)
    FROM purchasing_purchaseorderline l
    JOIN documents_document d ON d.id = l.body_id
    LEFT JOIN (
        SELECT claim_document_id, claim_line, SUM(quantity) AS due FROM inventory_stockentry
        WHERE phase = 'expected' GROUP BY claim_document_id, claim_line
    ) e ON e.claim_document_id = l.body_id AND e.claim_line = l.line_no
    WHERE d.state = 'active' AND l.received_quantity + l.closed_quantity < l.base_quantity
      AND l.base_quantity - l.received_quantity - l.closed_quantity <> COALESCE(e.due, 0)
    ORDER BY l.id
"""

AMOUNTS = """
    SELECT d.number, d.total, s.total
    FROM documents_document d JOIN (
        SELECT body_id, SUM(gross) AS total FROM purchasing_purchaseorderline GROUP BY body_id
        UNION ALL
        SELECT body_id, SUM(gross) FROM purchasing_receiptline GROUP BY body_id
        UNION ALL
        SELECT body_id, SUM(gross) FROM purchasing_supplierinvoiceline GROUP BY body_id
        UNION ALL
        SELECT body_id, SUM(gross) FROM purchasing_purchasereturnline GROUP BY body_id
    ) s ON s.body_id = d.id
    WHERE d.total <> s.total
    ORDER BY d.id
"""

INVOICED = """
    SELECT d.number, l.line_no, l.invoiced_quantity, COALESCE(i.quantity, 0),
           l.invoiced_gross,
           CASE WHEN COALESCE(i.quantity, 0) = l.base_accepted - l.returned_quantity
                THEN l.gross - l.returned_gross ELSE COALESCE(i.gross, 0) END
    FROM purchasing_receiptline l
    JOIN documents_document d ON d.id = l.body_id
    LEFT JOIN (
        SELECT x.receipt_line_id, SUM(x.covered_quantity) AS quantity, SUM(x.covered_gross) AS gross
        FROM purchasing_supplierinvoiceline x JOIN documents_document h ON h.id = x.body_id
        WHERE h.state IN ('matched', 'handed_over', 'signed', 'closed') GROUP BY x.receipt_line_id
    ) i ON i.receipt_line_id = l.id
    WHERE l.invoiced_quantity <> COALESCE(i.quantity, 0)
       OR l.invoiced_gross <>
          CASE WHEN COALESCE(i.quantity, 0) = l.base_accepted - l.returned_quantity
               THEN l.gross - l.returned_gross ELSE COALESCE(i.gross, 0) END
    ORDER BY l.id
"""

INVOICE_KEYS = """
    SELECT d.number, d.state, i.live_key, i.code, i.invoice_number
    FROM purchasing_supplierinvoice i JOIN documents_document d ON d.id = i.head_id
    WHERE (d.state IN ('void', 'reversed') AND i.live_key IS NOT NULL)
       OR (d.state NOT IN ('draft', 'void', 'reversed')
           AND (i.live_key IS NULL
                OR i.live_key <> CAST(d.party_id AS TEXT) || '/' || i.code || '/'
                                 || i.invoice_number))
    ORDER BY d.id
"""

INVOICE_DEBTS = """
    SELECT d.number, COALESCE(l.debt, 0), COALESCE(o.debt, 0), COALESCE(l.cost, 0),
           COALESCE(s.cost, 0)
    FROM documents_document d
    LEFT JOIN (
        SELECT body_id, SUM(debt) AS debt, SUM(stock_cost) AS cost
        FROM purchasing_supplierinvoiceline GROUP BY body_id
    ) l ON l.body_id = d.id
    LEFT JOIN (
        SELECT document_id, SUM(amount) AS debt FROM finance_openitem GROUP BY document_id
    ) o ON o.document_id = d.id
    LEFT JOIN (
        SELECT document_id, SUM(amount) AS cost FROM inventory_stockentry
        WHERE cause = 'price_difference' GROUP BY document_id
    ) s ON s.document_id = d.id
    WHERE d.type = 'supplier_invoice' AND d.state IN ('matched', 'handed_over', 'signed', 'closed')
      AND (COALESCE(l.debt, 0) <> COALESCE(o.debt, 0)
           OR COALESCE(l.cost, 0) <> COALESCE(s.cost, 0))
    ORDER BY d.id
"""

LAST_PRICES = """
    SELECT p.item_id, p.party_id, p.document_id, r.document_id
    FROM purchasing_lastprice p
    LEFT JOIN purchasing_pricerecord r ON r.id = (
        SELECT x.id FROM purchasing_pricerecord x
        JOIN documents_document h ON h.id = x.document_id
        WHERE x.item_id = p.item_id AND x.party_id = p.party_id AND h.state = 'approved'
        ORDER BY x.date DESC, x.id DESC LIMIT 1
    )
    WHERE r.document_id IS NULL OR r.document_id <> p.document_id
    ORDER BY p.id
"""


def counters_are_their_receipts() -> Iterator[Breach]:
    """I11: what an order line counts as received is what approved receipts accepted for it, less
    what was sent back to be replaced."""
    for number, line, counted, found in _rows(COUNTERS):
        yield _breach(
            "order_counters",
            f"{number}/{line}",
            _("An order line counts other goods than its approved receipts."),
            counted=counted,
            receipts=found,
        )


def returns_are_counted() -> Iterator[Breach]:
    """V16: what a receipt line counts as returned is what posted returns took of it, never more
    than was accepted, and only while the receipt stands."""
    for number, line, counted, found, gross, sum_ in _rows(RETURNED):
        yield _breach(
            "receipt_returns",
            f"{number}/{line}",
            _("A receipt line counts other returns than were posted."),
            counted=counted,
            returns=found,
            counted_amount=gross,
            returned_amount=sum_,
        )


def line_states_follow_counters() -> Iterator[Breach]:
    for number, line, state in _rows(LINE_STATES):
        yield _breach(
            "order_lines",
            f"{number}/{line}",
            _("The state of an order line differs from its counters."),
            state=state,
        )


def order_states_follow_lines() -> Iterator[Breach]:
    for number, state, is_open in _rows(ORDER_STATES):
        yield _breach(
            "order_states",
            str(number),
            _("The state of an order differs from its lines."),
            state=state,
            open=is_open,
        )


def expected_is_what_is_open() -> Iterator[Breach]:
    for number, line, wanted, found in _rows(EXPECTED):
        yield _breach(
            "order_expected",
            f"{number}/{line}",
            _("The stock ledger expects another quantity than the order line has open."),
            open=wanted,
            expected=found,
        )


def totals_are_their_lines() -> Iterator[Breach]:
    for number, total, lines in _rows(AMOUNTS):
        yield _breach(
            "purchase_totals",
            str(number),
            _("The total of a document differs from the sum of its lines."),
            total=total,
            lines=lines,
        )


def invoiced_is_what_invoices_cover() -> Iterator[Breach]:
    for number, line, quantity, covered, gross, covered_gross in _rows(INVOICED):
        yield _breach(
            "invoiced_counters",
            f"{number}/{line}",
            _("A receipt line counts other invoices than its matched ones."),
            quantity=quantity,
            covered=covered,
            gross=gross,
            covered_gross=covered_gross,
        )


def invoices_are_entered_once() -> Iterator[Breach]:
    for number, state, key, code, digits in _rows(INVOICE_KEYS):
        yield _breach(
            "invoice_keys",
            str(number),
            _("An invoice does not hold the number that it counts under."),
            state=state,
            key=key,
            invoice=f"{code} {digits}".strip(),
        )


def differences_are_posted() -> Iterator[Breach]:
    for number, debt, owed, cost, stock in _rows(INVOICE_DEBTS):
        yield _breach(
            "invoice_differences",
            str(number),
            _("The ledgers hold another difference than the invoice settled."),
            debt=debt,
            owed=owed,
            cost=cost,
            stock=stock,
        )


def last_prices_are_the_newest() -> Iterator[Breach]:
    for item, party, said, found in _rows(LAST_PRICES):
        yield _breach(
            "last_prices",
            f"item {item}, supplier {party}",
            _("A last purchase price is not the newest one that was paid."),
            document=said,
            newest=found,
        )


def _breach(check: str, subject: str, sentence: Any, **details: Any) -> Breach:
    return Breach(check, subject, str(sentence), details)


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


register_check("order_counters", counters_are_their_receipts)
register_check("receipt_returns", returns_are_counted)
register_check("order_lines", line_states_follow_counters)
register_check("order_states", order_states_follow_lines)
register_check("order_expected", expected_is_what_is_open)
register_check("purchase_totals", totals_are_their_lines)
register_check("invoiced_counters", invoiced_is_what_invoices_cover)
register_check("invoice_keys", invoices_are_entered_once)
register_check("invoice_differences", differences_are_posted)
register_check("last_prices", last_prices_are_the_newest)
