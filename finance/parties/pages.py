"""Payables by supplier, receivables by customer, open items, and the account of one party."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.visibility import readable_types
from finance.parties import figures, lists, queries, tables
from finance.parties.aging import Ageing
from finance.parties.filters import (
    AccountFilter,
    CustomersFilter,
    OpenItemFilter,
    PartiesFilter,
)
from finance.parties.models import Side
from finance.parties.rows import PartyRow, party_rows
from masterdata.customer_scope import customers_of
from masterdata.models import Party, User
from masterdata.roles import OFFICE, SALES, Role, has_any
from ui import formats
from ui.filters import FilterSet
from ui.listing import listing

MONEY = frozenset(
    {
        Role.ACCOUNTANT,
        Role.CASHIER,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
        Role.ADMINISTRATOR,
    }
)
READERS = {Side.PAYABLE: OFFICE, Side.RECEIVABLE: MONEY | SALES}
TITLES = {Side.PAYABLE: _("Payables"), Side.RECEIVABLE: _("Receivables")}
FILTERS = {Side.PAYABLE: PartiesFilter, Side.RECEIVABLE: CustomersFilter}
ITEM_TITLES = {Side.PAYABLE: _("Open payables"), Side.RECEIVABLE: _("Open receivables")}


class PartyPages:
    """The three pages of one side: the parties, one party's account, and the open items."""

    def __init__(self, side: Side) -> None:
        self.side = side

    @property
    def urls(self) -> list[URLPattern]:
        side = self.side.value
        return [
            path("", require_GET(self.parties), name=f"{side}_list"),
            path("items/", require_GET(self.items), name=f"{side}_items"),
            path("<int:pk>/", require_GET(self.account), name=f"{side}_party"),
        ]

    def parties(self, request: HttpRequest) -> HttpResponse:
        user = self._reader(request)
        return listing(
            request,
            queryset=lambda asked: self._rows(asked, user),
            table_class=tables.PartiesTable,
            filter_class=FILTERS[self.side],
            title=TITLES[self.side],
            extra={"tabs": self._tabs("list")},
        )

    def items(self, request: HttpRequest) -> HttpResponse:
        user = self._reader(request)
        return listing(
            request,
            queryset=lists.still_open(self.side, today=timezone.localdate()).filter(
                self._scope(user, party="party")
            ),
            table_class=_readable(tables.OpenItemTable, user),
            filter_class=OpenItemFilter,
            title=ITEM_TITLES[self.side],
            extra={"tabs": self._tabs("items")},
        )

    def account(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = self._reader(request)
        party = get_object_or_404(Party.objects.filter(self._scope(user)), pk=pk)
        extra = {
            "back_url": reverse(f"{self.side.value}_list"),
            "fields": self._facts(party),
            "actions": [
                self._to_open_items(party),
                *self._to_sales(party),
                *_to_statements(party, user),
            ],
        }
        return listing(
            request,
            queryset=self._account_of(party),
            table_class=_readable(tables.AccountTable, user),
            filter_class=AccountFilter,
            title=gettext("%(title)s: %(party)s") % {"title": TITLES[self.side], "party": party},
            template="finance/account.html",
            extra=extra,
        )

    def _reader(self, request: HttpRequest) -> User:
        user = request.user
        assert isinstance(user, User)
        if not has_any(user, READERS[self.side]):
            raise PermissionDenied(gettext("Your roles do not include this page."))
        return user

    def _scope(self, user: User, *, party: str = "") -> Q:
        """Suppliers are everybody's who may see payables; customers have regions (R23)."""
        return customers_of(user, party=party) if self.side == Side.RECEIVABLE else Q()

    def _rows(self, conditions: FilterSet, user: User) -> list[PartyRow]:
        first, last = _days(conditions)
        chosen = conditions.form.cleaned_data
        found = party_rows(self.side, first=first, last=last, scope=self._scope(user))
        for word in (chosen.get("q") or "").casefold().split():
            found = [row for row in found if word in _words_of(row.party)]
        if chosen.get("owing"):
            found = [row for row in found if row.closing or row.prepaid]
        if chosen.get("overdue"):
            found = [row for row in found if row.overdue]
        for name in ("region", "owner"):
            if chosen.get(name):
                found = [row for row in found if getattr(row.party, name) == chosen[name]]
        return found

    def _account_of(self, party: Party) -> Callable[[FilterSet], Any]:
        def rows(conditions: FilterSet) -> Any:
            first, last = _days(conditions)
            return lists.account(self.side, party.pk, first=first, last=last)

        return rows

    def _facts(self, party: Party) -> list[dict[str, Any]]:
        """What is owed, prepaid and overdue from what is left of the items, the balance from the
        cache, what other apps count, and the age of the debts."""
        today = timezone.localdate()
        balance = queries.balances(self.side, party_ids=[party.pk]).get(party.pk, queries.NONE)
        ageing = queries.ageing(self.side, on=today, party_id=party.pk).get(party.pk) or Ageing()
        found = [
            _fact(TITLES[self.side], ageing.owed),
            _fact(_("Prepaid"), ageing.prepaid),
            _fact(_("Balance"), balance),
            _fact(_("Overdue"), ageing.overdue, tone="bad" if ageing.overdue else ""),
        ]
        for known in figures.of_party(self.side, party.pk):
            found.append(_fact(known.label, known.amount, url=known.url))
        labels = (_("0–30 days"), _("31–60 days"), _("61–90 days"), _("Over 90 days"))
        ages = zip(labels, ageing.buckets, strict=True)
        return found + [_fact(label, amount) for label, amount in ages]

    def _to_open_items(self, party: Party) -> dict[str, Any]:
        url = reverse(f"{self.side.value}_items", query={"party": party.pk})
        return {"label": ITEM_TITLES[self.side], "url": url, "icon": "list-check"}

    def _to_sales(self, party: Party) -> list[dict[str, Any]]:
        """By name, for the sale stands above the money: the year's book, and a talk noted."""
        if self.side != Side.RECEIVABLE or not party.is_customer:
            return []
        book = reverse("sales_ledger_of", args=[party.pk])
        talks = reverse("debt_talks", query={"party": party.pk})
        return [
            {"label": _("Sales ledger"), "url": book, "icon": "book"},
            {"label": _("Log of payment talks"), "url": talks, "icon": "telephone"},
        ]

    def _tabs(self, current: str) -> list[dict[str, Any]]:
        pages = (("list", _("By party")), ("items", _("Open items")))
        return [
            {
                "label": label,
                "url": reverse(f"{self.side.value}_{name}"),
                "is_current": name == current,
            }
            for name, label in pages
        ]


def _to_statements(party: Party, user: User) -> list[dict[str, Any]]:
    """By name, for the papers of the money side stand above its ledger."""
    if not has_any(user, OFFICE):
        return []
    url = reverse("statement_list", query={"view": "all", "party": party.pk})
    return [{"label": _("Statements of account"), "url": url, "icon": "file-earmark-check"}]


def _fact(label: Any, amount: Decimal, **more: str) -> dict[str, Any]:
    return {"label": label, "value": formats.money(amount)} | more


def _days(conditions: FilterSet) -> tuple[date | None, date]:
    """The period asked for; it never ends after today, for nobody knows what will be owed."""
    today, period = timezone.localdate(), conditions.period()
    if period is None:
        return None, today
    last = min(period.last or today, today)
    return period.first, last


def _words_of(party: Party) -> str:
    return f"{party.code} {party.name} {party.short_name} {party.pinyin}".casefold()


def _readable(table: type[tables.PaperTable], user: User) -> type[tables.PaperTable]:
    codes = frozenset(each.code for each in readable_types(user))
    return type(table.__name__, (table,), {"readable": codes})


PAYABLES = PartyPages(Side.PAYABLE)
RECEIVABLES = PartyPages(Side.RECEIVABLE)
