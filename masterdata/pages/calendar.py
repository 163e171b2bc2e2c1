"""The working calendar of a year: shown as twelve months, imported, and changed day by day."""

import calendar as months
import logging
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.calendar import calendar_changed, firm_calendar, replace_year
from masterdata.forms.company import CalendarForm, DayForm
from masterdata.models import Company, Holiday, MakeUpDay
from masterdata.pages.people import is_administrator
from masterdata.workdays import Calendar

log = logging.getLogger(__name__)
FIRST_YEAR, LAST_YEAR = 2000, 2100


def page(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Everyone may look; the administrator changes."""
    year = timezone.localdate().year if year is None else year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    form, day_form = CalendarForm(), DayForm(initial={"day": date(year, 1, 1)})
    if request.method == "POST":
        if not is_administrator(request.user):
            raise PermissionDenied(gettext("The calendar is kept by the administrator."))
        if request.POST.get("what") == "day":
            day_form = DayForm(request.POST)
            shown = _keep_day(request, day_form)
        else:
            form = CalendarForm(request.POST, request.FILES)
            shown = _import(request, form)
        if shown:
            return redirect("calendar_year", shown)
    context = _context(request, year) | {"form": form, "day_form": day_form}
    status = 422 if form.errors or day_form.errors else 200
    return render(request, "masterdata/calendar.html", context, status=status)


def _import(request: HttpRequest, form: CalendarForm) -> int:
    """The year to show next, or 0 if nothing could be read."""
    if not form.is_valid():
        return 0
    announcement = form.announcement
    with transaction.atomic():
        for year in announcement.years:
            days = announcement.of(year)
            replace_year(year, holidays=days.holidays, make_up_days=days.make_up_days)
    years = ", ".join(map(str, announcement.years))
    log.info("calendar of %s imported by user %s", years, request.user.pk)
    messages.success(request, gettext("The days of %(years)s are entered.") % {"years": years})
    return announcement.years[-1]


def _keep_day(request: HttpRequest, form: DayForm) -> int:
    """The day becomes what the form says; without a name it is what the week makes of it."""
    if not form.is_valid():
        return 0
    day, name = form.cleaned_data["day"], form.cleaned_data["name"]
    with transaction.atomic():
        # One by one, so that the history shows what was taken away.
        for row in (*Holiday.objects.filter(date=day), *MakeUpDay.objects.filter(date=day)):
            row.delete()
        if name:
            model = MakeUpDay if form.cleaned_data["is_worked"] else Holiday
            model.objects.create(date=day, name=name)
        calendar_changed()
    log.info("calendar day %s set by user %s", day, request.user.pk)
    messages.success(request, gettext("%(day)s is saved.") % {"day": day})
    return int(day.year)


def _context(request: HttpRequest, year: int) -> dict[str, Any]:
    firm = firm_calendar()
    names = dict(Holiday.objects.filter(date__year=year).values_list("date", "name"))
    names |= dict(MakeUpDay.objects.filter(date__year=year).values_list("date", "name"))
    return {
        "title": gettext("Working calendar %(year)s") % {"year": year},
        "year": year,
        "months": [_month(firm, year, number, names=names) for number in range(1, 13)],
        "warning": firm.warning_for(date(year, 1, 1)),
        "working_days": firm.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)),
        "pattern": Company.current().get_week_pattern_display(),
        "legend": {
            "holiday": _("Holiday"),
            "make_up": _("Make-up working day"),
            "rest": _("Weekly rest"),
        },
        "may_change": is_administrator(request.user),
        "actions": [
            {"label": str(other), "url": reverse("calendar_year", args=[other]), "icon": icon}
            for other, icon in ((year - 1, "chevron-left"), (year + 1, "chevron-right"))
            if FIRST_YEAR <= other <= LAST_YEAR
        ],
    }


def _month(firm: Calendar, year: int, number: int, *, names: dict[date, str]) -> dict[str, Any]:
    weeks = months.Calendar().monthdatescalendar(year, number)
    return {
        "title": date_format(date(year, number, 1), "YEAR_MONTH_FORMAT"),
        # Without the prefix (week-) the Chinese words fit seven narrow columns.
        "weekdays": [str(WEEKDAYS_ABBR[n]).removeprefix("星期") for n in range(7)],
        "weeks": [
            [_day(firm, day, names) if day.month == number else {} for day in week]
            for week in weeks
        ],
    }


def _day(firm: Calendar, day: date, names: dict[date, str]) -> dict[str, Any]:
    css = ""
    if day in firm.make_up_days:
        css = "g-day-make-up"
    elif day in firm.holidays:
        css = "g-day-holiday"
    elif not firm.is_working_day(day):
        css = "g-day-off"
    if day == timezone.localdate():
        css += " g-day-today"
    return {"number": day.day, "css": css.strip(), "name": names.get(day, "")}
