"""Which credit settles which debt, one after the other; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from finance.parties.ledger import Settles


@dataclass(frozen=True)
class Part:
    """So much of an item that is in the books, or of one that this posting makes by line number."""

    amount: Decimal
    item: int | None = None
    line: int | None = None


def pair(debts: Sequence[Part], credits: Sequence[Part]) -> Iterator[Settles]:
    """Fill each debt from the credits in their order; what the credits have too much stays open.

    Prepayments come first and money last, so that what is left over is left of the money.
    """
    waiting = list(credits)
    for debt in debts:
        missing = debt.amount
        while missing and waiting:
            credit = waiting.pop(0)
            amount = min(missing, credit.amount)
            yield Settles(
                amount,
                debit_item=debt.item,
                debit_line=debt.line,
                credit_item=credit.item,
                credit_line=credit.line,
            )
            missing -= amount
            rest = credit.amount - amount
            if rest:
                waiting.insert(0, Part(rest, credit.item, credit.line))
