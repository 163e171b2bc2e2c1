"""What a paper says about debts: one value per open item; pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True)
class Owed:
    """A debt (+) or what reduces it (−); use one of the two sides below."""

    party_id: int
    amount: Decimal
    due_on: date | None
    line_no: int = 0
    description: str = ""
    side: ClassVar[str] = ""

    def __post_init__(self) -> None:
        if not self.amount:
            raise ValueError("an open item of nothing is not an open item")


class Payable(Owed):
    """What the firm owes: a receipt is +, a payment or a return is −."""

    side = "payable"


class Receivable(Owed):
    """What is owed to the firm: a delivery is +, a remittance or a return is −."""

    side = "receivable"


@dataclass(frozen=True)
class Pair:
    """So much of a credit item (−) settles so much of a debit item (+)."""

    debit_item: int
    credit_item: int
    amount: Decimal

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError("an allocation is more than nothing")
