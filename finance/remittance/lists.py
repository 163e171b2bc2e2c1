"""The list of remittances: who paid what, where it is in finding it, what is left of it."""

from types import MappingProxyType
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import NOT_IN_FORCE, DocumentTable
from finance.cash.models import CashAccount
from finance.remittance.models import Kind
from ui.filters import ChoiceFilter, FlagFilter, LookupFilter, TextFilter
from ui.tables import Column, MoneyColumn, TimeColumn


class RemittanceTable(DocumentTable):
    left_out = MappingProxyType({"state": NOT_IN_FORCE})
    goods = None

    kind = Column(_("Kind"), accessor="remittance__kind")
    payer = Column(_("Payer"), accessor="remittance__payer")
    surplus = MoneyColumn(
        _("Surplus, stays the customer's"),
        accessor="remittance__surplus",
        priced=True,
        footer="sum",
        blank_zero=True,
    )
    account = Column(_("Paid into"), accessor="remittance__account__name")
    reported_at = TimeColumn(_("Reported at"), accessor="remittance__reported_at")
    confirmed_at = TimeColumn(_("Confirmed at"), accessor="remittance__confirmed_at")
    confirmed_by = Column(
        _("Confirmed by"), accessor="remittance__confirmed_by__full_name", shown=False
    )
    bank = Column(_("Payer's bank"), accessor="remittance__bank", shown=False)
    reference = Column(
        _("Bank's reference"), accessor="remittance__bank_line__reference", shown=False
    )

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "state",
            "party",
            "kind",
            "payer",
            "total",
            "surplus",
            "reported_at",
            "confirmed_at",
            "account",
            "handler",
            "remark",
            "...",
        )


class RemittanceFilter(DocumentFilter):
    item = None
    more_filters: ClassVar[tuple[str, ...]] = ("handler", "maker", "account", "payer", "pays")

    kind = ChoiceFilter(field_name="remittance__kind", label=_("Kind"), choices=Kind.choices)
    account = LookupFilter(
        "cash_account",
        queryset=CashAccount.objects.all(),
        field_name="remittance__account",
        label=_("Paid into"),
    )
    payer = TextFilter(fields=("remittance__payer", "remittance__bank"), label=_("Payer"))
    pays = TextFilter(
        fields=(
            "remittance__lines__order__number",
            "remittance__lines__open_item__document__number",
        ),
        label=_("Pays for document"),
    )
    surplus = FlagFilter(label=_("With a surplus"), method="by_surplus")

    def by_surplus(self, papers: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return papers.filter(remittance__surplus__gt=0) if value else papers
