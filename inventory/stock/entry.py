"""What a paper says about stock: one value per movement; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ON_HAND = "on_hand"
RESERVED = "reserved"
EXPECTED = "expected"
PHASES = (ON_HAND, RESERVED, EXPECTED)


@dataclass(frozen=True)
class Stock:
    """A movement of one item in one bin.

    `amount` is what goods on hand are worth; left out, they move at the warehouse's average.
    Goods that only change their place are two movements, first out, then in: the second one
    `follows` and is worth what the first took with it, whatever warehouse it comes to.
    What is reserved or expected belongs to a claim, the paper and line that asked for it. Whoever
    fulfils it posts a minus against that claim; without one the claim is the paper's own.
    """

    line_no: int
    item_id: int
    bin_id: int
    phase: str
    quantity: Decimal
    amount: Decimal | None = None
    held_for: str = ""
    cause: str = ""
    claim_document: int | None = None
    claim_line: int | None = None
    due_on: date | None = None
    follows: bool = False

    def __post_init__(self) -> None:
        if self.phase not in PHASES:
            raise ValueError(f"unknown phase {self.phase}")
        if not self.quantity and not self.amount:
            raise ValueError("a movement without quantity and amount moves nothing")
        if self.amount and self.phase != ON_HAND:
            raise ValueError("only goods on hand have a value")
        if self.follows and (self.phase != ON_HAND or self.amount is not None):
            raise ValueError("only goods on hand follow, and bring no value of their own")

    @property
    def key(self) -> tuple[int, int, str]:
        """Where it is booked; balances are locked in this order."""
        return self.item_id, self.bin_id, self.held_for


Key = tuple[int, int, str]
Sums = dict[Key, dict[str, Decimal]]


def sums(movements: Iterable[Stock]) -> Sums:
    """What the movements add up to, per place and phase."""
    total: Sums = {}
    for movement in movements:
        phases = total.setdefault(movement.key, dict.fromkeys(PHASES, Decimal(0)))
        phases[movement.phase] += movement.quantity
    return total


Claim = tuple[int | None, int | None]


def claim_of(movement: Stock) -> Claim:
    return movement.claim_document, movement.claim_line


def value_brought(movement: Stock, *, before: Stock | None, taken: Decimal) -> Decimal:
    """What goods that follow are worth: the amount that the movement before took away."""
    left = None if before is None else (before.item_id, -before.quantity)
    if left != (movement.item_id, movement.quantity):
        raise ValueError("goods follow only what left just before, in the same quantity")
    return -taken
