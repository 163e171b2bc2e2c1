"""What a measure gets and gives: a bench to work at, results with their floor and their goal.

A measure is a function of one letter of the list in the README. Whatever it does to the books it
does in a copy of the base, so measures may write; the books are checked when all are done.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.desk import HttpDesk
    from masterdata.models import User
    from masterdata.roles import Role

Measure = Callable[["Bench"], Iterator["Result"]]


class EndStatesDiffer(Exception):
    """Ours and the floor did not do the same; their times say nothing."""


@dataclass(frozen=True)
class Result:
    """One row of the table: every run of ours, every run of the floor, what was wanted."""

    code: str
    title: str
    ours: tuple[float, ...]
    floor: tuple[float, ...] = ()
    through: str = "domain"
    unit: str = "ms"
    goal: float | None = None
    goal_ratio: float | None = None
    more_is_better: bool = False
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.ours)

    @property
    def p95(self) -> float:
        """The run that one in twenty is beyond: slower, or fewer where more is better."""
        ordered = sorted(self.ours, reverse=self.more_is_better)
        return ordered[min(len(ordered) - 1, -(-len(ordered) * 95 // 100) - 1)]

    @property
    def floor_median(self) -> float | None:
        return statistics.median(self.floor) if self.floor else None

    @property
    def ratio(self) -> float | None:
        """How many times the floor ours takes; above one is worse, whatever the unit."""
        if not self.floor_median or not self.median:
            return None
        times = self.median / self.floor_median
        return 1 / times if self.more_is_better else times

    @property
    def met(self) -> bool | None:
        """None where nothing was wanted."""
        answers = []
        if self.goal is not None:
            better = self.median >= self.goal if self.more_is_better else self.median <= self.goal
            answers.append(better)
        if self.goal_ratio is not None and self.ratio is not None:
            answers.append(self.ratio <= self.goal_ratio)
        return all(answers) if answers else None


@dataclass
class Bench:
    """`papers` orders are in the base; `serves` where a web server may be started beside it."""

    runs: int = 30
    seed: int = 5
    papers: int = 100_000
    small: bool = False
    serves: bool = True

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self._people: dict[str, User] = {}

    def timed(
        self,
        act: Callable[[], object],
        *,
        runs: int | None = None,
        before: Callable[[], object] | None = None,
    ) -> tuple[float, ...]:
        """Milliseconds of each run, after one that warms up; `before` each, and not timed."""
        took = []
        for _turn in range((runs or self.runs) + 1):
            if before:
                before()
            began = time.perf_counter()
            act()
            took.append((time.perf_counter() - began) * 1000)
        return tuple(took[1:])

    @cached_property
    def _desk(self) -> "HttpDesk":
        from benchmarks.desk import HttpDesk

        return HttpDesk(self.person)

    def http(self) -> "HttpDesk":
        """The web server, started at the first call; sessions by role."""
        if not self.serves:
            raise RuntimeError("This bench has no web server: ask `serves` first.")
        return self._desk

    def person(self, role: "Role") -> "User":
        """Somebody who holds this role alone, always the same."""
        from benchmarks.people import person_of

        if role.value not in self._people:
            self._people[role.value] = person_of(role.value)
        return self._people[role.value]

    def close(self) -> None:
        if "_desk" in self.__dict__:
            self._desk.stop()


_measures: dict[str, tuple[str, Measure]] = {}


def measure(letter: str, title: str) -> Callable[[Measure], Measure]:
    """Registers the measure of a letter; one function a letter."""

    def registered(act: Measure) -> Measure:
        if letter in _measures:
            raise ValueError(f"measure {letter} twice")
        _measures[letter] = (title, act)
        return act

    return registered


def measures(wanted: Iterable[str] = ()) -> list[tuple[str, str, Measure]]:
    """(letter, title, measure) in the order of letters; all, or those wanted."""
    import benchmarks.measures  # noqa: F401

    chosen: list[Any] = sorted(set(wanted) or _measures)
    unknown = [letter for letter in chosen if letter not in _measures]
    if unknown:
        raise SystemExit(f"no measure {', '.join(unknown)}; there are {', '.join(_measures)}")
    # `i` fills the items' table, which all others want as it is.
    chosen.sort(key=lambda letter: (letter == "i", letter))
    return [(letter, *_measures[letter]) for letter in chosen]
