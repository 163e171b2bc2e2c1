"""Every model of the money side, named once."""

from finance.opening_balance.models import OpeningBalance, OpeningBalanceLine
from finance.parties.models import Allocation, OpenItem, PartyBalance

__all__ = ["Allocation", "OpenItem", "OpeningBalance", "OpeningBalanceLine", "PartyBalance"]
