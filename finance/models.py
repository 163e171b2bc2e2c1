"""Every model of the money side, named once."""

from finance.cash.models import CashAccount, CashBalance, CashEntry
from finance.opening_balance.models import OpeningBalance, OpeningBalanceLine
from finance.parties.models import Allocation, OpenItem, PartyBalance
from finance.settlement.models import Settlement, SettlementLine

__all__ = [
    "Allocation",
    "CashAccount",
    "CashBalance",
    "CashEntry",
    "OpenItem",
    "OpeningBalance",
    "OpeningBalanceLine",
    "PartyBalance",
    "Settlement",
    "SettlementLine",
]
