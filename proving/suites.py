"""Proofs that are tests: the same tests as in the test command, asked for far more cases.

`GENDAN_ALL_CASES` asks everything of everything where the test command asks some.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from proving.databases import POSTGRESQL, SQLITE
from proving.pieces import Asked, in_pieces, pytest
from proving.programme import Breach, Programme, Reached, cut_short, proof

PERMISSIONS = Path(__file__).parents[1] / "tests" / "permissions.json"
METHODS = 2
# Runs of each of the two models that are one case, with a seed of its own.
RUNS_AT_ONCE = 20
MODELS = 2
# (steps in a run, runs of each model): in the long form half of the steps in runs of 200.
WALKS = {
    SQLITE: {"small": [(50, 8)], "usual": [(50, 100)], "long": [(50, 1000), (200, 250)]},
    POSTGRESQL: {"small": [(50, 8)], "usual": [(50, 40)], "long": [(50, 500), (200, 125)]},
}


def walks(programme: Programme) -> Iterator[tuple[str, int, int]]:
    """(case, steps in a run, runs of each model), not many at once."""
    for steps, runs in WALKS[programme.vendor][programme.scale]:
        for at in range(0, runs, RUNS_AT_ONCE):
            case = f"runs of {steps} steps, from {at}"
            if programme.wanted(case):
                yield case, steps, min(RUNS_AT_ONCE, runs - at)


@proof(
    "properties",
    "whatever people do, the books and a plain model agree to the fen",
    reach="200,000 steps SQLite + 100,000 PostgreSQL, 0 breaches, ≥ 95 % of (state × step) pairs",
    usual="10,000 steps SQLite + 4,000 PostgreSQL, 0 breaches",
    databases=(SQLITE, POSTGRESQL),
)
def properties(programme: Programme) -> Reached:
    """Each case is kept, so that a run may stop between two and go on."""
    found, tally = list[Breach](), Counter[str]()
    cases = list(walks(programme))
    asked = sum(MODELS * steps * runs for _case, steps, runs in cases)
    for case, steps, runs in cases:
        if programme.late and programme.record.answer_of(case) is None:
            continue
        answer = programme.once(case, partial(_walked, programme, case, steps, runs))
        tally += Counter(answer["tally"])
        found += [Breach(case, f"{test}: {why}", programme.seed) for test, why in answer["failed"]]
        programme.log(f"{case}: {tally['steps']:,} of {asked:,} steps, {len(found)} breaches")
    hit = {name.removeprefix("pair=") for name in tally if name.startswith("pair=")}
    unhit = sorted(_pairs(hit) - hit)
    share = f"{len(hit)} of {len(hit) + len(unhit)} (state × step) pairs of the types it walks"
    figure = f"{cut_short(tally['steps'], asked)}{tally['steps']:,} steps, {share}, "
    figure += f"{len(found)} breaches"
    return Reached(figure, found, [f"not hit: {', '.join(unhit)}"] if unhit else [])


def _walked(programme: Programme, case: str, steps: int, runs: int) -> dict[str, Any]:
    return pytest(
        "tests/properties",
        DATABASE_URL=programme.url,
        PYTEST_DB_SUFFIX=f"prove_properties_{os.getpid()}",
        GENDAN_PROPERTY_RUNS=str(runs),
        GENDAN_PROPERTY_STEPS=str(steps),
        GENDAN_PROPERTY_SEED=str(programme.seed_of(case)),
    )


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
    asked = in_pieces(programme, paths, **more)
    cells = f"{asked.tally['cells']:,} of {cells_there():,} cells"
    figure = f"{cells}, {asked.tally['refusals']:,} of them also refused by the engine"
    return Reached(f"{figure}; {asked.share}, {len(asked.failed)} deviations", asked.failed)


def cells_there() -> int:
    """Address × method × role of the reviewed table, and state × step × role of the papers."""
    from documents import registry
    from masterdata.roles import Role

    steps = sum(
        len(list(kind.steps_from(state.code)))
        for kind in registry.all_types()
        for state in kind.states
    )
    addresses = len(json.loads(PERMISSIONS.read_text()))
    return addresses * METHODS * (len(Role) + 1) + steps * len(Role)


@proof(
    "fuzz",
    "no form, address, file or forged request breaks anything",
    reach="≥ 50,000 requests, 0 answers ≥ 500, 0 markers alive",
    usual="the whole corpus once more from another start, 0 answers ≥ 500, 0 markers alive",
)
def fuzz(programme: Programme) -> Reached:
    """Everything of everything; another start lets other values meet other controls."""
    more = {"GENDAN_FUZZ_TIMES": programme.of(small="1", usual="1", long="4")}
    paths = ["tests/bad_input"]
    if programme.of(small=True, usual=False, long=False):
        paths = ["tests/bad_input/test_addresses.py"]
    else:
        more["GENDAN_ALL_CASES"] = "1"
    asked = Asked()
    for number in range(programme.of(small=1, usual=1, long=3)):
        start = str(programme.seed_of(f"round {number}") % 1000)
        asked.join(
            in_pieces(programme, paths, named=f"round {number} ", **more, GENDAN_FUZZ_START=start)
        )
    requests = f"{sum(asked.tally.values()):,} requests"
    return Reached(f"{requests}; {asked.share}, {len(asked.failed)} failures", asked.failed)
