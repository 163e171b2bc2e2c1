"""The list of settlements: what was paid from where, what was used for it, what is left over."""

from types import MappingProxyType
from typing import Any, ClassVar

from django.db.models import Case, F, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import NOT_IN_FORCE, DocumentTable
from finance.cash.models import CashAccount
from finance.settlement.models import Kind
from ui.filters import ChoiceFilter, FlagFilter, LookupFilter, TextFilter
from ui.tables import Column, MoneyColumn


def with_credits(settlements: "QuerySet[Any]") -> "QuerySet[Any]":
    """What is used comes from prepayments, in a set-off from receivables: two columns of one."""
    is_set_off = Q(settlement__kind=Kind.SET_OFF)
    return settlements.annotate(
        prepaid_used=Case(When(~is_set_off, then=F("settlement__credits_used"))),
        receivables_used=Case(When(is_set_off, then=F("settlement__credits_used"))),
    )


class SettlementTable(DocumentTable):
    """The total is the money, or what is settled without any: both have their own columns."""

    left_out = MappingProxyType({"state": NOT_IN_FORCE})
    goods = None
    total = None

    kind = Column(_("Kind"), accessor="settlement__kind")
    account = Column(_("Cash or bank account"), accessor="settlement__account__name")
    money = MoneyColumn(
        _("Money paid"), accessor="settlement__money", priced=True, footer="sum", blank_zero=True
    )
    used = MoneyColumn(
        _("Prepayment used"),
        accessor="prepaid_used",
        priced=True,
        footer="sum",
        blank_zero=True,
    )
    set_off = MoneyColumn(
        _("Receivables set off"),
        accessor="receivables_used",
        priced=True,
        footer="sum",
        blank_zero=True,
    )
    discount = MoneyColumn(
        _("Discount taken"),
        accessor="settlement__discount",
        priced=True,
        footer="sum",
        blank_zero=True,
    )
    settled = MoneyColumn(
        _("Debts settled"),
        accessor="settlement__debts_settled",
        priced=True,
        footer="sum",
        blank_zero=True,
    )
    surplus = MoneyColumn(
        _("Surplus"), accessor="settlement__surplus", priced=True, footer="sum", blank_zero=True
    )
    for_document = Column(
        _("Prepaid order"), accessor="settlement__for_document__number", css="g-code"
    )
    request = Column(_("Payment request"), accessor="settlement__request__number", css="g-code")
    payee_account = Column(
        _("Payee's account number"), accessor="settlement__payee_account", shown=False
    )

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "state",
            "party",
            "kind",
            "account",
            "money",
            "used",
            "set_off",
            "discount",
            "settled",
            "surplus",
            "request",
            "for_document",
            "handler",
            "remark",
            "...",
        )


class SettlementFilter(DocumentFilter):
    item = None
    more_filters: ClassVar[tuple[str, ...]] = ("handler", "maker", "account", "settles")

    kind = ChoiceFilter(field_name="settlement__kind", label=_("Kind"), choices=Kind.choices)
    account = LookupFilter(
        "cash_account",
        queryset=CashAccount.objects.all(),
        field_name="settlement__account",
        label=_("Cash or bank account"),
    )
    settles = TextFilter(
        fields=("settlement__lines__open_item__document__number",), label=_("Settles document")
    )
    surplus = FlagFilter(label=_("With a surplus"), method="by_surplus")

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter_queryset(with_credits(queryset))

    def by_surplus(self, papers: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return papers.filter(settlement__surplus__gt=0) if value else papers
