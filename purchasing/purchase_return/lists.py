"""The list of returns: what goes back on which receipt, why, to what outcome, and what waits."""

from typing import Any, ClassVar

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable
from inventory.places.models import Warehouse
from purchasing.purchase_order.lists import Badge
from purchasing.purchase_return.models import Outcome, PurchaseReturnLine
from ui.filters import ChoiceFilter, FlagFilter, LookupFilter, TextFilter
from ui.tables import BadgeColumn, Column, CountColumn, MoneyColumn, QuantityColumn

NOT_SHIPPED = ("draft", "submitted", "approved")
BOTH = Badge(_("Replace and credit, by line"), "primary")
OUTCOMES = {
    (True, False): Badge(Outcome.REPLACE.label, "primary"),
    (False, True): Badge(Outcome.CREDIT.label, "neutral"),
    (True, True): BOTH,
}


def with_figures(returns: "QuerySet[Any]") -> "QuerySet[Any]":
    """Sums of the lines, the first receipt's number and the outcomes: one query for the page."""
    lines = PurchaseReturnLine._base_manager.filter(body_id=OuterRef("pk")).order_by()

    def total(name: str) -> Subquery:
        return Subquery(lines.values("body_id").annotate(sum=Sum(name)).values("sum"))

    cited = lines.filter(receipt_line__isnull=False).order_by("line_no")
    number = cited.values("receipt_line__body__head__number")[:1]
    first_reason = lines.exclude(reason="").order_by("line_no").values("reason")[:1]
    return returns.annotate(
        quantity=total("base_quantity"),
        net=total("net"),
        tax=total("tax"),
        receipt_number=Subquery(number, output_field=CharField()),
        line_reason=Subquery(first_reason, output_field=CharField()),
        replaces=Exists(lines.filter(outcome=Outcome.REPLACE)),
        credits=Exists(lines.filter(outcome=Outcome.CREDIT)),
    )


def outcome_of(_value: Any, record: Any) -> Badge | None:
    return OUTCOMES.get((bool(record.replaces), bool(record.credits)))


class ReturnTable(DocumentTable):
    receipt_number = Column(_("Original receipt"), css="g-code")
    quantity = QuantityColumn(_("Quantity"), footer="sum", blank_zero=True)
    net = MoneyColumn(_("Net amount"), priced=True, footer="sum", blank_zero=True)
    tax = MoneyColumn(_("Tax"), priced=True, footer="sum", blank_zero=True)
    reason = Column(_("Reason of return"), accessor="pk", orderable=False)
    outcome = BadgeColumn(_("Outcome"), accessor="pk", badge_of=outcome_of, orderable=False)
    warehouse = Column(_("Warehouse"), accessor="purchasereturn__warehouse__name")
    carrier = Column(_("Carrier"), accessor="purchasereturn__carrier")
    waybill = Column(_("Waybill"), accessor="purchasereturn__waybill")
    packages = CountColumn(
        _("Number of packages"), accessor="purchasereturn__packages", shown=False
    )

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "state",
            "party",
            "receipt_number",
            "goods",
            "quantity",
            "net",
            "tax",
            "total",
            "reason",
            "outcome",
            "warehouse",
            "carrier",
            "waybill",
            "handler",
            "remark",
            "...",
        )

    def render_reason(self, record: Any) -> str:
        return self.value_reason(record)

    def value_reason(self, record: Any) -> str:
        return record.purchasereturn.reason or record.line_reason or ""


class ReturnFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = (
        "handler",
        "maker",
        "item",
        "warehouse",
        "receipt",
        "reason",
        "outcome",
        "carrier",
    )

    not_shipped = FlagFilter(label=_("Not shipped yet"), method="by_not_shipped")
    warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        field_name="purchasereturn__warehouse",
        label=_("Warehouse"),
    )
    receipt = TextFilter(
        fields=("purchasereturn__lines__receipt_line__body__head__number",),
        label=_("Original receipt"),
    )
    reason = TextFilter(
        fields=("purchasereturn__reason", "purchasereturn__lines__reason"),
        label=_("Reason of return"),
    )
    outcome = ChoiceFilter(label=_("Outcome"), choices=Outcome.choices, method="by_outcome")
    carrier = TextFilter(
        fields=("purchasereturn__carrier", "purchasereturn__waybill"),
        label=_("Carrier, waybill"),
    )

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter_queryset(with_figures(queryset.select_related("purchasereturn")))

    def by_not_shipped(self, returns: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return returns.filter(state__in=NOT_SHIPPED) if value else returns

    def by_outcome(self, returns: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        if not value:
            return returns
        return returns.filter(**{"replaces" if value == Outcome.REPLACE else "credits": True})
