"""The list of hand-over lists: how many papers, how many of them are missing, who signed."""

from typing import Any, ClassVar

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable
from masterdata.models import Party
from purchasing.invoice_handover.models import InvoiceHandoverLine, Outcome
from ui.filters import FlagFilter, LookupFilter, PeriodFilter, TextFilter
from ui.tables import CountColumn, DateColumn, MoneyColumn, UserColumn


def with_counts(lists: "QuerySet[Any]") -> "QuerySet[Any]":
    lines = InvoiceHandoverLine._base_manager.filter(body_id=OuterRef("pk")).order_by()

    def first(figure: Any, found: "QuerySet[Any]" = lines) -> Coalesce:
        return Coalesce(Subquery(found.values("body_id").annotate(n=figure).values("n")), 0)

    def total(name: str) -> Subquery:
        return Subquery(lines.values("body_id").annotate(sum=Sum(name)).values("sum"))

    return lists.annotate(
        invoices=first(Count("pk")),
        sheets=first(Sum("sheets")),
        missing=first(Count("pk"), lines.filter(outcome=Outcome.MISSING)),
        net=total("net"),
        tax=total("tax"),
    )


class HandoverTable(DocumentTable):
    party = None
    goods = None
    invoices = CountColumn(_("Invoices"), footer="sum", blank_zero=True)
    sheets = CountColumn(_("Sheets"), footer="sum", blank_zero=True)
    missing = CountColumn(_("Papers missing"), footer="sum", blank_zero=True)
    net = MoneyColumn(_("Net amount"), priced=True, footer="sum", blank_zero=True)
    tax = MoneyColumn(_("Tax"), priced=True, footer="sum", blank_zero=True)
    handed_on = DateColumn(_("Handed over on"), accessor="invoicehandover__handed_on")
    handed_by = UserColumn(
        _("Handed over by"),
        accessor="invoicehandover__handed_by",
        order_by=("invoicehandover__handed_by__full_name",),
    )
    signed_on = DateColumn(_("Signed for on"), accessor="invoicehandover__signed_on")
    signed_by = UserColumn(
        _("Signed for by"),
        accessor="invoicehandover__signed_by",
        order_by=("invoicehandover__signed_by__full_name",),
    )

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "state",
            "invoices",
            "sheets",
            "missing",
            "net",
            "tax",
            "total",
            "handed_on",
            "handed_by",
            "signed_on",
            "signed_by",
            "remark",
            "...",
        )


class HandoverFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = ("handler", "maker", "handed", "signed", "short")
    party = LookupFilter(
        "supplier",
        queryset=Party.objects.all(),
        method="by_party",
        label=_("Supplier"),
    )
    item = None
    invoice = TextFilter(
        fields=(
            "invoicehandover__lines__invoice__invoice_number",
            "invoicehandover__lines__invoice__head__number",
        ),
        label=_("Invoice number"),
    )
    handed = PeriodFilter(field_name="invoicehandover__handed_on", label=_("Handed over on"))
    signed = PeriodFilter(field_name="invoicehandover__signed_on", label=_("Signed for on"))
    short = FlagFilter(label=_("With missing papers"), method="by_short")

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        related = ("invoicehandover__handed_by", "invoicehandover__signed_by")
        return super().filter_queryset(with_counts(queryset).select_related(*related))

    def by_party(self, lists: "QuerySet[Any]", name: str, value: Party | None) -> "QuerySet[Any]":
        if value is None:
            return lists
        lines = InvoiceHandoverLine._base_manager.filter(invoice__head__party=value)
        return lists.filter(pk__in=lines.order_by().values("body_id"))

    def by_short(self, lists: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return lists.filter(missing__gt=0) if value else lists
