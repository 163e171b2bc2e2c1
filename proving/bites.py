"""The bites: every guard that a race or a rule rests on, switched off once, and missed."""

import os
from collections.abc import Iterator
from typing import Any

from proving import bites_alone, bites_races
from proving.bite import Bite
from proving.databases import POSTGRESQL
from proving.programme import Breach, Programme, Reached, cut_short, proof
from proving.race import Scene

ROUNDS = int(os.environ.get("GENDAN_BITE_ROUNDS", "20"))


def all_bites() -> Iterator[Bite]:
    yield from bites_races.bites()
    yield from bites_alone.bites()


@proof(
    "bites",
    "each guard, switched off, is missed; switched on, it holds alone",
    reach="≥ 25 guards, 100 % caught within 20 rounds",
    databases=(POSTGRESQL,),
)
def run(programme: Programme) -> Reached:
    bites_alone.prepare()
    answers, there = [], list(all_bites())
    for bite in there:
        case = bite.guard.name
        if programme.wanted(case) and not programme.late:
            answers.append(programme.once(case, lambda b=bite: _bite(programme, b)))
            programme.log(f"{case}: {answers[-1]['fault'] or answers[-1]['seen']}"[:200])
    caught = [answer for answer in answers if not answer["fault"]]
    rounds = max((answer["rounds"] for answer in caught), default=0)
    breaches = [Breach(a["guard"], a["fault"], programme.seed) for a in answers if a["fault"]]
    short = cut_short(len(answers), len(there))
    figure = f"{short}{len(answers)} guards, {len(caught)} caught within {rounds} rounds"
    names = ", ".join(answer["guard"] for answer in answers)
    return Reached(figure, breaches, [f"guards: {names}"])


def _bite(programme: Programme, bite: Bite) -> dict[str, Any]:
    """First that it holds alone, then that it is missed."""
    name = bite.guard.name
    seed = programme.seed_of(name)
    answer = {"guard": name, "rounds": 0, "fault": "", "seen": ""}
    for number in range(programme.of(small=1, usual=2, long=5)):
        broken = bite.held(Scene(8, f"{seed}h{number}"))
        if broken:
            return answer | {"fault": f"breaks with the guard on: {broken[0]}"}
    for number in range(ROUNDS):
        seen = bite.bitten(Scene(8, f"{seed}b{number}"))
        if seen:
            return answer | {"rounds": number + 1, "seen": seen[0]}
    return answer | {"fault": f"switched off for {ROUNDS} rounds, and nobody noticed"}
