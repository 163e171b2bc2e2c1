"""Two storekeepers at the same moment: the last piece leaves once, a count is booked once."""

from functools import partial

import pytest
from django.db import connection

from documents import engine
from masterdata.roles import Role
from tests.documents.races import at_once, deadlocks, refusals
from tests.inventory.transfer import depot
from tests.notation import stock

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs real row locks"),
]
ROUNDS = 4


@pytest.fixture(autouse=True)
def _no_deadlock(books: None) -> None:
    before = deadlocks()
    yield  # type: ignore[misc]
    assert deadlocks() == before


def test_two_storekeepers_ship_the_last_piece_once() -> None:
    keepers = [depot.keeper(), depot.keeper(2)]
    for number in range(ROUNDS):
        item = f"螺丝{number}"
        depot.opened(f"{item} 1 x 1")
        both = [depot.approved(f"{item} 1") for _each in keepers]

        answers = at_once(
            *(
                partial(engine.perform, each.pk, "ship", actor=who)
                for each, who in zip(both, keepers, strict=True)
            )
        )

        (refused,) = refusals(answers)
        assert any(item in str(each) for each in refused.details)
        assert stock(f"{item} main/ZC 0")
        assert stock(f"{item} main/ZT 1")


def test_the_same_goods_are_counted_in_once() -> None:
    counters = [depot.keeper(2), depot.person(Role.WAREHOUSE_SUPERVISOR)]
    for number in range(ROUNDS):
        item = f"螺母{number}"
        depot.opened(f"{item} 2 x 1")
        document = depot.shipped(f"{item} 2")

        answers = at_once(
            *(partial(engine.perform, document.pk, "receive", actor=who) for who in counters)
        )

        assert len(refusals(answers)) == 1
        assert stock(f"{item} branch 2")
        assert stock(f"{item} main 0")
