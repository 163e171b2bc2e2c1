"""A guard that nobody misses guards nothing: some are switched off, and what they hold breaks."""

import pytest
from django.db import connection

from proving import bites_alone, bites_races
from proving.bite import Bite
from proving.race import Scene

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="drops constraints in passing"),
]
# These are quick and break in the first round; the long programme switches all of them off.
IN_A_RACE = (
    "row lock of Document",
    "compare and set of state and version",
    "one-time key of a new form",
    "number counter in one statement",
)


def broken(bite: Bite, number: int) -> list[str]:
    assert bite.held(Scene(4, f"h{number}")) == [], f"{bite.guard.name} does not hold alone"
    return bite.bitten(Scene(4, f"b{number}"))


@pytest.mark.django_db(transaction=True)
def test_a_race_is_lost_without_its_guard() -> None:
    bites = [each for each in bites_races.bites() if each.guard.name in IN_A_RACE]

    missed = [each.guard.name for n, each in enumerate(bites) if not broken(each, n)]

    assert len(bites) == len(IN_A_RACE)
    assert missed == []


@pytest.mark.django_db
def test_one_person_gets_past_without_the_guard() -> None:
    bites_alone.prepare(sold=False)
    bites = list(bites_alone.bites())

    missed = [each.guard.name for n, each in enumerate(bites) if not broken(each, n)]

    assert len(bites) >= 15
    assert missed == []
