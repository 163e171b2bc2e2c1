"""What the master data give to the frame of every page: the firm's name, one's own settings."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from masterdata.calendar import firm_calendar
from masterdata.models import Company
from ui import addresses, context, prepared

NOTICE_DAYS = 14


def _of_the_firm(_request: HttpRequest) -> dict[str, Any]:
    """Its name; and a warning, early enough for somebody to import the days before a due time
    needs them."""
    company = _company()
    soon = timezone.localdate() + timedelta(days=NOTICE_DAYS)
    warning = firm_calendar(company).warning_for(soon)
    return {"company_name": company.name, "notices": [warning] if warning else []}


def _company() -> Company:
    found = prepared.rows("company", lambda: Company.objects.filter(pk=1))
    return found[0] if found else Company.current()


def _addresses(_request: HttpRequest) -> dict[str, Any]:
    return {
        "preferences_url": addresses.fixed("preferences"),
        "password_url": addresses.fixed("password"),
    }


def register() -> None:
    context.contribute(("company_name", "notices"), _of_the_firm)
    context.contribute(("preferences_url", "password_url"), _addresses)
