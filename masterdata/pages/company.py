"""The page of the firm's own data: what papers print, and the rules that are settings."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from masterdata.calendar import calendar_changed
from masterdata.forms.company import CompanyForm
from masterdata.models import Company
from masterdata.pages.people import is_administrator
from ui.history import changes_of

log = logging.getLogger(__name__)
FIELDSETS = (
    ("", ("name", "english_name", "address", "phone", "fax", "logo")),
    (_("Bank and tax"), ("bank_name", "bank_account", "tax_number", "prices_include_tax")),
    (_("Working week"), ("week_pattern", "alternating_anchor")),
    (_("Rules"), ("over_receipt_percent", "backdate_days", "month_closing_day")),
)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    if not is_administrator(request.user):
        raise PermissionDenied(gettext("Company data are kept by the administrator."))
    company = Company.current()
    form = CompanyForm(request.POST or None, request.FILES or None, instance=company)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            if {"week_pattern", "alternating_anchor"} & set(form.changed_data):
                calendar_changed()
        log.info("company data changed by user %s: %s", request.user.pk, form.changed_data)
        messages.success(request, gettext("The company data are saved."))
        return redirect("company")
    return render(request, "ui/form.html", _context(form), status=422 if form.errors else 200)


def _context(form: CompanyForm) -> dict[str, Any]:
    return {
        "title": _("Company data"),
        "form": form,
        "fieldsets": [
            {"title": title, "fields": [form[name] for name in names]} for title, names in FIELDSETS
        ],
        "multipart": True,
        "action_url": reverse("company"),
        "cancel_url": reverse("home"),
        "actions": [
            {
                "label": _("History of changes"),
                "url": reverse("company_history"),
                "icon": "clock-history",
            }
        ],
    }


def history(request: HttpRequest) -> HttpResponse:
    if not is_administrator(request.user):
        raise PermissionDenied(gettext("Company data are kept by the administrator."))
    context = {
        "title": _("History of changes: company data"),
        "changes": changes_of(Company.current(), hidden=("calendar_version",)),
        "back_url": reverse("company"),
    }
    return render(request, "ui/history.html", context)


def logo(request: HttpRequest) -> FileResponse:
    """Printed on papers and shown in the frame; written by ourselves, so safe inline."""
    company = Company.current()
    if not company.logo or not company.logo.storage.exists(company.logo.name):
        raise Http404
    kind = "image/png" if company.logo.name.endswith(".png") else "image/jpeg"
    return FileResponse(company.logo.open("rb"), content_type=kind)
