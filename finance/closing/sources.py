"""What the party and cash ledgers say of the end of a day, from their entries, in plain SQL."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from documents.month_figures import COUNT, Figure, register_figures, rows

PARTIES = """
    SELECT side, SUM(balance), SUM(CASE WHEN balance <> 0 THEN 1 ELSE 0 END), SUM(items)
    FROM (
        SELECT side, party_id, SUM(amount) AS balance, COUNT(*) AS items
        FROM finance_openitem WHERE on_date <= %s GROUP BY side, party_id
    ) AS balances
    GROUP BY side ORDER BY side
"""
SETTLED = """
    SELECT COUNT(*), COALESCE(SUM(CASE WHEN reverses_id IS NULL THEN amount ELSE -amount END), 0)
    FROM finance_allocation WHERE on_date <= %s
"""
ACCOUNTS = """
    SELECT a.id, a.name, SUM(e.amount), COUNT(*)
    FROM finance_cashentry e JOIN finance_cashaccount a ON a.id = e.account_id
    WHERE e.on_date <= %s GROUP BY a.id, a.name, a.code ORDER BY a.code
"""
LABELS: dict[str, tuple[Words, Words, Words]] = {
    "payable": (_("Payables"), _("Suppliers with a balance"), _("Entries of payables")),
    "receivable": (_("Receivables"), _("Customers with a balance"), _("Entries of receivables")),
}


def parties(day: date) -> Iterator[Figure]:
    found = {side: numbers for side, *numbers in rows(PARTIES, day)}
    for side, (total, count, entries) in LABELS.items():
        balance, parties_, items = found.get(side, (0, 0, 0))
        yield Figure(f"{side}_total", total, int(balance))
        yield Figure(f"{side}_parties", count, int(parties_), COUNT)
        yield Figure(f"{side}_entries", entries, int(items), COUNT)
    ((count_, amount),) = rows(SETTLED, day)
    yield Figure("settled_total", _("Settled"), int(amount))
    yield Figure("settled_entries", _("Entries of settlements"), int(count_), COUNT)


def cash(day: date) -> Iterator[Figure]:
    found = rows(ACCOUNTS, day)
    for pk, name, balance, _entries in found:
        yield Figure(f"cash_{pk}", str(name), int(balance))
    yield Figure("cash_total", _("Cash and bank"), sum(int(row[2]) for row in found))
    yield Figure(
        "cash_entries", _("Entries of cash and bank"), sum(int(r[3]) for r in found), COUNT
    )


def register() -> None:
    register_figures("cash", cash)
    register_figures("parties", parties)
