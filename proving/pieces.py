"""Tests asked in pieces: each is kept as a case, so that a run may stop between two and go on."""

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from proving.databases import MEMORY
from proving.programme import Breach, Programme

FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)(?: - (.*))?", re.MULTILINE)
FAULT = re.compile(r"^E +(\S*(?:Error|Exception|Refused)\b.*)", re.MULTILINE)
# A piece takes about a minute on two cores; what is built once for all tests is built in each.
PIECE = 200


@dataclass
class Asked:
    """What the pieces answered together, and how much of the whole they are."""

    there: int = 0
    asked: int = 0
    failed: list[Breach] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)

    def add(self, answer: dict[str, Any], *, tests: int, named: str, seed: int) -> None:
        self.asked += tests
        self.tally += Counter(answer["tally"])
        self.failed += [Breach(f"{named}{t}", f"{t}: {why}", seed) for t, why in answer["failed"]]

    def join(self, other: "Asked") -> None:
        self.there += other.there
        self.asked += other.asked
        self.failed += other.failed
        self.tally += other.tally

    @property
    def share(self) -> str:
        """A run that was cut short says so."""
        if self.asked == self.there:
            return f"all {self.there:,} tests"
        return f"CUT SHORT: {self.asked:,} of {self.there:,} tests"


def in_pieces(programme: Programme, paths: Sequence[str], *, named: str = "", **told: str) -> Asked:
    """As many pieces of these tests as the time allows; `--case` may name a test, or its piece's
    run."""
    tests = [test for test in collected(*paths, **told) if programme.wanted(f"{named}{test}")]
    whole = Asked(there=len(tests))
    pieces = [tests[at : at + PIECE] for at in range(0, len(tests), PIECE)]
    for number, piece in enumerate(pieces, 1):
        case = f"{named}piece {number} of {len(pieces)}"
        if programme.late and programme.record.answer_of(case) is None:
            continue
        answer = programme.once(case, partial(pytest, *piece, **told))
        whole.add(answer, tests=len(piece), named=named, seed=programme.seed)
        programme.log(f"{case}: {whole.asked} of {whole.there} tests, {len(whole.failed)} failures")
    return whole


def collected(*paths: str, **told: str) -> list[str]:
    """Every test there is, in the order in which they share what they begin from."""
    ended = _pytest(paths, ["--collect-only"], told)
    found = [line for line in ended.stdout.splitlines() if "::" in line and line[:1] != " "]
    if ended.returncode or not found:
        raise RuntimeError(f"the tests cannot be collected: {ended.stdout[-1500:]}")
    return found


def pytest(*tests: str, **told: str) -> dict[str, Any]:
    """What failed and why, and the tally of the cases, as plain data."""
    workers = os.environ.get("GENDAN_PROVE_WORKERS", "2")
    with tempfile.TemporaryDirectory() as folder:
        tally = Path(folder) / "tally"
        tally.touch()
        how = ["--create-db", "-n", workers, "--dist", "worksteal"]
        ended = _pytest(tests, how, {**told, "GENDAN_TALLY": str(tally)})
        counted = Counter[str]()
        for line in tally.read_text().splitlines():
            kind, _tab, cases = line.partition("\t")
            counted[kind] += int(cases)
    # The fault of a walk stands above its steps alone, not in pytest's summary.
    fault = (FAULT.findall(ended.stdout) or [""])[0]
    failed = [[name, why or fault] for name, why in FAILED.findall(ended.stdout)]
    if ended.returncode and not failed:
        failed = [["pytest", (ended.stdout + ended.stderr)[-2000:]]]
    return {"failed": failed, "tally": dict(counted)}


def _pytest(
    tests: Sequence[str], how: list[str], told: dict[str, str]
) -> "subprocess.CompletedProcess[str]":
    settings = {"DATABASE_URL": MEMORY, "GENDAN_NO_MIGRATIONS": "1", **told}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *tests, "-q", "-p", "no:cacheprovider", *how],
        env=os.environ | settings,
        capture_output=True,
        text=True,
    )
