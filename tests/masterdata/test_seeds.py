"""Seeding gives a firm what it needs, twice the same, and keeps what people changed."""

from datetime import date

import pytest
from django.contrib.auth.models import Group

from masterdata.calendar import firm_calendar, replace_year
from masterdata.models import Company, Holiday, MakeUpDay, TaxRate, Unit
from masterdata.roles import Role
from masterdata.seeds import seed_basics

pytestmark = pytest.mark.django_db


def counts() -> list[int]:
    return [m.objects.count() for m in (Company, Holiday, MakeUpDay, TaxRate, Unit, Group)]


def test_seeding_twice_changes_nothing() -> None:
    seed_basics()
    first = counts()

    seed_basics()

    assert counts() == first
    assert first[0] == 1
    assert first[-1] == len(Role)


def test_an_edited_unit_is_not_seeded_over() -> None:
    seed_basics()
    Unit.objects.filter(code="米").update(decimals=3)

    seed_basics()

    assert Unit.objects.get(code="米").decimals == 3


def test_the_three_kinds_of_zero_tax_are_different() -> None:
    seed_basics()

    zero = TaxRate.objects.filter(percent=0).values_list("kind", flat=True)

    assert sorted(zero) == ["exempt", "rate", "untaxed"]


def test_the_calendar_of_the_firm_follows_every_change() -> None:
    seed_basics()
    assert not firm_calendar().is_working_day(date(2026, 10, 1))

    replace_year(2026, holidays={date(2026, 10, 2): "国庆节"}, make_up_days={})

    assert firm_calendar().is_working_day(date(2026, 10, 1))
    assert not firm_calendar().is_working_day(date(2026, 10, 2))
    assert not firm_calendar().is_working_day(date(2026, 10, 10))


def test_the_calendar_of_the_firm_follows_its_week() -> None:
    seed_basics()
    saturday = date(2026, 11, 21)
    assert not firm_calendar().is_working_day(saturday)

    Company.objects.update(week_pattern="one_day_off")

    assert firm_calendar().is_working_day(saturday)


def test_without_seeds_the_calendar_still_answers() -> None:
    assert firm_calendar().is_working_day(date(2026, 11, 23))
    assert firm_calendar().warning_for(date(2026, 11, 23))
