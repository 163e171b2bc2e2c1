"""What the master data give to the frame of every page: the firm's name, one's own settings."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from masterdata.calendar import firm_calendar
from masterdata.models import Company
from ui import context

NOTICE_DAYS = 14


def _names(_request: HttpRequest) -> dict[str, Any]:
    return {"company_name": Company.current().name}


def _addresses(_request: HttpRequest) -> dict[str, Any]:
    return {"preferences_url": reverse("preferences"), "password_url": reverse("password")}


def _notices(_request: HttpRequest) -> dict[str, Any]:
    """Said early enough for somebody to import the days before a due time needs them."""
    soon = timezone.localdate() + timedelta(days=NOTICE_DAYS)
    warning = firm_calendar().warning_for(soon)
    return {"notices": [warning] if warning else []}


def register() -> None:
    context.contribute(("company_name",), _names)
    context.contribute(("notices",), _notices)
    context.contribute(("preferences_url", "password_url"), _addresses)
