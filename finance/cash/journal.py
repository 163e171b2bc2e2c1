"""日记账: one account, entry by entry, from what was there before to what was left after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.models import Document
from documents.visibility import readable_types
from finance.cash import queries
from finance.cash.access import READERS
from finance.cash.filters import JournalFilter, JournalsFilter
from finance.cash.models import CashAccount, CashEntry
from finance.cash.queries import Flow
from finance.cash.tables import JournalsTable, JournalTable
from masterdata.models import User
from masterdata.roles import has_any
from ui import formats
from ui.filters import FilterSet
from ui.listing import listing

NONE = Decimal(0)


@dataclass(frozen=True)
class AccountRow:
    """One account of the list: what moved in the period."""

    account: CashAccount
    flow: Flow

    @property
    def pk(self) -> int:
        return self.account.pk

    @property
    def kind(self) -> str:
        return str(self.account.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("cash_journal", args=[self.account.pk])


@dataclass(frozen=True)
class JournalRow:
    """One line of the journal; opening and closing are lines without a paper."""

    pk: int
    on_date: date | None
    description: str | Promise
    running: Decimal
    money_in: Decimal = NONE
    money_out: Decimal = NONE
    document: Document | None = None
    party: Any = None
    reverses_id: int | None = None


def reader(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    if not has_any(user, READERS):
        raise PermissionDenied(gettext("Your roles do not include this page."))
    return user


@require_GET
def journals(request: HttpRequest) -> HttpResponse:
    """账户余额: every account with opening, in, out and closing of the period."""
    reader(request)
    return listing(
        request,
        queryset=_account_rows,
        table_class=JournalsTable,
        filter_class=JournalsFilter,
        title=_("Journal"),
    )


@require_GET
def journal(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    account = get_object_or_404(CashAccount, pk=pk)

    def rows(conditions: FilterSet) -> list[JournalRow]:
        first, last = days_of(conditions)
        return journal_rows(account, first=first, last=last)

    codes = frozenset(each.code for each in readable_types(user))
    return listing(
        request,
        queryset=rows,
        table_class=type("JournalTable", (JournalTable,), {"readable": codes}),
        filter_class=JournalFilter,
        title=gettext("Journal: %(account)s") % {"account": account},
        template="finance/account.html",
        extra={"back_url": reverse("cash_journals"), "fields": _facts(account)},
    )


def days_of(conditions: FilterSet) -> tuple[date | None, date]:
    """The period asked for, without an end up to today."""
    period = conditions.period()
    today = timezone.localdate()
    return (None, today) if period is None else (period.first, period.last or today)


def journal_rows(account: CashAccount, *, first: date | None, last: date) -> list[JournalRow]:
    """Opening, every entry with the balance after it, closing: two queries."""
    flow = queries.flows(first=first, last=last).get(account.pk, Flow())
    entries = CashEntry.objects.filter(account=account, on_date__lte=last)
    if first is not None:
        entries = entries.filter(on_date__gte=first)
    ordered = entries.select_related("document", "party").order_by("on_date", "id")
    opening = JournalRow(0, first, _("Opening"), flow.opening)
    closing = JournalRow(-1, last, _("Closing"), flow.closing)
    return [opening, *_running(ordered, flow.opening), closing]


def _running(entries: Iterable[CashEntry], opening: Decimal) -> list[JournalRow]:
    running, rows = opening, []
    for entry in entries:
        running += entry.amount
        rows.append(
            JournalRow(
                entry.pk,
                entry.on_date,
                entry.description,
                running,
                money_in=max(entry.amount, NONE),
                money_out=max(-entry.amount, NONE),
                document=entry.document,
                party=entry.party,
                reverses_id=entry.reverses_id,
            )
        )
    return rows


def _account_rows(conditions: FilterSet) -> list[AccountRow]:
    first, last = days_of(conditions)
    flows = queries.flows(first=first, last=last)
    accounts = CashAccount.objects.order_by("code")
    words = (conditions.form.cleaned_data.get("q") or "").casefold().split()
    return [
        AccountRow(account, flows.get(account.pk, Flow()))
        for account in accounts
        if (account.is_active or account.pk in flows) and _is_meant(account, words)
    ]


def _is_meant(account: CashAccount, words: list[str]) -> bool:
    text = f"{account.code} {account.name} {account.bank_name} {account.account_number}"
    return all(word in text.casefold() for word in words)


def _facts(account: CashAccount) -> list[dict[str, Any]]:
    held = queries.balances([account.pk]).get(account.pk, NONE)
    return [
        {"label": _("Account kind"), "value": account.get_kind_display()},
        {"label": _("Bank"), "value": account.bank_name},
        {"label": _("Account number"), "value": account.account_number},
        {"label": _("Balance today"), "value": formats.money(held)},
    ]
