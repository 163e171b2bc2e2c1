"""Addresses of the master data."""

from django.urls import include, path

from masterdata import profile, quick_add
from masterdata.pages import calendar, company
from masterdata.pages.basics import CATEGORIES, REGIONS, TAX_RATES, UNITS
from masterdata.pages.items import ITEMS
from masterdata.pages.parties import PARTIES
from masterdata.pages.people import USERS

urlpatterns = [
    path("items/", include(ITEMS.urls)),
    path("parties/", include(PARTIES.urls)),
    path("units/", include(UNITS.urls)),
    path("categories/", include(CATEGORIES.urls)),
    path("regions/", include(REGIONS.urls)),
    path("tax-rates/", include(TAX_RATES.urls)),
    path("users/", include(USERS.urls)),
    path("calendar/", calendar.page, name="calendar"),
    path("calendar/<int:year>/", calendar.page, name="calendar_year"),
    path("company/", company.edit, name="company"),
    path("company/history/", company.history, name="company_history"),
    path("company/logo/", company.logo, name="company_logo"),
    *quick_add.urls,
    *profile.urls,
]
