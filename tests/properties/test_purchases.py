"""Thousands of random steps through receipts, returns, money and months keep every invariant.

`GENDAN_PROPERTY_RUNS` sets how many runs of fifty steps; the command in the README takes few.
`GENDAN_PROPERTY_SEED` and `GENDAN_PROPERTY_STEPS` are the seed and the length of a run.
`GENDAN_PROPERTY_SHRINK=1` looks for the shortest walk to a fault, which may take long.
"""

import os

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.desk import Desk
from tests.properties.money import Money

FEW = "16" if connection.vendor == "sqlite" else "12"
RUNS = int(os.environ.get("GENDAN_PROPERTY_RUNS", FEW))
SHRINK = "GENDAN_PROPERTY_SHRINK" in os.environ
PARTS = 4
SEED = int(os.environ.get("GENDAN_PROPERTY_SEED", "20261124"))
WALK = int(os.environ.get("GENDAN_PROPERTY_STEPS", "50"))
HARD = settings(
    max_examples=max(RUNS // PARTS, 1),
    stateful_step_count=WALK,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    # Shrinking a walk through a database takes minutes; whoever hunts a fault asks for it.
    phases=(Phase.generate, Phase.shrink) if SHRINK else (Phase.generate,),
)


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_people_do_the_books_agree_with_the_model(part: int) -> None:
    machine = seed(SEED + part)(type("Run", (Money,), {"desk": Desk.open(), "steps": 0}))

    run_state_machine_as_test(machine, settings=HARD)

    assert machine.steps > HARD.max_examples, machine.steps
