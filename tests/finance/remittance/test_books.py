"""The checks find what was changed behind the program."""

import pytest

from documents.books import run_checks
from finance.cash_handover.models import CashHandover
from finance.remittance.models import BankLine, Remittance, RemittanceLine
from tests.behind import loosen
from tests.finance.cash_handover import desk as cash
from tests.finance.remittance import desk

pytestmark = pytest.mark.django_db


def breaches() -> set[str]:
    return {breach.check for breach in run_checks()}


def test_true_books_have_no_breach() -> None:
    (debt,) = desk.owes("30.00")
    desk.reverse(desk.remit("10.00"))
    desk.remit("100.00", (debt, "20.00"))
    desk.allot((debt, "10.00"))
    desk.refund("15.00")

    assert run_checks() == []


def test_a_remittance_of_another_amount_is_found() -> None:
    paper = desk.remit("100.00")

    loosen(paper)
    Remittance.objects.filter(pk=paper.pk).update(money=90)

    assert {"remittances", "bank_lines"} <= breaches()


def test_a_changed_bank_line_is_found() -> None:
    desk.remit("100.00")

    BankLine.objects.update(amount=90)

    assert "bank_lines" in breaches()


def test_a_changed_line_is_found() -> None:
    (debt,) = desk.owes("30.00")
    paper = desk.remit("100.00", (debt, "30.00"))

    loosen(paper)
    RemittanceLine.objects.filter(body=paper.pk).update(amount=20)

    assert "remittance_lines" in breaches()


def test_a_changed_count_is_found() -> None:
    with cash.fake_source():
        paper = cash.count(cash.hand(cash.draft((cash.collected("100.00"), "100.00"))))

    CashHandover.objects.filter(pk=paper.pk).update(counted=90)

    assert "cash_handovers" in breaches()
