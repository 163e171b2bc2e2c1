"""Reports are begun each morning: per region and time, once, and missed mornings are caught up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from documents.models import Task
from documents.recurring import run_all
from masterdata.roles import Role
from orders.sales_report import duties
from orders.sales_report.models import SalesReport
from orders.sales_report.periods import Kind
from tests.finance.remittance import desk as money
from tests.orders.sales_report import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
WEDNESDAY = date(2026, 3, 11)
FRIDAY, SATURDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9)


def days(kind: Kind, code: str = "HN") -> list[date]:
    found = SalesReport.objects.filter(kind=kind, region__code=code).order_by("day")
    return list(found.values_list("day", flat=True))


def test_each_region_has_its_reports_of_the_day_and_of_what_has_ended() -> None:
    here, there = desk.region(), desk.region("HB")
    desk.customer(where=here)
    desk.customer("蓝天家具", there)
    clerk = desk.clerk(here)
    desk.clerk(there)

    duties.draw_up(desk.at(WEDNESDAY))

    assert days(Kind.DAY_LIST) == days(Kind.DAILY) == days(Kind.DAILY, "HB") == [WEDNESDAY]
    assert days(Kind.TEN_DAYS) == [date(2026, 3, 1)]
    assert days(Kind.MONTH) == [date(2026, 2, 1)]
    whole = SalesReport.objects.filter(region=None).order_by("kind")
    assert list(whole.values_list("kind", flat=True)) == [Kind.MONTH, Kind.TEN_DAYS]
    task = Task.objects.get(document__salesreport__kind=Kind.DAILY, person=clerk)
    assert task.due_at == desk.at(WEDNESDAY, 18)


def test_customers_of_no_region_are_reported_with_the_whole_firm() -> None:
    from tests import factories

    factories.customer("散客")
    desk.clerk()

    duties.draw_up(desk.at(WEDNESDAY))

    kinds = SalesReport.objects.filter(region=None).values_list("kind", flat=True)
    assert sorted(kinds) == sorted(Kind.values)


def test_running_again_begins_nothing_twice() -> None:
    desk.customer()
    desk.clerk(desk.region())

    for hour in (1, 8, 8, 23):
        duties.draw_up(desk.at(WEDNESDAY, hour))

    assert SalesReport.objects.count() == 4


def test_missed_mornings_are_caught_up_and_rest_days_left_out() -> None:
    desk.customer()
    desk.clerk(desk.region())
    duties.draw_up(desk.at(FRIDAY))

    duties.draw_up(desk.at(WEDNESDAY))

    assert days(Kind.DAILY) == [FRIDAY, MONDAY, MONDAY + timedelta(days=1), WEDNESDAY]


def test_a_rest_day_on_which_money_came_has_its_reports() -> None:
    party = desk.customer()
    desk.clerk(desk.region())
    duties.draw_up(desk.at(FRIDAY))
    money.remit(Decimal(50), customer=party, at=desk.at(SATURDAY, 10))

    duties.draw_up(desk.at(SATURDAY, 12))
    assert days(Kind.DAILY) == [FRIDAY]
    duties.draw_up(desk.at(MONDAY))

    assert days(Kind.DAILY) == [FRIDAY, SATURDAY, MONDAY]


def test_a_report_made_void_by_hand_is_not_begun_again() -> None:
    here = desk.region()
    desk.customer()
    duties_clerk = desk.clerk(here)
    duties.draw_up(desk.at(WEDNESDAY))
    report = SalesReport.objects.get(kind=Kind.DAILY)
    desk.step(report.head, "void", duties_clerk, reason="停业")

    duties.draw_up(desk.at(WEDNESDAY, 12))

    assert SalesReport.objects.filter(kind=Kind.DAILY).count() == 1


def test_a_region_without_a_clerk_is_drawn_up_by_one_of_none() -> None:
    desk.customer()
    clerk = desk.clerk()

    duties.draw_up(desk.at(WEDNESDAY))

    assert {report.head.maker for report in SalesReport.objects.select_related("head__maker")} == {
        clerk
    }


def test_without_any_clerk_the_duty_says_so() -> None:
    desk.customer()

    assert "nobody is an order clerk" in duties.draw_up(desk.at(WEDNESDAY))
    assert not SalesReport.objects.exists()


def test_the_nightly_run_takes_both_duties() -> None:
    desk.customer()
    desk.clerk(desk.region())
    desk.of_region(Role.STOREKEEPER, None)

    done = run_all(now=desk.at(WEDNESDAY))

    assert "sales reports: 4 sales reports begun" in done
    assert f"stock list: the list of {WEDNESDAY} was begun" in done
