"""Real connections at the same moment: two mornings' runs begin every paper once."""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from documents.errors import Refused
from documents.recurring import run_all
from masterdata.roles import Role
from orders.sales_report.models import SalesReport
from orders.sales_report.periods import Kind
from orders.stock_list.models import StockList
from tests import factories
from tests.documents.races import at_once, deadlocks, refusals
from tests.orders.sales_report import desk
from tests.orders.sales_report.test_duties import WEDNESDAY

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]


def run() -> Any:
    return run_all(now=desk.at(WEDNESDAY))


def test_two_runs_at_once_begin_each_paper_once() -> None:
    for code in ("HN", "HB"):
        desk.customer(f"商场{code}", desk.region(code))
        desk.clerk(desk.region(code))
    factories.customer("散客")
    desk.clerk()
    desk.of_region(Role.STOREKEEPER, None)
    before = deadlocks()

    answers = at_once(run, run, run)

    assert SalesReport.objects.count() == 3 * len(Kind.values)
    assert StockList.objects.count() == 1
    assert not [line for lines in answers for line in lines if "failed" in line]
    assert deadlocks() == before


def test_two_clerks_begin_one_report_of_a_day() -> None:
    here = desk.region()
    first, second = desk.clerk(here), desk.of_region(Role.ORDER_CLERK, desk.region("HB"))

    answers = at_once(
        lambda: desk.report(Kind.DAILY, here, by=first),
        lambda: desk.report(Kind.DAILY, here, by=second),
    )

    assert len(refusals(answers)) == 1
    assert SalesReport.objects.count() == 1


def test_a_report_is_read_or_sent_back_and_not_both() -> None:
    here = desk.region()
    manager, director = desk.manager(here), desk.director()
    document = desk.submit(desk.report(Kind.DAILY, here, day=timezone.localdate()))

    answers = at_once(
        lambda: desk.step(document, "read", manager, version=document.version),
        lambda: desk.step(
            document, "return", director, version=document.version, reason="金额不对"
        ),
    )

    assert sum(isinstance(answer, Refused) for answer in answers) == 1
