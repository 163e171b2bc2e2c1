"""客户货款: whose money is free, what is kept for which order, what is owed and since when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Min, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.pages.declaration import url_for
from documents.pages.doors import person
from documents.visibility import visible_to
from finance.parties.models import OpenItem, Side
from finance.parties.pages import READERS as PARTY_READERS
from finance.parties.queries import unsettled
from finance.remittance.lookups import may_enter
from finance.remittance.models import Kind
from masterdata.customer_scope import customers_of
from masterdata.fields import MoneyField
from masterdata.models import Party
from masterdata.roles import has_any
from ui import formats
from ui.filters import FilterSet, FlagFilter, LookupFilter
from ui.listing import listing
from ui.tables import Column, DateColumn, LinkColumn, MoneyColumn, Table

READERS = PARTY_READERS[Side.RECEIVABLE]
NONE = Decimal(0)


@dataclass
class Money:
    """Of one customer: his own money, what is kept for orders, what he owes and since when."""

    party: Party
    free: Decimal = NONE
    owed: Decimal = NONE
    oldest: date | None = None
    kept_for: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    @property
    def pk(self) -> int:
        return self.party.pk

    @property
    def kept(self) -> Decimal:
        return sum(self.kept_for.values(), NONE)

    @property
    def balance(self) -> Decimal:
        """What he owes on balance; below zero the firm has money of his."""
        return self.owed - self.free - self.kept

    @property
    def days(self) -> int | None:
        return None if self.oldest is None else (timezone.localdate() - self.oldest).days

    @property
    def allot_text(self) -> str:
        return str(_("Allot")) if self.free else ""

    def take(self, order_id: int | None, left: Decimal) -> None:
        """Money of his: kept for an order, or for nothing yet."""
        if order_id:
            self.kept_for[order_id] -= left
        else:
            self.free -= left


def money_of(party_ids: Iterable[int] | None = None) -> list[Money]:
    """Every customer with something open, by code: three queries for all. What is owed is added
    up by the database; what came for orders is known by order."""
    items = unsettled(Side.RECEIVABLE).filter(reverses=None, reversed_by=None)
    if party_ids is not None:
        items = items.filter(party__in=set(party_ids))
    items = items.order_by()
    left = Sum(F("amount") - F("allocated"), output_field=MoneyField())
    debts = items.filter(amount__gt=0).values_list("party_id")
    owed = debts.annotate(left=left, oldest=Min(Coalesce("dated", "on_date")))
    money = items.filter(amount__lt=0).values_list("party_id", "for_document_id")
    came = list(money.annotate(left=left))
    of = {party: {"owed": sum_, "oldest": oldest} for party, sum_, oldest in owed}
    parties = Party.objects.filter(pk__in={*of, *(party for party, _order, _left in came)})
    found = {party.pk: Money(party, **of.get(party.pk, {})) for party in parties.order_by("code")}
    for party_id, order_id, rest in came:
        found[party_id].take(order_id, rest)
    return list(found.values())


def free_by_party(party_ids: Iterable[int]) -> dict[int, Decimal]:
    return {money.pk: money.free for money in money_of(party_ids) if money.free}


def kept_by_party(party_ids: Iterable[int]) -> dict[int, Decimal]:
    return {money.pk: money.kept for money in money_of(party_ids) if money.kept}


def page_of(party_id: int) -> str:
    return reverse("customer_money_of", args=[party_id])


class MoneyTable(Table):
    code = Column(_("Code"), accessor="party__code")
    party = Column(_("Customer"), accessor="party__name")
    free = MoneyColumn(_("Customer's own money"), footer="sum", blank_zero=True)
    kept = MoneyColumn(_("Kept for orders"), footer="sum", blank_zero=True)
    owed = MoneyColumn(_("Owed"), footer="sum", blank_zero=True)
    oldest = DateColumn(_("Oldest debt"))
    days = Column(_("Age in days"), css="g-number")
    balance = MoneyColumn(_("Balance"), footer="sum")

    def row_url(self, record: Money) -> str:
        return page_of(record.pk)


class MakersTable(MoneyTable):
    allot = LinkColumn(_("Allot"), accessor="allot_text", url=lambda record: allot_url(record.pk))


class MoneyFilter(FilterSet):
    party = LookupFilter(
        "customer", queryset=Party.objects.filter(is_customer=True), label=_("Customer")
    )
    free = FlagFilter(label=_("With money of his own"))
    owing = FlagFilter(label=_("Owing"))


def allot_url(party_id: int) -> str:
    return reverse("remittance_new", query={"party": party_id, "kind": Kind.ALLOTMENT.value})


def _require_reader(request: HttpRequest) -> Any:
    user = person(request)
    if not has_any(user, READERS):
        raise PermissionDenied(gettext("Your roles do not include this page."))
    return user


def _mine(user: Any) -> set[int]:
    """The customers whom this person looks after (R23)."""
    return set(Party.objects.filter(customers_of(user)).values_list("pk", flat=True))


@require_GET
def customer_money(request: HttpRequest) -> HttpResponse:
    user = _require_reader(request)

    def asked(conditions: FilterSet) -> list[Money]:
        chosen = conditions.form.cleaned_data
        party = chosen.get("party")
        found = money_of([party.pk] if party else None)
        mine = _mine(user)
        found = [money for money in found if money.pk in mine]
        found = [money for money in found if money.free or not chosen.get("free")]
        return [money for money in found if money.owed or not chosen.get("owing")]

    return listing(
        request,
        queryset=asked,
        table_class=MakersTable if may_enter(user) else MoneyTable,
        filter_class=MoneyFilter,
        title=_("Customers' money"),
    )


@require_GET
def money_of_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Item by item: what is free, what is kept for which order, what is owed."""
    user = _require_reader(request)
    party = get_object_or_404(Party.objects.filter(customers_of(user)), pk=pk, is_customer=True)
    found = next(iter(money_of([pk])), Money(party))
    actions = [
        {
            "label": _("Receivables"),
            "url": reverse("receivable_party", args=[pk]),
            "icon": "journal-text",
        }
    ]
    if may_enter(user) and found.free:
        allot = {"label": _("Allot"), "url": allot_url(pk), "icon": "arrow-left-right"}
        actions.insert(0, allot | {"tone": "primary"})
    context = {
        "title": gettext("Customers' money: %(party)s") % {"party": party},
        "back_url": reverse("customer_money"),
        "fields": _facts(found),
        "actions": actions,
        "table": _items(party, user),
    }
    return render(request, "finance/remittance/customer_money.html", context)


def _facts(money: Money) -> list[dict[str, Any]]:
    amounts = (
        (_("Customer's own money"), money.free),
        (_("Kept for orders"), money.kept),
        (_("Owed"), money.owed),
        (_("Balance"), money.balance),
    )
    return [{"label": label, "value": formats.money(amount)} for label, amount in amounts]


def _items(party: Party, user: Any) -> dict[str, Any]:
    items = unsettled(Side.RECEIVABLE).filter(party=party, reverses=None, reversed_by=None)
    items = items.select_related("document", "for_document").order_by("on_date", "id")
    found = list(items)
    ids = {item.document_id for item in found} | {item.for_document_id for item in found}
    seen = set(visible_to(user).filter(pk__in=ids - {None}).values_list("pk", flat=True))
    labels = (_("Document date"), _("Document"), _("Customer order"), _("What it is"))
    columns = [{"label": label} for label in labels]
    columns += [{"label": label, "align": "end"} for label in (_("Amount"), _("Open amount"))]
    return {"columns": columns, "rows": [_row(item, seen) for item in found]}


def _row(item: OpenItem, seen: set[int]) -> dict[str, Any]:
    left = item.amount - item.allocated
    return {
        "cells": [
            {"text": formats.day(item.on_date)},
            _paper(item.document, seen),
            _paper(item.for_document, seen),
            {"text": _nature(item, left)},
            {"text": formats.money(item.amount)},
            {"text": formats.money(left), "tone": "bad" if left > 0 else "good"},
        ]
    }


def _nature(item: OpenItem, left: Decimal) -> Any:
    if left > 0:
        return _("Debt")
    return _("Money kept for the order") if item.for_document_id else _("Customer's own money")


def _paper(paper: Any, seen: set[int]) -> dict[str, Any]:
    if paper is None:
        return {"text": ""}
    return {"text": paper.number, "url": url_for(paper) if paper.pk in seen else ""}
