"""The figures of a closed month are kept at its closing and never change (V20)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from documents import append_only, periods
from documents.books import run_checks
from documents.errors import Refused
from documents.models import Period, PeriodEvent
from documents.month_figures import figures_at
from finance.closing.models import MonthFigures
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.finance.cash_voucher.walk import approved, draft, step, submitted
from tests.finance.opening_balance import walk as balances

pytestmark = pytest.mark.django_db
CHECKS = ("closed_months", "months_in_a_row")


@pytest.fixture(autouse=True)
def _old_dates(db: None) -> None:
    """The firm lets papers be dated far back, so that months can be filled."""
    from masterdata.models import Company

    Company.objects.update_or_create(pk=1, defaults={"backdate_days": 366})


def ago(months: int) -> date:
    """The last day of a month before the present one."""
    day = timezone.localdate()
    for _each in range(months):
        day = day.replace(day=1) - timedelta(days=1)
    return day


def person(role: Role) -> User:
    name = f"closing-{role.value}"
    return User.objects.filter(username=name).first() or factories.user(role, username=name)


def close(day: date) -> Period:
    return periods.close(day, actor=person(Role.ACCOUNTANT), at=timezone.now())


def reopen(day: date) -> Period:
    boss = person(Role.GENERAL_MANAGER)
    return periods.reopen(day, actor=boss, at=timezone.now(), reason="漏记")


def values(day: date) -> dict[str, int]:
    return {figure.code: figure.value for figure in figures_at(day)}


def breaches() -> list[str]:
    return [breach.check for breach in run_checks(CHECKS)]


@pytest.mark.usefixtures("books")
class TestFigures:
    def test_they_are_of_the_last_day_by_the_date_of_the_entries(self) -> None:
        approved("收 钱箱 100.00", date=ago(2))
        approved("付 钱箱 30.00", date=ago(1))
        approved("收 钱箱 5.00")

        found = values(ago(1))

        assert found["cash_total"] == 7000
        assert found["cash_entries"] == 2
        assert values(ago(2))["cash_total"] == 10000

    def test_debts_are_counted_by_side(self) -> None:
        balances.approve(balances.draft("应付 甲厂 100.00, 应付 乙厂 -30.00, 应收 红星商场 8.50"))

        found = values(timezone.localdate())

        assert (found["payable_total"], found["payable_parties"]) == (7000, 2)
        assert (found["receivable_total"], found["receivable_parties"]) == (850, 1)
        assert found["payable_entries"] == 2
        assert values(ago(1))["payable_total"] == 0

    def test_a_closing_keeps_them_under_a_hash(self) -> None:
        approved("收 钱箱 100.00", date=ago(1))

        close(ago(1))

        kept = MonthFigures.objects.get()
        stored = {each["code"]: each["value"] for each in kept.figures}
        assert stored["cash_total"] == 10000
        assert len(kept.hash) == 64
        assert breaches() == []

    def test_a_new_account_does_not_change_a_closed_month(self) -> None:
        approved("收 钱箱 100.00", date=ago(1))
        close(ago(1))

        approved("收 新户 70.00")

        assert breaches() == []

    def test_closing_again_after_a_reopening_adds_a_row_and_keeps_the_old_one(self) -> None:
        approved("收 钱箱 100.00", date=ago(1))
        close(ago(1))
        reopen(ago(1))
        approved("收 钱箱 20.00", date=ago(1))

        close(ago(1))

        first, second = MonthFigures.objects.order_by("event_id")
        assert first.hash != second.hash
        assert [event.closed for event in PeriodEvent.objects.order_by("id")] == [True, False, True]
        assert breaches() == []


@pytest.mark.usefixtures("books")
class TestMonthsInARow:
    def test_closing_a_month_closes_those_before_it(self) -> None:
        approved("收 钱箱 100.00", date=ago(3))
        approved("收 钱箱 100.00", date=ago(2))

        close(ago(1))

        closed = Period.objects.filter(closed_at__isnull=False).order_by("month")
        assert [each.month for each in closed] == [ago(n).replace(day=1) for n in (3, 2, 1)]
        assert MonthFigures.objects.count() == 3

    def test_a_draft_of_an_earlier_month_stands_in_the_way(self) -> None:
        document = draft("收 钱箱 100.00", date=ago(2))

        with pytest.raises(Refused, match=document.number):
            close(ago(1))

    def test_nothing_is_posted_before_a_closed_month_even_where_nothing_ever_was(self) -> None:
        document = submitted("收 钱箱 100.00")
        close(ago(1))

        with pytest.raises(Refused, match=f"{ago(4):%Y-%m}"):
            step(document, "approve", Role.ACCOUNTANT, on=ago(4))
        assert periods.is_closed(ago(4))
        assert not Period.objects.filter(month=ago(4).replace(day=1)).exists()

    def test_reopening_a_month_reopens_those_after_it(self) -> None:
        approved("收 钱箱 100.00", date=ago(2))
        approved("收 钱箱 100.00", date=ago(1))
        close(ago(1))

        reopen(ago(2))

        assert periods.closed_until() is None
        assert PeriodEvent.objects.filter(closed=False, reason="漏记").count() == 2

    def test_reopening_the_last_leaves_those_before_it_closed(self) -> None:
        approved("收 钱箱 100.00", date=ago(2))
        close(ago(1))

        reopen(ago(1))

        assert periods.closed_until() == ago(2).replace(day=1)
        with pytest.raises(Refused):
            reopen(ago(1))


class TestTheChecksBite:
    def change(self, statement: str, *parameters: Any) -> None:
        """Behind the program's back, with the triggers off."""
        append_only.remove(connection)
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
        append_only.install(connection)

    def test_an_entry_moved_into_a_closed_month(self) -> None:
        approved("收 钱箱 100.00", date=ago(1))
        approved("收 钱箱 20.00")
        close(ago(1))

        self.change("UPDATE finance_cashentry SET on_date = %s", ago(1))

        assert set(breaches()) == {"closed_months"}

    def test_figures_that_were_altered(self) -> None:
        approved("收 钱箱 100.00", date=ago(1))
        close(ago(1))
        MonthFigures.objects.get()

        self.change("UPDATE finance_monthfigures SET hash = 'x'")

        assert breaches() == ["closed_months"]

    def test_a_month_opened_behind_the_programs_back(self) -> None:
        approved("收 钱箱 100.00", date=ago(2))
        close(ago(1))

        Period.objects.filter(month=ago(2).replace(day=1)).update(closed_at=None, closed_by=None)

        assert breaches() == ["months_in_a_row"]

    def test_a_month_closed_behind_the_programs_back(self) -> None:
        Period.objects.create(month=ago(1).replace(day=1), closed_at=timezone.now())

        assert breaches() == ["closed_months"]

    def test_kept_figures_are_never_changed(self) -> None:
        approved("收 钱箱 100.00", date=ago(1))
        close(ago(1))

        with pytest.raises(IntegrityError), transaction.atomic():
            MonthFigures.objects.update(hash="x")


def test_the_figure_of_an_account_is_its_balance() -> None:
    document = approved("收 钱箱 100.00")
    account_id = document.cashvoucher.account_id

    assert values(timezone.localdate())[f"cash_{account_id}"] == int(Decimal("100.00") * 100)
