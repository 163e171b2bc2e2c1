"""Real connections at the same moment: one bank line for one claim, no money given twice."""

import pytest
from django.db import connection

from documents import engine
from documents.books import run_checks
from documents.models import Document
from finance.remittance.models import BankLine, Kind, Remittance
from masterdata.roles import Role
from tests.documents.races import Act, at_once, refusals
from tests.finance.remittance import desk
from tests.notation import owing

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]


def confirming(paper: Document, line: BankLine, number: int) -> Act:
    actor = desk.person(Role.ACCOUNTANT, number)
    return lambda: engine.perform(paper.pk, "confirm", actor=actor, data={"bank_line": line})


def test_two_claims_never_use_one_line_of_the_bank() -> None:
    line = desk.bank_line("100.00")
    papers = [desk.file(desk.claim("100.00")) for _each in range(3)]

    answers = at_once(*(confirming(p, line, n) for n, p in enumerate(papers, start=1)))

    assert len(refusals(answers)) == 2
    assert Remittance.objects.filter(bank_line=line).count() == 1
    assert owing("红星商场 -100.00")
    assert run_checks() == []


def test_free_money_is_never_given_twice() -> None:
    desk.remit("100.00")
    (debt, other) = desk.owes("80.00", "80.00")
    papers = [
        desk.file(desk.claim("0", (item, "80.00"), kind=Kind.ALLOTMENT)) for item in (debt, other)
    ]
    actors = [desk.person(Role.ACCOUNTANT, number) for number in (1, 2)]

    answers = at_once(
        lambda: engine.perform(papers[0].pk, "allot_funds", actor=actors[0]),
        lambda: engine.perform(papers[1].pk, "allot_funds", actor=actors[1]),
    )

    assert len(refusals(answers)) == 1
    assert owing("红星商场 60.00")
    assert run_checks() == []


def test_a_remittance_is_reversed_while_its_money_is_allotted() -> None:
    first = desk.remit("100.00")
    (debt,) = desk.owes("80.00")
    paper = desk.file(desk.claim("0", (debt, "80.00"), kind=Kind.ALLOTMENT))
    one, two = desk.person(Role.ACCOUNTANT, 1), desk.person(Role.ACCOUNTANT, 2)

    answers = at_once(
        lambda: engine.perform(paper.pk, "allot_funds", actor=one),
        lambda: engine.perform(first.pk, "reverse", actor=two, reason="录错"),
    )

    assert len(refusals(answers)) == 1
    assert run_checks() == []
