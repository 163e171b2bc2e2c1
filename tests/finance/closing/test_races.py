"""Closing against posting on real connections: figures are kept of what is there, or it waits."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from documents import engine, periods
from documents.books import run_checks
from documents.errors import Refused
from documents.models import Document, Period
from finance.closing.models import MonthFigures
from masterdata.models import Company
from masterdata.roles import Role
from tests.finance.cash_voucher import walk
from tests.finance.closing.test_figures import ago, person

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]
ROUNDS = 5


def at_once(*acts: Callable[[], Any]) -> list[str]:
    start = threading.Barrier(len(acts))

    def work(act: Callable[[], Any]) -> str:
        try:
            start.wait()
            act()
        except Refused as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(work, acts))


def closing(accountant: Any) -> Callable[[], Any]:
    return lambda: periods.close(ago(1), actor=accountant, at=timezone.now())


def approving(document: Document, approver: Any, on: Any) -> Callable[[], Any]:
    return lambda: engine.perform(document.pk, "approve", actor=approver, on=on)


def ready() -> tuple[Any, Any]:
    Company.objects.update_or_create(pk=1, defaults={"backdate_days": 366})
    return person(Role.ACCOUNTANT), walk.person(Role.ACCOUNTANT)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_entries_of_the_month_are_in_its_figures_or_refused(_round: int) -> None:
    """The papers are of today and posted into last month, so that none stands in the way."""
    accountant, approver = ready()
    papers = [walk.submitted("收 钱箱 10.00") for _each in range(6)]
    acts = [approving(document, approver, ago(1)) for document in papers]

    answers = at_once(*acts[:3], closing(accountant), *acts[3:])

    posted = Document.objects.filter(state="approved").count()
    assert answers[3] == "done"
    assert answers.count("done") == posted + 1
    kept = {each["code"]: each["value"] for each in MonthFigures.objects.get().figures}
    assert kept.get("cash_total", 0) == posted * 1000
    assert run_checks() == []


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_first_entry_of_an_earlier_month_is_in_the_figures_or_refused(_round: int) -> None:
    """No row stands for the earlier month yet: there is nothing to lock but the table."""
    accountant, approver = ready()
    document = walk.submitted("收 钱箱 10.00")

    answers = at_once(approving(document, approver, ago(3)), closing(accountant))

    assert answers[1] == "done"
    posted = answers[0] == "done"
    assert Period.objects.filter(month=ago(3).replace(day=1)).exists() is posted
    assert run_checks() == []
