"""What `check_books` asks of settlements, in plain SQL from the entries of the two ledgers.

Nothing here uses the models or the postings: a check that shares the code it checks proves little.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

# What each posted settlement moved (money, discount), used, settled and left over.
MOVED = """
    WITH posted AS (
        SELECT s.*, d.number
        FROM finance_settlement s JOIN documents_document d ON d.id = s.head_id
        WHERE d.state = 'posted'
    ), cash AS (
        SELECT document_id, -SUM(amount) AS money FROM finance_cashentry
        WHERE reverses_id IS NULL GROUP BY document_id
    ), made AS (
        SELECT document_id,
            -SUM(CASE WHEN line_no = 9001 THEN amount ELSE 0 END) AS money,
            -SUM(CASE WHEN line_no = 9002 THEN amount ELSE 0 END) AS discount
        FROM finance_openitem
        WHERE reverses_id IS NULL AND side = 'payable' GROUP BY document_id
    ), settling AS (
        SELECT a.document_id,
            SUM(CASE WHEN d.side = 'receivable' THEN a.amount
                     WHEN c.document_id <> a.document_id THEN a.amount ELSE 0 END) AS used,
            SUM(CASE WHEN d.side = 'payable' AND d.document_id <> a.document_id
                     THEN a.amount ELSE 0 END) AS settled,
            SUM(CASE WHEN d.side = 'payable' AND c.document_id = a.document_id
                          AND c.line_no = 9001 THEN a.amount ELSE 0 END) AS by_money
        FROM finance_allocation a
        JOIN finance_openitem d ON d.id = a.debit_item_id
        JOIN finance_openitem c ON c.id = a.credit_item_id
        WHERE a.reverses_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM finance_allocation r WHERE r.reverses_id = a.id)
        GROUP BY a.document_id
    )
    SELECT p.number, p.kind, p.money, p.discount, p.credits_used, p.debts_settled, p.surplus,
        COALESCE(cash.money, 0), COALESCE(made.money, 0), COALESCE(made.discount, 0),
        COALESCE(settling.used, 0), COALESCE(settling.settled, 0), COALESCE(settling.by_money, 0)
    FROM posted p
    LEFT JOIN cash ON cash.document_id = p.head_id
    LEFT JOIN made ON made.document_id = p.head_id
    LEFT JOIN settling ON settling.document_id = p.head_id
    ORDER BY p.head_id
"""

# What came back is taken from prepayments alone, and from each wholly (V7).
REFUNDS = """
    SELECT d.number, i.amount, i.allocated, s.kind
    FROM finance_openitem i
    JOIN documents_document d ON d.id = i.document_id
    JOIN finance_settlement s ON s.head_id = d.id
    WHERE i.reverses_id IS NULL AND i.amount > 0 AND d.state = 'posted'
        AND (s.kind <> 'refund' OR i.allocated <> i.amount)
    ORDER BY i.id
"""

LINES = """
    SELECT d.number, l.line_no, l.amount, COALESCE(SUM(a.amount), 0)
    FROM finance_settlementline l
    JOIN documents_document d ON d.id = l.body_id
    LEFT JOIN finance_allocation a ON a.document_id = l.body_id AND a.reverses_id IS NULL
        AND (a.debit_item_id = l.open_item_id OR a.credit_item_id = l.open_item_id)
    WHERE d.state = 'posted'
    GROUP BY d.number, l.id, l.line_no, l.amount
    HAVING l.amount <> COALESCE(SUM(a.amount), 0)
    ORDER BY d.number, l.line_no
"""


def settlements_add_up() -> Iterator[Breach]:
    """V6: money + prepayment used + discount = settled + new prepayment, and so it is stored."""
    for row in _rows(MOVED):
        number, kind = row[0], row[1]
        stored = tuple(int(value or 0) for value in row[2:7])
        cash, money, discount, used, settled, by_money = (int(value) for value in row[7:])
        # A set-off makes one item per side instead of money: what it lowers is what it settles.
        money, by_money = (0, 0) if kind == "set_off" else (money, by_money)
        surplus = money - by_money if money > 0 else 0
        found = (cash, discount, used, settled, surplus)
        if stored != found or cash != money or sum(found[:3]) != settled + surplus:
            yield Breach(
                "settlements",
                number,
                str(_("A settlement does not add up to what it moved.")),
                {"stored": stored, "entries": found},
            )


def lines_are_what_was_settled() -> Iterator[Breach]:
    """Each line of a posted settlement has settled or used exactly its amount."""
    for number, line, amount, settled in _rows(LINES):
        yield Breach(
            "settlement_lines",
            f"{number}/{line}",
            str(_("A settlement's line differs from what was allocated.")),
            {"amount": int(amount), "allocated": int(settled)},
        )


def refunds_come_from_prepayments() -> Iterator[Breach]:
    """V7: a settlement owes something back only as an entered refund, and that is used up."""
    for number, amount, allocated, kind in _rows(REFUNDS):
        yield Breach(
            "prepayments",
            number,
            str(_("Money came back without a prepayment that it was taken from.")),
            {"amount": int(amount), "allocated": int(allocated), "kind": kind},
        )


def register() -> None:
    register_check("settlements", settlements_add_up)
    register_check("settlement_lines", lines_are_what_was_settled)
    register_check("prepayments", refunds_come_from_prepayments)


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
