"""The credit of a return settles the debts of the receipts it goes back on; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from finance.parties.ledger import Settles

CREDIT = 1
Debt = tuple[int, Decimal]


def settling(
    credits: Mapping[int, Decimal], debts: Mapping[int, Sequence[Debt]]
) -> Iterator[Settles]:
    """Per receipt as much as is still open of it; what is left stays the supplier's credit."""
    for receipt_id in sorted(credits):
        left = credits[receipt_id]
        for item_id, open_ in debts.get(receipt_id, ()):
            amount = min(left, open_)
            if amount > 0:
                yield Settles(amount=amount, debit_item=item_id, credit_line=CREDIT)
                left -= amount


def by_receipt(lines: Iterable[tuple[int, Decimal]]) -> dict[int, Decimal]:
    """What goes back on each receipt, with tax."""
    total: dict[int, Decimal] = {}
    for receipt_id, gross in lines:
        total[receipt_id] = total.get(receipt_id, Decimal(0)) + gross
    return total
