"""What is in the accounts: now from the cache, on any day from the entries.

Every function takes a fixed number of queries, however many accounts or entries there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from finance.cash.models import CashBalance, CashEntry

NONE = Decimal(0)


@dataclass(frozen=True)
class Flow:
    """期初, 收入, 付出, 期末 of one account."""

    opening: Decimal = NONE
    money_in: Decimal = NONE
    money_out: Decimal = NONE

    @property
    def closing(self) -> Decimal:
        return self.opening + self.money_in - self.money_out


def balances(account_ids: Iterable[int] | None = None) -> dict[int, Decimal]:
    """What is in each account now."""
    rows = CashBalance.objects.all()
    if account_ids is not None:
        rows = rows.filter(account__in=set(account_ids))
    return dict(rows.values_list("account_id", "amount"))


def balances_at(day: date) -> dict[int, Decimal]:
    """What was in each account at the end of a day."""
    entries = CashEntry.objects.filter(on_date__lte=day).order_by().values_list("account_id")
    return dict(entries.annotate(total=Sum("amount")))


def flows(*, first: date | None, last: date) -> dict[int, Flow]:
    """Opening, what came and what went in the period, by account."""
    within = Q(on_date__gte=first or date.min)
    entries = CashEntry.objects.filter(on_date__lte=last).order_by().values_list("account_id")
    sums = entries.annotate(
        opening=Sum("amount", filter=~within),
        money_in=Sum("amount", filter=within & Q(amount__gt=0)),
        money_out=Sum("amount", filter=within & Q(amount__lt=0)),
    )
    return {
        account: Flow(opening or NONE, money_in or NONE, -(money_out or NONE))
        for account, opening, money_in, money_out in sums
    }
