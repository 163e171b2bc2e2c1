"""The warehouse as a child would count it: pieces by place, what they are worth, what comes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tests.properties.model import ZERO, cents

SHELF, APART, HOLD = "ZC", "BH", "DC"
Planned = tuple[str, str, Decimal, Decimal | None]


def part_of(amount: Decimal, quantity: Decimal, whole: Decimal) -> Decimal:
    """The share that a part of the pieces has of an amount; all of them have all of it."""
    return amount if quantity >= whole else cents(amount * quantity / whole)


@dataclass(frozen=True)
class Move:
    item: str
    place: str
    quantity: Decimal
    amount: Decimal


class Store:
    """One average for all places of the warehouse; what a paper moved can be moved back once."""

    def __init__(self) -> None:
        self.there: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.worth: dict[str, Decimal] = defaultdict(Decimal)
        self.expected: dict[str, Decimal] = defaultdict(Decimal)
        self.moves: dict[object, list[Move]] = defaultdict(list)

    def on_hand(self, item: str) -> Decimal:
        return sum((n for (code, _place), n in self.there.items() if code == item), ZERO)

    def book(self, paper: object, planned: Iterable[Planned]) -> list[Move]:
        """Without an amount at the average; value without goods is written off at the end."""
        done = [self._move(*each) for each in planned]
        self.moves[paper] += done
        self._write_off(paper, done)
        return done

    def take_back(self, paper: object) -> None:
        back = self.moves.pop(paper, [])
        done = [self._move(m.item, m.place, -m.quantity, -m.amount) for m in back]
        self._write_off(paper, done)

    def _move(self, item: str, place: str, quantity: Decimal, amount: Decimal | None) -> Move:
        if amount is None:
            all_of_it = self.on_hand(item)
            amount = cents(quantity * self.worth[item] / all_of_it) if all_of_it else ZERO
        self.there[item, place] += quantity
        self.worth[item] += amount
        return Move(item, place, quantity, amount)

    def _write_off(self, paper: object, moved: Iterable[Move]) -> None:
        for item, place in {move.item: move.place for move in moved}.items():
            worth = self.worth[item]
            rest = min(worth, ZERO) if self.on_hand(item) else worth
            if rest:
                self.moves[paper].append(self._move(item, place, ZERO, -rest))
