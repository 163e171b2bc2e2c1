"""What a paper says about debts: one value per open item; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True)
class Owed:
    """A debt (+) or what reduces it (−); use one of the two sides below.

    `dated` is the day it ages from where that is not the paper's date: an opening debt is older
    than the books. `for_document` is the customer order that it belongs to: money for it is kept
    for it, a debt of its delivery takes that money first. `cause` says what moved.
    """

    party_id: int
    amount: Decimal
    due_on: date | None
    line_no: int = 0
    description: str = ""
    dated: date | None = None
    for_document: int | None = None
    cause: str = ""
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
class Settles:
    """So much of a credit settles so much of a debit, in the posting that brings one of them.

    `*_item` is an open item already in the books; `*_line` the line number under which this very
    posting makes one.
    """

    amount: Decimal
    debit_item: int | None = None
    credit_item: int | None = None
    debit_line: int | None = None
    credit_line: int | None = None

    def __post_init__(self) -> None:
        if (self.debit_item is None) == (self.debit_line is None):
            raise ValueError("a settlement names one debit")
        if (self.credit_item is None) == (self.credit_line is None):
            raise ValueError("a settlement names one credit")

    def pair(self, made: Mapping[int, int]) -> "Pair":
        """With the ids of the items that the posting made, by their line number."""
        debit = self.debit_item if self.debit_line is None else made[self.debit_line]
        credit = self.credit_item if self.credit_line is None else made[self.credit_line]
        assert debit is not None
        assert credit is not None
        return Pair(debit, credit, self.amount)


@dataclass(frozen=True)
class Pair:
    """So much of a credit item (−) settles so much of a debit item (+)."""

    debit_item: int
    credit_item: int
    amount: Decimal

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError("an allocation is more than nothing")
