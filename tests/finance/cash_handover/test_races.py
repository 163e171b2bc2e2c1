"""Real connections at the same moment: the cash of a delivery is counted once."""

from collections.abc import Iterator

import pytest
from django.db import connection

from documents.books import run_checks
from finance.cash.models import CashBalance
from masterdata.roles import Role
from tests.documents.races import Act, at_once, refusals
from tests.finance.cash_handover import desk

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]


@pytest.fixture(autouse=True)
def source() -> Iterator[None]:
    with desk.fake_source():
        yield


def test_two_papers_never_hand_over_the_same_cash() -> None:
    delivery = desk.collected("100.00")
    papers = [desk.draft((delivery, "60.00")) for _each in range(2)]
    driver = desk.driver()

    def handing(number: int) -> Act:
        return lambda: desk.hand(papers[number], driver)

    answers = at_once(handing(0), handing(1))

    assert len(refusals(answers)) == 1


def test_one_paper_is_counted_once() -> None:
    paper = desk.hand(desk.draft((desk.collected("100.00"), "100.00")))
    desk.box()
    for number in (1, 2):
        desk.person(Role.CASHIER, number)

    answers = at_once(
        lambda: desk.count(paper, number=1),
        lambda: desk.count(paper, number=2),
    )

    assert len(refusals(answers)) == 1
    assert CashBalance.objects.get(account=desk.box()).amount == 100
    assert run_checks() == []
