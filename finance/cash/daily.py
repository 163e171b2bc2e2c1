"""现金日报: what every account opened with, what came and went, and what it closed with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finance.cash import queries
from finance.cash.models import CashAccount, CashEntry
from finance.cash.queries import Flow


@dataclass(frozen=True)
class DayOfAccount:
    account: CashAccount
    flow: Flow


@dataclass(frozen=True)
class CashDay:
    """One day of all accounts: their figures, and the entries behind them."""

    day: date
    accounts: list[DayOfAccount]
    entries: list[CashEntry]

    @property
    def total(self) -> Flow:
        flows = [each.flow for each in self.accounts]
        nothing = Decimal(0)
        return Flow(
            sum((flow.opening for flow in flows), nothing),
            sum((flow.money_in for flow in flows), nothing),
            sum((flow.money_out for flow in flows), nothing),
        )


def cash_day(day: date) -> CashDay:
    """Three queries; accounts out of use are there as long as something lies or moves in them."""
    flows = queries.flows(first=day, last=day)
    accounts = [
        DayOfAccount(account, flows.get(account.pk, Flow()))
        for account in CashAccount.objects.order_by("code")
    ]
    entries = CashEntry.objects.filter(on_date=day).select_related("account", "document", "party")
    return CashDay(
        day,
        [each for each in accounts if each.account.is_active or each.flow != Flow()],
        list(entries.order_by("account__code", "id")),
    )
