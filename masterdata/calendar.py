"""The firm's calendar as one value: the nation's table, the firm's week, and how both change."""

import secrets
from datetime import date

from django.db import transaction

from masterdata.models import Company, Holiday, MakeUpDay
from masterdata.once import forget
from masterdata.workdays import Calendar, Pattern, WeekPattern

# One calendar per process. The version is drawn anew at each change and never counted up, so a
# version of a rolled-back change can never be met again with other days behind it.
_known: dict[tuple[int, str, date | None], Calendar] = {}


def firm_calendar(company: Company | None = None) -> Calendar:
    """`company` as it stands in the database now, where the caller has just read it."""
    company = company or Company.current()
    key = (company.calendar_version, company.week_pattern, company.alternating_anchor)
    if key not in _known:
        _known.clear()
        _known[key] = _read(company)
    return _known[key]


def calendar_changed() -> None:
    """To be called in the transaction that changes holidays or make-up days."""
    version = secrets.randbits(62)
    updated = Company.objects.filter(pk=1).update(calendar_version=version)
    if not updated:
        Company.objects.create(pk=1, calendar_version=version)
    forget("company")


@transaction.atomic
def replace_year(year: int, *, holidays: dict[date, str], make_up_days: dict[date, str]) -> None:
    """Set a year's days as announced; what stood there for that year is replaced."""
    for model, days in ((Holiday, holidays), (MakeUpDay, make_up_days)):
        present = {row.date: row for row in model.objects.filter(date__year=year)}
        for day, row in present.items():
            if day not in days:
                row.delete()
        for day, name in days.items():
            if day not in present:
                model.objects.create(date=day, name=name)
            elif present[day].name != name:
                present[day].name = name
                present[day].save()
    calendar_changed()


def _read(company: Company) -> Calendar:
    holidays = frozenset(Holiday.objects.values_list("date", flat=True))
    make_up_days = frozenset(MakeUpDay.objects.values_list("date", flat=True))
    return Calendar(
        holidays=holidays,
        make_up_days=make_up_days,
        pattern=Pattern(WeekPattern(company.week_pattern), company.alternating_anchor),
        known_years=frozenset(day.year for day in holidays),
    )
