"""The money on a delivery slip: paid, left, owed before, and what the driver collects."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from finance.parties import funds
from finance.parties.queries import balances, debt_of
from orders.delivery.amounts import ZERO, Share, shares_in, to_collect
from orders.delivery.queries import OUT, WAITING
from orders.delivery.reckoning import reckon

RECEIVABLE = "receivable"


@dataclass(frozen=True)
class Account:
    """本单金额, 拒收退回, 本单欠款, 累计欠款 as they stand now; money too much is below zero."""

    total: Decimal
    left: Decimal
    in_all: Decimal
    back: Decimal = ZERO

    @property
    def received(self) -> Decimal:
        return max(self.total - self.back - self.left, ZERO)

    @property
    def before(self) -> Decimal:
        """上次欠款: what is owed besides this delivery."""
        return self.in_all - self.left


def account_of(body: Any) -> Account | None:
    """Before it left from what is kept for its orders, afterwards from its own debts; nothing of
    a paper that does not count."""
    head = body.head
    if head.party_id is None or head.state not in (*WAITING, *OUT):
        return None
    balance = balances(RECEIVABLE, party_ids=[head.party_id]).get(head.party_id, ZERO)
    if head.state in WAITING:
        left = uncovered(shares_of(body))
        return Account(head.total, left, balance + head.total)
    debt = debt_of(head.pk, side=RECEIVABLE)
    return Account(head.total, debt.left, balance, came_back(body))


def shares_of(body: Any) -> list[Share]:
    """A draft's are not struck yet."""
    return reckon(body).shares if body.head.state == "draft" else shares_in(body.shares)


def uncovered(shares: Iterable[Share]) -> Decimal:
    """What the money kept for each order does not pay."""
    found = list(shares)
    kept = funds.credits_for(share.order_id for share in found)
    return to_collect(found, {pk: funds.total(items) for pk, items in kept.items()})


def came_back(body: Any) -> Decimal:
    """What was refused or returned is owed no longer; it was not paid."""
    refused = sum((share.refused for share in shares_in(body.shares)), ZERO)
    return refused + sum((line.returned_gross for line in body.lines.all()), ZERO)


def cash_to_collect(body: Any) -> Decimal:
    """代收: struck when the goods leave; until then what it would be now."""
    if not body.cod:
        return ZERO
    return Decimal(body.cod_due) if body.head.state in OUT else uncovered(shares_of(body))
