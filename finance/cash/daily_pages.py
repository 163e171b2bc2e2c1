"""The daily cash report on the screen, on A4 and as a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents import registry, sealing
from documents.pages import url_for
from documents.visibility import readable_types
from finance.cash.daily import CashDay, DayOfAccount, cash_day
from finance.cash.filters import DayForm
from finance.cash.journal import reader
from finance.cash.models import CashEntry
from masterdata.models import Company, User
from ui import formats
from ui.exports import XLSX, attachment, file_name
from ui.periods import Span
from ui.prints import A4, PrintColumn, page_table, pdf_response, render_pdf
from ui.sheet_writer import SheetColumn, SheetPart, workbook

MONEY = "#,##0.00"
ACCOUNT_LABELS = (_("Account"), _("Opening"), _("Money in"), _("Money out"), _("Closing"))
ENTRY_LABELS = (
    _("Account"),
    _("Number"),
    _("Type"),
    _("Party"),
    _("Summary"),
    _("Money in"),
    _("Money out"),
)
TITLE = _("Daily cash report")
ENTRIES_TITLE = _("Entries of the day")
# So many accounts stand above the entries on one sheet; more get sheets of their own.
MOST_ABOVE, BETWEEN = 12, 4


@require_GET
def daily(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    form, day = _asked(request)
    found = cash_day(day)
    context = {
        "title": TITLE,
        "subtitle": formats.day(day),
        "form": form,
        "days": _neighbours(day),
        "actions": _actions(day),
        "accounts": _accounts_table(found),
        "entries": _entries_table(found, Words.of(user)),
    }
    return render(request, "finance/cash/daily.html", context)


@require_GET
def daily_sheet(request: HttpRequest) -> HttpResponse:
    """Two sheets: the accounts, and the entries of the day."""
    user = reader(request)
    _form, day = _asked(request)
    found, words = cash_day(day), Words.of(user)
    total = found.total
    above = [f"{TITLE} {formats.day(day)}"]
    parts = [
        SheetPart(
            str(TITLE),
            _columns(ACCOUNT_LABELS, money_from=1),
            [[str(each.account), *_figures(each)] for each in found.accounts],
            above=above,
            totals=[
                gettext("Total"),
                total.opening,
                total.money_in,
                total.money_out,
                total.closing,
            ],
        ),
        SheetPart(
            str(ENTRIES_TITLE),
            _columns(ENTRY_LABELS, money_from=5),
            [[*words.row(entry), *_in_and_out(entry)] for entry in found.entries],
            above=above,
        ),
    ]
    name = file_name(str(TITLE), Span(day, day), today=timezone.localdate())
    return attachment(workbook(parts), name, content_type=XLSX)


@require_GET
def daily_print(request: HttpRequest) -> HttpResponse:
    """A4: the accounts above, below them every entry, as many pages as it takes."""
    user = reader(request)
    _form, day = _asked(request)
    found = cash_day(day)
    accounts, entries = _print_accounts(), _print_columns(Words.of(user))
    few = len(found.accounts) <= MOST_ABOVE
    room = A4.rows - (len(found.accounts) + BETWEEN if few else 0)
    below = _slip(day, user, entries, found.entries, room=room)
    above = _slip(day, user, accounts, found.accounts, room=A4.rows)
    below["above"] = above if few else None
    slips = [below] if few else [above, below]
    context = {"paper": A4, "slips": slips, "styles": ("css/print/cash_daily.css",)}
    data = render_pdf("finance/cash/print_daily.html", context, request=request)
    return pdf_response(data, f"{TITLE} {formats.day(day)}.pdf")


def _slip(
    day: date, user: User, columns: list[PrintColumn], rows: Sequence[Any], *, room: int
) -> dict[str, Any]:
    signers = (gettext("Cashier"), gettext("Accountant"), gettext("Deputy general manager"))
    return {
        "company_name": Company.current().name,
        "title": TITLE,
        "number": f"{day:%Y%m%d}",
        "facts": [_facts(day)],
        "columns": columns,
        "pages": page_table(columns, rows, per_page=room),
        "label_column": 1,
        "signatures": [{"label": label} for label in signers],
        "printed": gettext("Printed %(time)s by %(name)s")
        % {"time": formats.moment(timezone.now()), "name": user.display_name},
    }


def _facts(day: date) -> list[dict[str, Any]]:
    """With the day's last seal: on paper it lies where nobody can change it (V17)."""
    facts = [{"label": gettext("Day"), "value": formats.day(day)}]
    if seal := sealing.told_of(day):
        facts.append({"label": gettext("Seal of the records"), "value": seal})
    return facts


def _asked(request: HttpRequest) -> tuple[DayForm, date]:
    """The day asked for; today where none is, or where it cannot be read (the form says why)."""
    today = timezone.localdate()
    if "day" not in request.GET:
        return DayForm(initial={"day": today}), today
    form = DayForm(request.GET)
    return form, form.cleaned_data["day"] if form.is_valid() else today


def _neighbours(day: date) -> list[dict[str, Any]]:
    one = timedelta(days=1)
    return [
        {"label": _("Day before"), "url": _url("cash_daily", day - one), "icon": "chevron-left"},
        {"label": _("Day after"), "url": _url("cash_daily", day + one), "icon": "chevron-right"},
    ]


def _actions(day: date) -> list[dict[str, Any]]:
    return [
        {
            "label": _("Print"),
            "url": _url("cash_daily_print", day),
            "icon": "printer",
            "new_tab": True,
        },
        {
            "label": _("Export"),
            "url": _url("cash_daily_export", day),
            "icon": "file-earmark-spreadsheet",
        },
    ]


def _url(name: str, day: date) -> str:
    return reverse(name, query={"day": formats.day(day)})


def _figures(each: DayOfAccount) -> list[Any]:
    flow = each.flow
    return [flow.opening, flow.money_in, flow.money_out, flow.closing]


def _in_and_out(entry: CashEntry) -> list[Any]:
    return [entry.amount, None] if entry.amount > 0 else [None, -entry.amount]


@dataclass(frozen=True)
class Words:
    """What a row says, for this user; asked once for all rows."""

    readable: frozenset[str]
    labels: dict[str, Any]

    @classmethod
    def of(cls, user: User) -> "Words":
        readable = frozenset(each.code for each in readable_types(user))
        return cls(readable, {each.code: each.label for each in registry.all_types()})

    def number(self, entry: CashEntry) -> str:
        """Who may not know of a paper sees the money, not its number."""
        return entry.document.number if entry.document.type in self.readable else "—"

    def url(self, entry: CashEntry) -> str:
        return url_for(entry.document) if entry.document.type in self.readable else ""

    def kind(self, entry: CashEntry) -> str:
        return str(self.labels.get(entry.document.type, entry.document.type))

    def row(self, entry: CashEntry) -> list[str]:
        party = entry.party.name if entry.party else ""
        return [
            str(entry.account),
            self.number(entry),
            self.kind(entry),
            party,
            entry.description,
        ]


def _columns(labels: Sequence[Any], *, money_from: int) -> list[SheetColumn]:
    return [
        SheetColumn(str(label), MONEY if place >= money_from else "")
        for place, label in enumerate(labels)
    ]


def _accounts_table(found: CashDay) -> dict[str, Any]:
    total = found.total
    sums = (total.opening, total.money_in, total.money_out, total.closing)
    return {
        "columns": _heads(ACCOUNT_LABELS, money_from=1),
        "rows": [
            {
                "url": reverse("cash_journal", args=[each.account.pk]),
                "cells": [
                    {
                        "text": str(each.account),
                        "url": reverse("cash_journal", args=[each.account.pk]),
                    },
                    *_amounts(_figures(each)),
                ],
            }
            for each in found.accounts
        ],
        "footer": [{"label": _("Total"), "cells": [{"text": ""}, *_amounts(sums)]}],
    }


def _entries_table(found: CashDay, words: Words) -> dict[str, Any]:
    return {
        "columns": _heads(ENTRY_LABELS, money_from=5),
        "rows": [_entry_row(entry, words) for entry in found.entries],
    }


def _entry_row(entry: CashEntry, words: Words) -> dict[str, Any]:
    url = words.url(entry)
    cells = [{"text": text} for text in words.row(entry)]
    cells[1]["url"] = url
    tone = "bad" if entry.reverses_id else ""
    return {"url": url, "tone": tone, "cells": [*cells, *_amounts(_in_and_out(entry))]}


def _heads(labels: Sequence[Any], *, money_from: int) -> list[dict[str, Any]]:
    return [
        {"label": label, "align": "end" if place >= money_from else ""}
        for place, label in enumerate(labels)
    ]


def _amounts(values: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {"text": formats.money(value), "tone": "bad" if value is not None and value < 0 else ""}
        for value in values
    ]


def _print_columns(words: Words) -> list[PrintColumn]:
    account, number, kind, party, summary, money_in, money_out = ENTRY_LABELS
    return [
        PrintColumn(account, lambda entry: str(entry.account), "c-account", room=18),
        PrintColumn(number, words.number, "c-number"),
        PrintColumn(kind, words.kind, "c-kind", room=12),
        PrintColumn(
            party, lambda entry: entry.party.name if entry.party else "", "c-name", room=18
        ),
        PrintColumn(summary, lambda entry: entry.description, "c-note", room=20),
        PrintColumn(money_in, lambda entry: _in_and_out(entry)[0], "c-money", sum="money"),
        PrintColumn(money_out, lambda entry: _in_and_out(entry)[1], "c-money", sum="money"),
    ]


def _print_accounts() -> list[PrintColumn]:
    account, opening, money_in, money_out, closing = ACCOUNT_LABELS
    return [
        PrintColumn(account, lambda each: str(each.account), "c-name", room=40),
        PrintColumn(opening, lambda each: each.flow.opening, "c-sum c-money", sum="money"),
        PrintColumn(money_in, lambda each: each.flow.money_in, "c-sum c-money", sum="money"),
        PrintColumn(money_out, lambda each: each.flow.money_out, "c-sum c-money", sum="money"),
        PrintColumn(closing, lambda each: each.flow.closing, "c-sum c-money", sum="money"),
    ]
