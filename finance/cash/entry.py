"""What a paper says about money: one value per movement of one account; pure."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Cash:
    """So much goes into (+) or out of (−) an account."""

    account_id: int
    amount: Decimal
    line_no: int = 0
    description: str = ""
    party_id: int | None = None

    def __post_init__(self) -> None:
        if not self.amount:
            raise ValueError("a movement of nothing is not a movement")
