"""The list of invoices, with what finance asks of it: tax sums, receipts, differences, papers."""

from types import MappingProxyType
from typing import Any, ClassVar

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import NOT_IN_FORCE, DocumentTable
from purchasing.supplier_invoice.models import Kind, SupplierInvoiceLine
from ui.filters import ChoiceFilter, FlagFilter, PeriodFilter, TextFilter
from ui.tables import Column, DateColumn, MoneyColumn


def with_figures(invoices: "QuerySet[Any]") -> "QuerySet[Any]":
    """Sums and the first receipt by sub-select: one query for the page."""
    lines = SupplierInvoiceLine._base_manager.filter(body_id=OuterRef("pk")).order_by()

    def total(name: str) -> Subquery:
        return Subquery(lines.values("body_id").annotate(sum=Sum(name)).values("sum"))

    number = lines.order_by("line_no").values("receipt_line__body__head__number")[:1]
    return invoices.annotate(
        net=total("net"),
        tax=total("tax"),
        receipt_number=Subquery(number, output_field=CharField()),
    )


class SupplierInvoiceTable(DocumentTable):
    left_out = MappingProxyType({"state": NOT_IN_FORCE})

    invoice_number = Column(
        _("Invoice number"), accessor="supplierinvoice__invoice_number", css="g-code"
    )
    invoice_code = Column(_("Invoice code"), accessor="supplierinvoice__code", shown=False)
    invoice_date = DateColumn(_("Invoice date"), accessor="supplierinvoice__invoice_date")
    kind = Column(_("Invoice kind"), accessor="supplierinvoice__get_invoice_kind_display",
                  orderable=False, shown=False)  # fmt: skip
    net = MoneyColumn(_("Net amount"), priced=True, footer="sum", blank_zero=True)
    tax = MoneyColumn(_("Tax"), priced=True, footer="sum", blank_zero=True)
    receipt_number = Column(_("Receipts"), css="g-code")
    difference = MoneyColumn(
        _("Difference"), accessor="supplierinvoice__difference", priced=True, blank_zero=True
    )
    missing_since = DateColumn(
        _("Missing since"), accessor="supplierinvoice__missing_since", shown=False
    )
    booked_on = DateColumn(_("Booked on"), accessor="supplierinvoice__booked_on", shown=False)

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "state",
            "invoice_number",
            "invoice_date",
            "party",
            "net",
            "tax",
            "total",
            "receipt_number",
            "difference",
            "goods",
            "handler",
            "remark",
            "...",
        )


class SupplierInvoiceFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = (
        "handler",
        "maker",
        "item",
        "receipt",
        "invoice_kind",
        "differing",
        "red",
        "missing",
        "booked",
    )

    invoice = TextFilter(
        fields=("supplierinvoice__invoice_number", "supplierinvoice__code"),
        label=_("Invoice number"),
    )
    invoice_date = PeriodFilter(field_name="supplierinvoice__invoice_date", label=_("Invoice date"))
    booked = PeriodFilter(field_name="supplierinvoice__booked_on", label=_("Booked on"))
    receipt = TextFilter(fields=("number",), method="by_receipt", label=_("Receipt"))
    invoice_kind = ChoiceFilter(
        field_name="supplierinvoice__invoice_kind", label=_("Invoice kind"), choices=Kind.choices
    )
    differing = FlagFilter(label=_("With a difference"), method="by_difference")
    red = FlagFilter(label=_("Red invoices"), method="by_red")
    missing = FlagFilter(label=_("Paper missing"), method="by_missing")

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter_queryset(with_figures(queryset))

    def by_receipt(self, invoices: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        if not value:
            return invoices
        lines = SupplierInvoiceLine._base_manager.filter(
            receipt_line__body__head__number__icontains=value.strip()
        )
        return invoices.filter(pk__in=lines.order_by().values("body_id"))

    def by_difference(self, invoices: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return invoices.exclude(supplierinvoice__difference=0) if value else invoices

    def by_red(self, invoices: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return invoices.filter(supplierinvoice__is_red=True) if value else invoices

    def by_missing(self, invoices: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return missing(invoices) if value else invoices


def missing(invoices: "QuerySet[Any]") -> "QuerySet[Any]":
    return invoices.filter(supplierinvoice__missing_since__isnull=False)
