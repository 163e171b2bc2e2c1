"""What `check_books` asks of the party ledger: balances and settled amounts, in plain SQL.

Nothing here uses the models or the ledger: a check that shares the code it checks proves little.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

BALANCES = """
    SELECT s.side, s.party_id, COALESCE(b.amount, 0), s.amount
    FROM (
        SELECT side, party_id, SUM(amount) AS amount
        FROM (
            SELECT side, party_id, amount FROM finance_openitem
            UNION ALL
            SELECT side, party_id, 0 FROM finance_partybalance
        ) AS items
        GROUP BY side, party_id
    ) AS s
    LEFT JOIN finance_partybalance b ON b.side = s.side AND b.party_id = s.party_id
    WHERE COALESCE(b.amount, 0) <> s.amount
    ORDER BY s.side, s.party_id
"""

SETTLED = """
    SELECT i.id, i.amount, i.allocated, COALESCE(s.settled, 0)
    FROM finance_openitem i
    LEFT JOIN (
        SELECT item, SUM(amount) AS settled
        FROM (
            SELECT debit_item_id AS item,
                   CASE WHEN reverses_id IS NULL THEN amount ELSE -amount END AS amount
            FROM finance_allocation
            UNION ALL
            SELECT credit_item_id,
                   CASE WHEN reverses_id IS NULL THEN -amount ELSE amount END
            FROM finance_allocation
        ) AS sides
        GROUP BY item
    ) AS s ON s.item = i.id
    WHERE i.allocated <> COALESCE(s.settled, 0)
        OR ABS(i.allocated) > ABS(i.amount) OR i.allocated * i.amount < 0
    ORDER BY i.id
"""

PAIRS = """
    SELECT a.id
    FROM finance_allocation a
    JOIN finance_openitem d ON d.id = a.debit_item_id
    JOIN finance_openitem c ON c.id = a.credit_item_id
    WHERE d.amount < 0 OR c.amount > 0 OR d.side <> c.side OR d.party_id <> c.party_id
    ORDER BY a.id
"""

REVERSALS = """
    SELECT 'item', r.id, r.reverses_id
    FROM finance_openitem r JOIN finance_openitem i ON i.id = r.reverses_id
    WHERE r.side <> i.side OR r.party_id <> i.party_id OR r.amount <> -i.amount
        OR r.document_id <> i.document_id OR i.reverses_id IS NOT NULL
        OR (SELECT COUNT(*) FROM finance_openitem t WHERE t.reverses_id = i.id) <> 1
    UNION ALL
    SELECT 'allocation', r.id, r.reverses_id
    FROM finance_allocation r JOIN finance_allocation a ON a.id = r.reverses_id
    WHERE r.debit_item_id <> a.debit_item_id OR r.credit_item_id <> a.credit_item_id
        OR r.amount <> a.amount OR a.reverses_id IS NOT NULL
        OR (SELECT COUNT(*) FROM finance_allocation t WHERE t.reverses_id = a.id) <> 1
    ORDER BY 1, 2
"""


def balances_are_their_items() -> Iterator[Breach]:
    """I3: what a party owes or is owed is the sum of its open items."""
    for side, party, balance, items in _rows(BALANCES):
        yield Breach(
            "party_balances",
            f"party {party}, {side}",
            str(_("A party's balance differs from its open items.")),
            {"balance": int(balance), "items": int(items)},
        )


def settled_is_what_was_allocated() -> Iterator[Breach]:
    """I3, V5: an item's settled amount is the sum of its allocations, and within the item."""
    for item, amount, allocated, settled in _rows(SETTLED):
        yield Breach(
            "party_settled",
            f"open item {item}",
            str(_("A settled amount differs from its allocations.")),
            {"amount": int(amount), "allocated": int(allocated), "allocations": int(settled)},
        )


def pairs_are_debt_and_payment() -> Iterator[Breach]:
    """An allocation lets a credit settle a debit of the same party on the same side."""
    for (allocation,) in _rows(PAIRS):
        yield Breach(
            "party_pairs",
            f"allocation {allocation}",
            str(_("An allocation does not join a debt and a payment of one party.")),
        )


def reversals_are_opposite() -> Iterator[Breach]:
    """I5: a reversal answers exactly one row, exactly once."""
    for kind, row, reversed_row in _rows(REVERSALS):
        yield Breach(
            "party_reversals",
            f"{kind} {row}",
            str(_("A reversal is not the opposite of what it reverses.")),
            {"reverses": reversed_row},
        )


def register() -> None:
    register_check("party_balances", balances_are_their_items)
    register_check("party_settled", settled_is_what_was_allocated)
    register_check("party_pairs", pairs_are_debt_and_payment)
    register_check("party_reversals", reversals_are_opposite)


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
