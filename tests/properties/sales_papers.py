"""The papers of the sale as the model knows them, and what they leave owed."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tests.properties.model import ZERO
from tests.properties.sales_store import part_of

MONEY, GOODS = "money", "goods"
BINDING = ("authorized", "picked", "checked", "loaded")
WAITING = ("draft", *BINDING)
OUT = ("dispatched", "delivered", "closed")
SIGNED = ("delivered", "closed")
COUNTED = ("noticed", "released", "fulfilled")
HERE = ("received", "graded", "drawn")
ASKED = ("approving", "approved", *HERE)
BACK = ("posted", "replied")


@dataclass(eq=False)
class Paper:
    pk: int
    customer: str
    state: str
    on: date


@dataclass(eq=False)
class OrderLine:
    """`kept` is what is reserved for it, `closed` what will not be delivered any more."""

    pk: int
    number: int
    item: str
    quantity: Decimal
    gross: Decimal
    kept: Decimal = ZERO
    closed: Decimal = ZERO


@dataclass(eq=False)
class Order(Paper):
    """`own_used`: the customer's own money set off at pricing; `director` signs, or signed."""

    terms: str = "prepaid"
    percent: Decimal = ZERO
    rank: tuple[str, date] = ("", date.max)
    lines: list[OrderLine] = field(default_factory=list)
    deposit: Decimal = ZERO
    own_used: Decimal = ZERO
    director: bool = False
    held: bool = False
    allowed: bool = False
    approved: bool = False

    @property
    def total(self) -> Decimal:
        return sum((line.gross for line in self.lines), ZERO)


@dataclass(eq=False)
class SentLine:
    pk: int
    of: OrderLine
    asked: Decimal
    picked: Decimal | None = None
    gross: Decimal = ZERO
    cost: Decimal = ZERO
    refused: Decimal = ZERO
    refused_gross: Decimal = ZERO
    given_up: Decimal = ZERO

    @property
    def sent(self) -> Decimal:
        return self.asked if self.picked is None else self.picked

    @property
    def kept(self) -> Decimal:
        """What stayed with the customer."""
        return self.sent - self.refused


@dataclass(eq=False)
class Delivery(Paper):
    order: Order = None  # type: ignore[assignment]
    lines: list[SentLine] = field(default_factory=list)
    allowed: bool = False

    @property
    def amount(self) -> Decimal:
        """As it was struck last."""
        return sum((line.gross for line in self.lines), ZERO)

    @property
    def refused(self) -> Decimal:
        return sum((line.refused_gross for line in self.lines), ZERO)


@dataclass(eq=False)
class Remittance(Paper):
    """`lines`: how much for which order, or for which old debt; `filed`: it hangs on them."""

    kind: str = "receipt"
    money: Decimal = ZERO
    lines: list[tuple["Order | Item", Decimal]] = field(default_factory=list)
    filed: bool = False


@dataclass(eq=False)
class Back(Paper):
    """A return of so many pieces of one line of a delivery."""

    delivery: Delivery = None  # type: ignore[assignment]
    line: SentLine = None  # type: ignore[assignment]
    quantity: Decimal = ZERO
    valid: date = date.max
    counted: Decimal | None = None
    cost: Decimal = ZERO
    good: Decimal = ZERO
    taken: Decimal | None = None
    replaced: bool = False
    gross: Decimal = ZERO

    @property
    def now(self) -> Decimal:
        """What it is about: taken, else counted, else asked for."""
        found = self.counted if self.taken is None else self.taken
        return self.quantity if found is None else found

    def cost_of(self, quantity: Decimal) -> Decimal:
        return part_of(self.cost, quantity, self.counted) if self.counted else ZERO


@dataclass(eq=False)
class Item:
    """What a customer owes (+) or has paid (−), what is left of it, and for which order it is."""

    paper: Paper
    amount: Decimal
    on: date
    order: Order | None = None
    cause: str = ""
    left: Decimal = ZERO
    pk: int = 0


@dataclass(eq=False)
class Settled:
    """A paper took so much off an item."""

    by: Paper
    item: Item
    amount: Decimal
