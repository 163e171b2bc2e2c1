"""Everybody at once, and exactly one effect: a round of every race."""

import random

import pytest

from proving import races  # noqa: F401
from proving.race import Scene, play
from proving.race import races as all_races

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("on_postgresql")]
SETS = ("races_papers", "races_goods", "races_money", "races_web")
PEOPLE = 4


@pytest.mark.parametrize("part", SETS)
def test_many_at_once_have_one_effect(part: str) -> None:
    chosen = [each for each in all_races().values() if each.script.__module__.endswith(part)]
    found = {}
    for number, race in enumerate(chosen):
        scene = Scene(PEOPLE, f"{part[6:8]}{number}", random.Random(number))
        found[race.name] = play(race, scene)[1]

    assert len(chosen) >= 3
    assert {name: faults for name, faults in found.items() if faults} == {}
