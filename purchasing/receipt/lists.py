"""The list of receipts: what came from which order, what it cost, and what waits too long."""

from typing import Any, ClassVar

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable
from finance.parties.queries import debt_figures
from inventory.places.models import Warehouse
from purchasing.pickup_note.models import Way
from purchasing.receipt.models import ReceiptLine
from ui.filters import ChoiceFilter, FlagFilter, LookupFilter, TextFilter
from ui.tables import (
    Column,
    CountColumn,
    DateColumn,
    MoneyColumn,
    QuantityColumn,
    TimeColumn,
)

UNAPPROVED = ("arrived", "draft", "inspecting", "submitted")


def with_figures(receipts: "QuerySet[Any]") -> "QuerySet[Any]":
    """Sums of the lines and the first order's number by sub-select: one query for the page."""
    lines = ReceiptLine._base_manager.filter(body_id=OuterRef("pk")).order_by()

    def total(name: str) -> Subquery:
        return Subquery(lines.values("body_id").annotate(sum=Sum(name)).values("sum"))

    ordered = lines.filter(order_line__isnull=False).order_by("line_no")
    number = ordered.values("order_line__body__head__number")[:1]
    return receipts.annotate(
        **debt_figures(Q(document=OuterRef("pk"))),
        quantity=total("base_accepted"),
        returned=total("returned_quantity"),
        invoiced=total("invoiced_gross"),
        net=total("net"),
        tax=total("tax"),
        order_number=Subquery(number, output_field=CharField()),
    )


class ReceiptTable(DocumentTable):
    order_number = Column(_("Purchase order"), css="g-code")
    quantity = QuantityColumn(_("Quantity"), footer="sum", blank_zero=True)
    net = MoneyColumn(_("Net amount"), priced=True, footer="sum", blank_zero=True)
    tax = MoneyColumn(_("Tax"), priced=True, footer="sum", blank_zero=True)
    settled = MoneyColumn(_("Paid or set off"), priced=True, footer="sum", blank_zero=True)
    left = MoneyColumn(_("Still owed"), priced=True, footer="sum", blank_zero=True)
    invoiced = MoneyColumn(_("Invoiced"), priced=True, footer="sum", blank_zero=True)
    owed_invoice = MoneyColumn(
        _("Invoice owed"),
        accessor="receipt__owed_invoice",
        priced=True,
        footer="sum",
        blank_zero=True,
    )
    due_on = DateColumn(_("Due date"))
    returned = QuantityColumn(_("Returned so far"), footer="sum", blank_zero=True)
    warehouse = Column(_("Warehouse"), accessor="receipt__warehouse__name")
    arrived_at = TimeColumn(_("Arrived at"), accessor="receipt__arrived_at", shown=False)
    packages = CountColumn(_("Packages"), accessor="receipt__packages", shown=False)
    delivery_note = Column(_("Delivery note"), accessor="receipt__delivery_note", shown=False)
    way = Column(_("Where the goods go"), accessor="receipt__pickup_note__way")
    pickup_note = Column(
        _("Pick-up note"),
        accessor="receipt__pickup_note__head__number",
        css="g-code",
        shown=False,
    )

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "state",
            "party",
            "order_number",
            "goods",
            "quantity",
            "net",
            "tax",
            "total",
            "settled",
            "left",
            "invoiced",
            "owed_invoice",
            "due_on",
            "returned",
            "warehouse",
            "way",
            "handler",
            "remark",
            "...",
        )


class ReceiptFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = (
        "handler",
        "maker",
        "item",
        "warehouse",
        "delivery_note",
        "order",
        "way",
        "invoice_kind",
    )

    unapproved = FlagFilter(label=_("Not approved yet"), method="by_unapproved")
    waiting_too_long = FlagFilter(label=_("Over one working day"), method="by_late")
    owing = FlagFilter(label=_("Not paid in full"), method="by_owing")
    owing_invoice = FlagFilter(label=_("Invoices owed"), method="by_owing_invoice")
    warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        field_name="receipt__warehouse",
        label=_("Warehouse"),
    )
    delivery_note = TextFilter(fields=("receipt__delivery_note",), label=_("Delivery note"))
    order = TextFilter(
        fields=("receipt__lines__order_line__body__head__number",), label=_("Purchase order")
    )
    way = ChoiceFilter(
        field_name="receipt__pickup_note__way",
        label=_("Where the goods go"),
        choices=Way.choices,
    )
    invoice_kind = ChoiceFilter(
        field_name="receipt__invoice_kind",
        label=_("Invoice kind"),
        choices=(
            ("special", _("Special VAT invoice")),
            ("ordinary", _("Ordinary invoice")),
            ("none", _("No invoice")),
        ),
    )

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter_queryset(with_figures(queryset))

    def by_unapproved(self, receipts: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return receipts.filter(state__in=UNAPPROVED) if value else receipts

    def by_late(self, receipts: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        """超一工作日未入库: its task of rule T7 is overdue (R116)."""
        return receipts.filter(state__in=UNAPPROVED, is_late=True) if value else receipts

    def by_owing(self, receipts: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return receipts.filter(left__gt=0) if value else receipts

    def by_owing_invoice(
        self, receipts: "QuerySet[Any]", name: str, value: bool
    ) -> "QuerySet[Any]":
        """A red invoice that is due counts too."""
        return receipts.exclude(receipt__owed_invoice=0) if value else receipts
