"""What `check_books` asks of the cash ledger, in plain SQL (V23).

Nothing here uses the models or the ledger: a check that shares the code it checks proves little.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

BALANCES = """
    SELECT a.code, COALESCE(b.amount, 0), COALESCE(e.amount, 0)
    FROM finance_cashaccount a
    LEFT JOIN finance_cashbalance b ON b.account_id = a.id
    LEFT JOIN (
        SELECT account_id, SUM(amount) AS amount FROM finance_cashentry GROUP BY account_id
    ) AS e ON e.account_id = a.id
    WHERE COALESCE(b.amount, 0) <> COALESCE(e.amount, 0)
    ORDER BY a.code
"""

FLOORS = """
    SELECT a.code, b.amount, a.overdraft, b.floor
    FROM finance_cashbalance b
    JOIN finance_cashaccount a ON a.id = b.account_id
    WHERE b.amount < -a.overdraft OR b.amount < b.floor
    ORDER BY a.code
"""

REVERSALS = """
    SELECT r.id, r.reverses_id
    FROM finance_cashentry r JOIN finance_cashentry e ON e.id = r.reverses_id
    WHERE r.account_id <> e.account_id OR r.amount <> -e.amount
        OR r.document_id <> e.document_id OR e.reverses_id IS NOT NULL
        OR (SELECT COUNT(*) FROM finance_cashentry t WHERE t.reverses_id = e.id) <> 1
    ORDER BY r.id
"""


def balances_are_their_entries() -> Iterator[Breach]:
    """I12: what is in an account is the sum of what went in and out."""
    for code, balance, entries in _rows(BALANCES):
        yield Breach(
            "cash_balances",
            f"account {code}",
            str(_("An account's balance differs from its entries.")),
            {"balance": int(balance), "entries": int(entries)},
        )


def no_account_is_below_its_floor() -> Iterator[Breach]:
    """A cash box is never below zero, a bank account never beyond its overdraft."""
    for code, balance, overdraft, floor in _rows(FLOORS):
        yield Breach(
            "cash_floors",
            f"account {code}",
            str(_("An account is overdrawn further than it may be.")),
            {"balance": int(balance), "overdraft": int(overdraft), "floor": int(floor)},
        )


def reversals_are_opposite() -> Iterator[Breach]:
    """I5: a reversal answers exactly one entry, exactly once."""
    for row, reversed_row in _rows(REVERSALS):
        yield Breach(
            "cash_reversals",
            f"entry {row}",
            str(_("A reversal is not the opposite of what it reverses.")),
            {"reverses": reversed_row},
        )


def register() -> None:
    register_check("cash_balances", balances_are_their_entries)
    register_check("cash_floors", no_account_is_below_its_floor)
    register_check("cash_reversals", reversals_are_opposite)


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
