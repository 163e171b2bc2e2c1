"""Our lines against the other side's, one to one; pure.

Amounts are signed the same way on both sides: + raises what is owed, − lowers it. A pair found by
a number may differ in amount or date; a pair found by amount and date alone never differs in
amount. What every kind of pair adds to the difference of the two closings is in `Pair.difference`,
so that the differences always add up to it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MATCHED, AMOUNT, DATE = "matched", "amount", "date"
ONLY_OURS, ONLY_THEIRS = "only_ours", "only_theirs"
KINDS = (ONLY_OURS, ONLY_THEIRS, AMOUNT, DATE, MATCHED)
NONE = Decimal(0)
WITHIN_DAYS = 7
APART = re.compile(r"[,，、;；|\s]+")
SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Row:
    """One line of either side; `numbers` are all the names by which it may be known."""

    key: int
    amount: Decimal
    on_date: date | None = None
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pair:
    """What stands against what; one side is missing where nothing was found."""

    kind: str
    ours: Row | None = None
    theirs: Row | None = None

    @property
    def difference(self) -> Decimal:
        """Ours less theirs."""
        return amount_of(self.ours) - amount_of(self.theirs)


def amount_of(row: Row | None) -> Decimal:
    return row.amount if row else NONE


def numbers_of(*texts: str) -> frozenset[str]:
    """The numbers in some cells, written alike: no case, no dashes, no leading zeros."""
    parts = (part for text in texts for part in APART.split(text or ""))
    bare = (SIGNS.sub("", part).casefold() for part in parts)
    return frozenset(part.lstrip("0") for part in bare if part.lstrip("0"))


def compare(ours: Sequence[Row], theirs: Sequence[Row], *, within: int = WITHIN_DAYS) -> list[Pair]:
    """Pair by number and amount, by number alone, then by amount and date; each row once."""
    left, right = dict(enumerate(ours)), dict(enumerate(theirs))
    found: list[tuple[int, int]] = []
    for candidates in (
        _by_number(left, right, same_amount=True),
        _by_number(left, right, same_amount=False),
        _by_amount(left, right, within=within),
    ):
        for _rank, mine, his in sorted(candidates):
            if mine in left and his in right:
                found.append((mine, his))
                del left[mine], right[his]
    pairs = [_pair(ours[mine], theirs[his]) for mine, his in found]
    pairs += [Pair(ONLY_OURS, ours=row) for row in left.values()]
    pairs += [Pair(ONLY_THEIRS, theirs=row) for row in right.values()]
    return sorted(pairs, key=_place)


def difference_of(pairs: Iterable[Pair]) -> Decimal:
    """Our closing less theirs, as far as the lines explain it."""
    return sum((pair.difference for pair in pairs), NONE)


Candidate = tuple[tuple[int, int], int, int]


def _by_number(
    left: dict[int, Row], right: dict[int, Row], *, same_amount: bool
) -> Iterator[Candidate]:
    """Rows that share a number; a receipt and its reversal share one, so the sign must agree.

    A generator: it looks at what is left only when its turn comes.
    """
    known: dict[str, list[int]] = defaultdict(list)
    for place, row in right.items():
        for number in sorted(row.numbers):
            known[number].append(place)
    for place, row in left.items():
        near = {his for number in row.numbers for his in known[number]}
        for his in near:
            other = right[his]
            if row.amount == other.amount or not (same_amount or _opposite(row, other)):
                yield (_days(row, other), his), place, his


def _by_amount(left: dict[int, Row], right: dict[int, Row], *, within: int) -> Iterator[Candidate]:
    """Rows of one amount whose dates are near; a row without a date comes last."""
    known: dict[Decimal, list[int]] = defaultdict(list)
    for place, row in right.items():
        known[row.amount].append(place)
    for place, row in left.items():
        for his in known[row.amount]:
            days = _days(row, right[his])
            if days <= within or right[his].on_date is None:
                yield (days, his), place, his


def _opposite(ours: Row, theirs: Row) -> bool:
    return ours.amount * theirs.amount < 0


UNKNOWN_DATE = 10_000


def _days(ours: Row, theirs: Row) -> int:
    if ours.on_date is None or theirs.on_date is None:
        return UNKNOWN_DATE
    return abs((ours.on_date - theirs.on_date).days)


def _pair(ours: Row, theirs: Row) -> Pair:
    if ours.amount != theirs.amount:
        return Pair(AMOUNT, ours, theirs)
    moved = ours.on_date and theirs.on_date and ours.on_date != theirs.on_date
    return Pair(DATE if moved else MATCHED, ours, theirs)


def _place(pair: Pair) -> tuple[date, bool, int]:
    """By date, ours before theirs, in the order in which they were given."""
    row = pair.ours or pair.theirs
    assert row is not None
    return row.on_date or date.max, pair.ours is None, row.key
