"""Random steps through orders, remittances, deliveries, returns and months keep every figure.

`GENDAN_PROPERTY_RUNS`, `…_SEED`, `…_STEPS` and `…_SHRINK` are those of the purchases.
"""

import os

import pytest
from django.db import connection
from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.sales_days import Desk
from tests.properties.sales_returns import Sale
from tests.properties.test_purchases import HARD, SEED

PARTS = 2
FEW = "8" if connection.vendor == "sqlite" else "6"
RUNS = int(os.environ.get("GENDAN_PROPERTY_RUNS", FEW))
WALK = int(os.environ.get("GENDAN_PROPERTY_STEPS", "40"))
SALES = settings(HARD, max_examples=max(RUNS // PARTS, 1), stateful_step_count=WALK)


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_sold_the_books_agree_with_the_model(part: int) -> None:
    machine = seed(SEED + part)(type("Run", (Sale,), {"desk": Desk.open(), "steps": 0}))

    run_state_machine_as_test(machine, settings=SALES)

    assert machine.steps > SALES.max_examples, machine.steps
