"""Real connections at the same moment: one debt and one prepayment are never used twice."""

import pytest
from django.db import connection

from documents import engine
from documents.books import run_checks
from documents.models import Document
from finance.parties.models import OpenItem
from finance.settlement.models import Kind
from masterdata.roles import Role
from tests.documents.races import Act, at_once, deadlocks, refusals
from tests.finance.settlement import desk
from tests.notation import owed

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]


def posting(document: Document, number: int = 1) -> Act:
    actor = desk.person(Role.ACCOUNTANT, number)
    return lambda: engine.perform(document.pk, "post", actor=actor)


def test_one_payable_is_never_settled_beyond_its_amount() -> None:
    (debt,) = desk.owe("100.00")
    papers = [desk.submit(desk.draft((debt, "30.00"), money="30.00")) for _each in range(5)]

    answers = at_once(*(posting(paper, number) for number, paper in enumerate(papers, start=1)))

    assert len(refusals(answers)) == 2
    assert all("100.00" in str(each) or "10.00" in str(each) for each in refusals(answers))
    assert desk.left(debt) == 10
    assert owed("甲厂 10.00")
    assert run_checks() == []


def test_one_prepayment_is_never_used_twice() -> None:
    *debts, prepaid = desk.owe("40.00", "40.00", "40.00", "-50.00")
    papers = [
        desk.submit(desk.draft((debt, "40.00"), (prepaid, "40.00"), kind=Kind.OFFSET))
        for debt in debts
    ]

    answers = at_once(*(posting(paper, number) for number, paper in enumerate(papers, start=1)))

    assert len(refusals(answers)) == 2
    assert desk.left(prepaid) == -10
    assert sorted(desk.left(debt) for debt in debts) == [0, 40, 40]
    assert run_checks() == []


def test_many_settlements_of_many_debts_in_any_order_end_without_a_deadlock() -> None:
    items: list[OpenItem] = desk.owe(*["10.00"] * 6)
    papers = []
    for turn in range(4):
        chosen = items[turn:] + items[:turn]
        lines = [(item, "2.00") for item in (reversed(chosen) if turn % 2 else chosen)]
        papers.append(desk.submit(desk.draft(*lines, money="12.00")))
    before = deadlocks()

    answers = at_once(*(posting(paper, number) for number, paper in enumerate(papers, start=1)))

    assert refusals(answers) == []
    assert {desk.left(item) for item in items} == {2}
    assert deadlocks() == before
    assert run_checks() == []


def test_a_settlement_is_reversed_while_its_surplus_is_used() -> None:
    (debt,) = desk.owe("60.00")
    first = desk.settle((debt, "60.00"), money="100.00")
    rest = desk.surplus(first)
    second = desk.submit(desk.draft((rest, "40.00"), money="-40.00", kind=Kind.REFUND))
    chief, accountant = desk.person(Role.DEPUTY_GENERAL_MANAGER), desk.person(Role.ACCOUNTANT)

    answers = at_once(
        lambda: engine.perform(second.pk, "approve_refund", actor=chief),
        lambda: engine.perform(first.pk, "reverse", actor=accountant, reason="录错"),
    )

    # Its follower names it as its source from the day it is submitted: the reversal never wins.
    (refused,) = refusals(answers)
    assert second.number in str(refused)
    assert owed("甲厂 0.00")
    assert run_checks() == []
