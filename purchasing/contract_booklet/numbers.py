"""Which running numbers are missing between those that are known; pure."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

# Longer than six digits is a date or a code of the supplier's, and nobody counts those up.
RUNNING = re.compile(r"^(.*\D|)(\d{1,6})$", re.ASCII)


@dataclass(frozen=True)
class Running:
    """`HT-20261102-0003` is number 3 of the stem `HT-20261102-`, four digits wide."""

    stem: str
    number: int
    width: int

    def at(self, number: int) -> str:
        return f"{self.stem}{number:0{self.width}d}"


def running(text: str) -> Running | None:
    """None for a number that does not end in a running one."""
    found = RUNNING.match(text)
    if found is None:
        return None
    return Running(found[1], int(found[2]), len(found[2]))


def sort_key(text: str) -> tuple[str, int, str]:
    """Numbers of one stem in the order they run, whatever their width."""
    found = running(text)
    return (found.stem, found.number, text) if found else (text, 0, text)


def missing(
    numbers: Iterable[str], *, earlier: Iterable[str], begin_at_one: Iterable[str]
) -> list[str]:
    """The gaps of a month, each run of them as one text: `HT-0003`, or `HT-0003–0005`.

    `earlier` are numbers that were given before the month: a gap below them was theirs. Stems in
    `begin_at_one` are counted from one even if their first number is not known.
    """
    present = _by_stem(numbers)
    before = {stem: max(r.number for r in found) for stem, found in _by_stem(earlier).items()}
    anew = set(begin_at_one)
    gaps: list[str] = []
    for stem, found in sorted(present.items()):
        there = {r.number for r in found}
        first = before[stem] + 1 if stem in before else 1 if stem in anew else min(there)
        widest = max(found, key=lambda r: r.width)
        gaps += [_words(widest, gap) for gap in _gaps(there, first=first)]
    return gaps


def _by_stem(numbers: Iterable[str]) -> dict[str, list[Running]]:
    found: dict[str, list[Running]] = defaultdict(list)
    for text in numbers:
        one = running(text)
        if one is not None:
            found[one.stem].append(one)
    return found


def _gaps(there: set[int], *, first: int) -> list[tuple[int, int]]:
    """Runs of absent numbers, from `first` to the greatest that is there."""
    gaps = []
    expected = first
    for number in sorted(n for n in there if n >= first):
        if number > expected:
            gaps.append((expected, number - 1))
        expected = number + 1
    return gaps


def _words(like: Running, gap: tuple[int, int]) -> str:
    first, last = gap
    if first == last:
        return like.at(first)
    return f"{like.at(first)}–{last:0{like.width}d}"
