"""The races of reliability §5.1: everybody at once, and exactly one effect."""

import random
from functools import partial
from typing import Any

from proving import races_goods, races_money, races_papers, races_web  # noqa: F401
from proving.databases import POSTGRESQL
from proving.programme import Breach, Programme, Reached, cut_short, proof
from proving.race import Race, Scene, play, races, unclean


@proof(
    "races",
    "many people at once have one effect",
    reach="22 scenarios × 32 processes × 100 rounds, 0 double effects, 0 faults, 0 deadlocks",
    usual="every scenario × 8 processes × 10 rounds, 0 double effects, 0 faults, 0 deadlocks",
    databases=(POSTGRESQL,),
)
def run(programme: Programme) -> Reached:
    rounds = programme.of(small=2, usual=10, long=100)
    people = programme.of(small=8, usual=8, long=32)
    played: list[dict[str, Any]] = []
    # Round by round, so that a run that is cut short has met every scenario.
    for number in range(rounds):
        for each in races().values():
            case = f"{each.name}/{number}"
            if programme.late or not programme.wanted(case):
                continue
            act = partial(_round, programme, each, case, people)
            played.append(programme.once(case, act))
        programme.log(f"round {number}: {sum(len(one['found']) for one in played)} breaches so far")
    breaches = [Breach(o["case"], text, programme.seed) for o in played for text in o["found"]]
    breaches += [Breach("", text, programme.seed) for text in unclean()]
    attempts = sum(one["attempts"] for one in played)
    names = {one["case"].rpartition("/")[0] for one in played}
    figure = (
        f"{cut_short(len(played), rounds * len(races()))}{len(names)} scenarios × {people} "
        f"processes, {len(played)} rounds, {attempts} attempts; {len(breaches)} breaches"
    )
    notes = ["no stocktake exists yet: opening stock against movements stands in for it"]
    return Reached(figure, breaches, notes)


def _round(programme: Programme, each: Race, case: str, people: int) -> dict[str, Any]:
    seed = programme.seed_of(case)
    scene = Scene(people, f"{seed}", random.Random(seed))
    attempts, found = play(each, scene)
    return {"case": case, "attempts": attempts, "found": found}
