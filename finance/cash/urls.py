"""Addresses of the cash pages."""

from django.urls import include, path

from finance.cash import daily_pages, journal
from finance.cash.pages import CASH_ACCOUNTS

urlpatterns = [
    path("accounts/", include(CASH_ACCOUNTS.urls)),
    path("journal/", journal.journals, name="cash_journals"),
    path("journal/<int:pk>/", journal.journal, name="cash_journal"),
    path("daily/", daily_pages.daily, name="cash_daily"),
    path("daily/print/", daily_pages.daily_print, name="cash_daily_print"),
    path("daily/export/", daily_pages.daily_sheet, name="cash_daily_export"),
]
