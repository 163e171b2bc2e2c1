"""The long programme: what is to be proved, how far a run goes, and what was reached."""

import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from proving.record import Record

T = TypeVar("T")
SMALL, USUAL, LONG = "small", "usual", "long"
# In which order they are run, and which module makes each known when it is imported.
MODULES = (
    "proving.races",
    "proving.bites",
    "proving.mutants",
    "proving.numbers",
    "proving.tampering",
    "proving.suites",
    "proving.kills",
    "proving.workers",
    "proving.surroundings",
    "proving.load",
    "proving.drills",
    "proving.uploads",
    "proving.crawl",
    "proving.upgrade",
)


@dataclass(frozen=True)
class Breach:
    """One thing that did not hold: the case, what was seen, and the seed that shows it again."""

    case: str
    sentence: str
    seed: int


@dataclass(frozen=True)
class Reached:
    """What a proof reached: its figure in words, every breach, and what a reader should know.

    `missing` says why it could not be run here; a proof that was not run is never a proof.
    """

    figure: str
    breaches: Sequence[Breach] = ()
    notes: Sequence[str] = ()
    missing: str = ""

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Reached":
        breaches = [Breach(**each) for each in data["breaches"]]
        return cls(data["figure"], breaches, data["notes"], data.get("missing", ""))


@dataclass(frozen=True)
class Proof:
    """One row of the table. `reach` is the long form's figure, `usual` that of `./run prove`.

    On each of its `databases` it gets an empty one made for it; without any it makes its own.
    """

    name: str
    promise: str
    act: Callable[["Programme"], Reached]
    reach: str
    usual: str
    databases: tuple[str, ...]


@dataclass
class Programme:
    """What a proof is told: how far to go, from which seed, on which database, until when."""

    proof: str
    seed: int
    scale: str = USUAL
    vendor: str = ""
    url: str = ""
    deadline: float = float("inf")
    case: str = ""
    record: Record = field(default_factory=Record)

    def of(self, *, small: T, usual: T, long: T) -> T:
        """How much of something this run does."""
        return {SMALL: small, USUAL: usual, LONG: long}[self.scale]

    def seed_of(self, case: str) -> int:
        """Each case has a seed of its own, so that one alone can be shown again."""
        return random.Random(f"{self.seed}/{self.proof}/{case}").randrange(10**9)

    def wanted(self, case: str) -> bool:
        """`--case` names one case, or the beginning of several."""
        return case.startswith(self.case)

    @property
    def late(self) -> bool:
        """The time given with `--minutes` is over: stop after the case that is under way."""
        return time.time() > self.deadline

    def log(self, words: str) -> None:
        sys.stderr.write(f"  {self.proof} {self.vendor}: {words}\n".replace("  :", ":"))
        sys.stderr.flush()

    def once(self, case: str, act: Callable[[], Any]) -> Any:
        """The answer of a case, plain data; taken from the record if an earlier run had it."""
        known = self.record.answer_of(case)
        if known is None:
            known = act()
            self.record.keep(case, known)
        return known


def cut_short(done: int, there: int) -> str:
    """What a figure begins with that is not of the whole."""
    return "" if done >= there else f"CUT SHORT, {done:,} of {there:,}: "


_proofs: dict[str, Proof] = {}


def proof(
    name: str,
    promise: str,
    *,
    reach: str,
    usual: str = "",
    databases: tuple[str, ...] = (),
) -> Callable[[Callable[[Programme], Reached]], Callable[[Programme], Reached]]:
    """Makes a function a row of the table; it gets the programme and says what was reached."""

    def register(act: Callable[[Programme], Reached]) -> Callable[[Programme], Reached]:
        if name in _proofs:
            raise ValueError(f"proof {name} twice")
        _proofs[name] = Proof(name, promise, act, reach, usual or reach, databases)
        return act

    return register


def proofs() -> dict[str, Proof]:
    return dict(_proofs)
