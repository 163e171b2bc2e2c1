"""What counted cash says to the ledgers: into the cash box, and the delivery's debt is settled.

Each part of a debt is a credit of its own, which bears the debt's order: so the order is paid.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from finance.cash.ledger import Cash
from finance.parties.funds import MONEY
from finance.parties.ledger import Receivable, Settles
from finance.parties.models import OpenItem, Side
from finance.parties.queries import unsettled

# The further credits of one line stand this far above its own number.
STEP = 2000
Entry = Cash | Receivable | Settles


@dataclass(frozen=True)
class Debt:
    """What is left of one debt of a delivery, and whose order it is."""

    item: int
    left: Decimal
    order: int | None = None


def cash_and_debts(body: Any, lines: Sequence[Any]) -> list[Entry]:
    return list(entries_of(body, lines, debts_of(line.delivery_id for line in lines)))


def debts_of(delivery_ids: Any) -> dict[int, list[Debt]]:
    """By delivery its open debts, in their order."""
    items: Any = unsettled(Side.RECEIVABLE).filter(
        document__in=set(delivery_ids), amount__gt=0, reverses=None, reversed_by=None
    )
    found: dict[int, list[Debt]] = {}
    for item in items.order_by("id"):
        debt: OpenItem = item
        left = debt.amount - debt.allocated
        found.setdefault(debt.document_id, []).append(Debt(debt.pk, left, debt.for_document_id))
    return found


def entries_of(
    body: Any, lines: Sequence[Any], debts: Mapping[int, Sequence[Debt]]
) -> Iterator[Entry]:
    for line in lines:
        if line.counted:
            party = line.delivery.party_id
            yield Cash(body.account_id, line.counted, line.line_no, party_id=party)
            yield from _settled(line, debts.get(line.delivery_id, ()))


def _settled(line: Any, debts: Sequence[Debt]) -> Iterator[Entry]:
    """What the debts do not take is the customer's own money."""
    party, left, number = line.delivery.party_id, line.counted, line.line_no
    for debt in debts:
        part = min(left, debt.left)
        if part <= 0:
            break
        cause = MONEY if debt.order else ""
        yield Receivable(party, -part, None, number, for_document=debt.order, cause=cause)
        yield Settles(part, debit_item=debt.item, credit_line=number)
        left, number = left - part, number + STEP
    if left:
        yield Receivable(party, -left, None, number)
