"""What `check_books` asks of cash hand-overs, in plain SQL from the entries of the two ledgers.

Nothing here uses the models or the postings: a check that shares the code it checks proves little.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

COUNTED = """
    WITH lines AS (
        SELECT body_id, SUM(counted) AS amount FROM finance_cashhandoverline GROUP BY body_id
    ), cash AS (
        SELECT document_id, SUM(amount) AS amount FROM finance_cashentry GROUP BY document_id
    ), items AS (
        SELECT document_id, SUM(amount) AS amount FROM finance_openitem GROUP BY document_id
    )
    SELECT d.number, h.counted, COALESCE(l.amount, 0), COALESCE(c.amount, 0),
        -COALESCE(i.amount, 0)
    FROM finance_cashhandover h
    JOIN documents_document d ON d.id = h.head_id
    LEFT JOIN lines l ON l.body_id = h.head_id
    LEFT JOIN cash c ON c.document_id = h.head_id
    LEFT JOIN items i ON i.document_id = h.head_id
    WHERE d.state = 'counted' AND (
        h.counted IS NULL OR h.counted <> COALESCE(l.amount, 0)
        OR h.counted <> COALESCE(c.amount, 0) OR h.counted <> -COALESCE(i.amount, 0)
    )
    ORDER BY h.head_id
"""


def counted_cash_is_in_the_box() -> Iterator[Breach]:
    """What was counted line by line lies in the box, and is owed no longer."""
    for number, *amounts in _rows(COUNTED):
        names = ("counted", "lines", "cash", "receivable")
        yield Breach(
            "cash_handovers",
            number,
            str(_("Counted cash differs from what it moved.")),
            {name: int(amount or 0) for name, amount in zip(names, amounts, strict=True)},
        )


def register() -> None:
    register_check("cash_handovers", counted_cash_is_in_the_box)


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
