"""Proofs that are tests: the same tests as in the test command, asked for far more cases.

`GENDAN_ALL_CASES` asks everything of everything where the test command asks some.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from proving.databases import MEMORY, POSTGRESQL, SQLITE
from proving.programme import Breach, Programme, Reached, proof

FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)(?: - (.*))?", re.MULTILINE)
CLOSING = re.compile(r"^=* ?((?:\d+ \w+,? ?)+) in ", re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """One run of pytest: what failed, its closing line, and the tally of its cases."""

    failed: list[tuple[str, str]]
    closing: str
    tally: Counter[str]


def pytest(*paths: str, url: str = MEMORY, suffix: str = "", **more: str) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        tally = Path(folder) / "tally"
        tally.touch()
        told = {"DATABASE_URL": url, "GENDAN_TALLY": str(tally), "GENDAN_NO_MIGRATIONS": "1"}
        told |= {"PYTEST_DB_SUFFIX": f"prove_{suffix}", **more}
        workers = os.environ.get("GENDAN_PROVE_WORKERS", "2")
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", *paths, "-q", "-p", "no:cacheprovider"]
            + ["--create-db", "-n", workers, "--dist", "worksteal"],
            env=os.environ | told,
            capture_output=True,
            text=True,
        )
        counted = Counter[str]()
        for line in tally.read_text().splitlines():
            kind, _tab, cases = line.partition("\t")
            counted[kind] += int(cases)
    failed = [(name, why or "") for name, why in FAILED.findall(ended.stdout)]
    if ended.returncode and not failed:
        failed = [("pytest", (ended.stdout + ended.stderr)[-2000:])]
    closing = CLOSING.findall(ended.stdout)
    return Run(failed, closing[-1].strip() if closing else "", counted)


def breaches(run: Run, seed: int) -> list[Breach]:
    return [Breach("", f"{name}: {why}", seed) for name, why in run.failed]


def rounds(programme: Programme, count: int) -> Iterator[int]:
    """Seeds of their own for so many runs, until the time is over."""
    for number in range(count):
        if not programme.late and programme.wanted(f"round {number}"):
            yield programme.seed_of(f"round {number}")


@proof(
    "properties",
    "whatever people do, the books and a plain model agree to the fen",
    reach="200,000 steps SQLite + 100,000 PostgreSQL, 0 breaches, ≥ 95 % of (state × step) pairs",
    usual="10,000 steps SQLite + 4,000 PostgreSQL, 0 breaches",
    databases=(SQLITE, POSTGRESQL),
)
def properties(programme: Programme) -> Reached:
    """Runs of fifty steps, in the long form every second of 200."""
    on_sqlite = programme.vendor == SQLITE
    runs = programme.of(small=8, usual=200 if on_sqlite else 80, long=2000 if on_sqlite else 1000)
    found, tally = list[Breach](), Counter[str]()
    seed = programme.seed_of("runs")
    for steps, count in ((50, runs), (200, programme.of(small=0, usual=0, long=runs // 2))):
        if not count or programme.late:
            continue
        told = {"GENDAN_PROPERTY_RUNS": str(count), "GENDAN_PROPERTY_STEPS": str(steps)}
        run = pytest(
            "tests/properties",
            url=programme.url,
            suffix=f"properties_{os.getpid()}",
            GENDAN_PROPERTY_SEED=str(seed),
            **told,
        )
        found += breaches(run, seed)
        tally += run.tally
    hit = {name.removeprefix("pair=") for name in tally if name.startswith("pair=")}
    unhit = sorted(_pairs(hit) - hit)
    share = f"{len(hit)} of {len(hit) + len(unhit)} (state × step) pairs of the types it walks"
    figure = f"{tally['steps']:,} steps, {share}, {len(found)} breaches"
    return Reached(figure, found, [f"not hit: {', '.join(unhit)}"] if unhit else [])


def _pairs(hit: set[str]) -> set[str]:
    """Every (type, state, step) that the types which were walked declare."""
    from documents import registry

    walked = {name.split()[0] for name in hit}
    return {
        f"{kind.code} {state} {step.code}"
        for kind in registry.all_types()
        if kind.code in walked
        for step in kind.steps
        for state in step.from_states
    }


RIGHTS = ("test_permissions", "documents/test_every_step", "test_every_page")


@proof(
    "rights",
    "every role × state × step and every address × role × method is as the reviewed table says",
    reach="complete, ≥ 30,000 cells, 0 deviations",
)
def rights(programme: Programme) -> Reached:
    paths = [f"tests/{name}.py" for name in RIGHTS]
    more = {"GENDAN_ALL_CASES": "1"}
    if programme.of(small=True, usual=False, long=False):
        paths, more = [f"{paths[1]}::test_rights_are_what_the_declaration_says"], {}
    run = pytest(*paths, **more)
    figure = f"{run.tally['cells']:,} cells, {len(run.failed)} deviations ({run.closing})"
    return Reached(figure, breaches(run, programme.seed))


@proof(
    "fuzz",
    "no form, address, file or forged request breaks anything",
    reach="≥ 50,000 requests, 0 answers ≥ 500, 0 markers alive",
    usual="the whole corpus once more from another start, 0 answers ≥ 500, 0 markers alive",
)
def fuzz(programme: Programme) -> Reached:
    times = programme.of(small=1, usual=1, long=4)
    found, tally, closing = list[Breach](), Counter[str](), list[str]()
    paths = programme.of(
        small=["tests/bad_input/test_addresses.py"],
        usual=["tests/bad_input"],
        long=["tests/bad_input"],
    )
    told = {"GENDAN_FUZZ_TIMES": str(times)}
    if programme.of(small=False, usual=True, long=True):
        told["GENDAN_ALL_CASES"] = "1"
    for seed in rounds(programme, programme.of(small=1, usual=1, long=3)):
        run = pytest(*paths, GENDAN_FUZZ_START=str(seed % 1000), **told)
        found += breaches(run, seed)
        tally += run.tally
        closing.append(run.closing)
        programme.log(f"{sum(tally.values()):,} requests, {len(found)} failures")
    figure = f"{sum(tally.values()):,} requests, {len(found)} failures ({'; '.join(closing)})"
    return Reached(figure, found)
