"""What `check_books` asks of remittances, in plain SQL from the entries of the two ledgers.

Nothing here uses the models or the postings: a check that shares the code it checks proves little.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

# What each confirmed remittance moved: + money that came, − money that went back, 0 an allotment.
MOVED = """
    WITH asked AS (
        SELECT d.number, r.head_id, r.money, r.kind,
            CASE r.kind WHEN 'receipt' THEN r.money WHEN 'refund' THEN -r.money ELSE 0 END AS net
        FROM finance_remittance r JOIN documents_document d ON d.id = r.head_id
        WHERE d.state = 'confirmed'
    ), cash AS (
        SELECT document_id, SUM(amount) AS amount FROM finance_cashentry GROUP BY document_id
    ), items AS (
        SELECT document_id, SUM(amount) AS amount FROM finance_openitem GROUP BY document_id
    )
    SELECT a.number, a.net, COALESCE(c.amount, 0), COALESCE(i.amount, 0)
    FROM asked a
    LEFT JOIN cash c ON c.document_id = a.head_id
    LEFT JOIN items i ON i.document_id = a.head_id
    WHERE a.net <> COALESCE(c.amount, 0) OR a.net <> -COALESCE(i.amount, 0)
    ORDER BY a.head_id
"""

LINES = """
    SELECT d.number, b.id, r.money, b.amount
    FROM finance_remittance r
    JOIN documents_document d ON d.id = r.head_id
    LEFT JOIN finance_bankline b ON b.id = r.bank_line_id
    WHERE d.state = 'confirmed' AND r.kind = 'receipt'
        AND (b.id IS NULL OR b.amount <> r.money OR b.account_id <> r.account_id)
    ORDER BY r.head_id
"""

GIVEN = """
    SELECT d.number, l.line_no, l.amount, COALESCE(SUM(i.amount), 0)
    FROM finance_remittanceline l
    JOIN documents_document d ON d.id = l.body_id
    LEFT JOIN finance_openitem i ON i.document_id = l.body_id AND i.line_no = l.line_no
    WHERE d.state = 'confirmed'
    GROUP BY d.number, l.id, l.line_no, l.amount
    HAVING l.amount <> -COALESCE(SUM(i.amount), 0)
    ORDER BY d.number, l.line_no
"""


def remittances_are_in_both_ledgers() -> Iterator[Breach]:
    """What came into the account is what the customer owes less."""
    for number, net, cash, items in _rows(MOVED):
        yield Breach(
            "remittances",
            number,
            str(_("A remittance differs from what it moved.")),
            {"remitted": int(net), "cash": int(cash), "receivable": int(items)},
        )


def confirmed_by_the_bank() -> Iterator[Breach]:
    """Nothing is confirmed without a line of the bank of the same amount and account."""
    for number, line, money, amount in _rows(LINES):
        yield Breach(
            "bank_lines",
            number,
            str(_("A remittance is confirmed without a bank line that fits.")),
            {"line": line, "remitted": int(money), "bank": int(amount or 0)},
        )


def lines_are_credits() -> Iterator[Breach]:
    """Each line of a confirmed remittance is a credit of exactly its amount."""
    for number, line, amount, credit in _rows(GIVEN):
        yield Breach(
            "remittance_lines",
            f"{number}/{line}",
            str(_("A remittance's line differs from what was credited.")),
            {"amount": int(amount), "credited": int(-credit)},
        )


def register() -> None:
    register_check("remittances", remittances_are_in_both_ledgers)
    register_check("bank_lines", confirmed_by_the_bank)
    register_check("remittance_lines", lines_are_credits)


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
