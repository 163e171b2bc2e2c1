"""Addresses of the inbox, the types page and the kernel's settings."""

from django.urls import path

from documents import (
    chain_settings,
    delegation_pages,
    inbox,
    number_settings,
    period_pages,
    print_setting_pages,
    printer_pages,
    self_check,
    settings_pages,
    types_page,
)
from documents.jobs import pages as job_pages

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:pk>/urge/", inbox.urge, name="urge"),
    path("types/", types_page.types, name="document_types"),
    path("types/glossary/", types_page.glossary, name="glossary"),
    path("types/<slug:code>/", types_page.type_detail, name="document_type"),
    path("settings/", settings_pages.overview, name="settings"),
    path("settings/chains/", chain_settings.chains, name="approval_chains"),
    path("settings/chains/<slug:code>/", chain_settings.edit, name="approval_chain"),
    path("settings/numbers/", number_settings.numbers, name="number_rules"),
    path("settings/numbers/preview/", number_settings.preview, name="number_preview"),
    path("settings/numbers/gaps/", number_settings.gaps, name="number_gaps"),
    path("settings/numbers/<slug:code>/", number_settings.edit, name="number_rule"),
    path("settings/prints/", print_setting_pages.overview, name="print_settings"),
    path("settings/prints/<slug:code>/", print_setting_pages.edit, name="print_setting"),
    path("printer/", printer_pages.printer, name="printer"),
    path("printer/test/<slug:name>/", printer_pages.test_print, name="printer_test"),
    path("settings/self-check/", self_check.self_check, name="self_check"),
    path("jobs/", job_pages.jobs, name="jobs"),
    path("jobs/<int:pk>/file/", job_pages.file, name="job_file"),
    path("jobs/<int:pk>/cancel/", job_pages.cancel, name="job_cancel"),
    path("jobs/<int:pk>/retry/", job_pages.retry, name="job_retry"),
    path("delegations/", delegation_pages.delegations, name="delegations"),
    path("delegations/new/", delegation_pages.new, name="delegation_new"),
    path("delegations/<int:pk>/end/", delegation_pages.end, name="delegation_end"),
    path("months/", period_pages.months, name="months"),
    path("months/<int:year>-<int:month>/close/", period_pages.close, name="month_close"),
    path("months/<int:year>-<int:month>/reopen/", period_pages.reopen, name="month_reopen"),
]
