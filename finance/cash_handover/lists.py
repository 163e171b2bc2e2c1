"""The list of hand-overs: who brought how much, what was counted, what differs."""

from types import MappingProxyType
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import NOT_IN_FORCE, DocumentTable
from finance.cash.models import CashAccount
from ui.filters import FlagFilter, LookupFilter, TextFilter
from ui.tables import Column, MoneyColumn, TimeColumn, UserColumn


class HandoverTable(DocumentTable):
    left_out = MappingProxyType({"state": NOT_IN_FORCE})
    goods = None
    party = None

    handler = UserColumn(_("Driver"), accessor="handler", order_by=("handler__full_name",))
    total = MoneyColumn(_("Cash handed over"), priced=True, footer="sum")
    counted = MoneyColumn(_("Counted"), accessor="cashhandover__counted", priced=True, footer="sum")
    account = Column(_("Cash account"), accessor="cashhandover__account__name")
    counted_at = TimeColumn(_("Counted at"), accessor="cashhandover__counted_at")
    reason = Column(_("Why the count differs"), accessor="cashhandover__difference_reason")

    class Meta(DocumentTable.Meta):
        sequence = ("date", "number", "state", "handler", "total", "counted", "account", "...")


class HandoverFilter(DocumentFilter):
    item = None
    party = None
    more_filters: ClassVar[tuple[str, ...]] = ("maker", "account", "delivery")

    account = LookupFilter(
        "cash_account",
        queryset=CashAccount.objects.all(),
        field_name="cashhandover__account",
        label=_("Cash account"),
    )
    delivery = TextFilter(fields=("cashhandover__lines__delivery__number",), label=_("Delivery"))
    differs = FlagFilter(label=_("Count differs"), method="by_difference")

    def by_difference(self, papers: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        if not value:
            return papers
        return papers.exclude(cashhandover__counted=None).exclude(cashhandover__counted=F("total"))
