"""The list of returns: what comes back on which delivery, why, to what outcome, and what waits."""

from typing import Any, ClassVar

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable
from inventory.places.models import Warehouse
from masterdata.models import Region, User
from orders.sales_return.models import Outcome, SalesReturnLine
from ui.filters import ChoiceFilter, FlagFilter, LookupFilter, PeriodFilter, TextFilter
from ui.tables import Column, DateColumn, MoneyColumn, QuantityColumn, TimeColumn, UserColumn

NOT_POSTED = ("applied", "approving", "approved", "received", "graded", "drawn")
LABELS = dict(Outcome.choices)


def with_figures(returns: "QuerySet[Any]") -> "QuerySet[Any]":
    """Sums of the lines, the first delivery's number and outcome: one query for the page."""
    lines = SalesReturnLine._base_manager.filter(body_id=OuterRef("pk")).order_by()

    def total(name: str) -> Subquery:
        return Subquery(lines.values("body_id").annotate(sum=Sum(name)).values("sum"))

    first = lines.order_by("line_no")
    number = first.filter(delivery_line__isnull=False).values("delivery_line__body__head__number")[
        :1
    ]
    return returns.annotate(
        quantity=total("base_quantity"),
        net=total("net"),
        counted=total("counted"),
        taken=total("taken"),
        delivery_number=Subquery(number, output_field=CharField()),
        line_reason=Subquery(first.exclude(reason="").values("reason")[:1]),
        first_outcome=Subquery(first.values("outcome")[:1]),
        first_wish=Subquery(first.values("wish")[:1]),
    )


class ReturnTable(DocumentTable):
    delivery_number = Column(_("Original delivery"), css="g-code")
    quantity = QuantityColumn(_("Applied for"), footer="sum", blank_zero=True)
    counted = QuantityColumn(_("Counted quantity"), footer="sum", blank_zero=True)
    taken = QuantityColumn(_("Accepted back"), footer="sum", blank_zero=True)
    net = MoneyColumn(_("Net amount"), priced=True, footer="sum", blank_zero=True, shown=False)
    reason = Column(_("Reason of return"), accessor="pk", orderable=False)
    outcome = Column(_("Outcome"), accessor="pk", orderable=False)
    region = Column(_("Region"), accessor="party__region__name", shown=False)
    warehouse = Column(_("Warehouse"), accessor="salesreturn__warehouse__name")
    valid_until = DateColumn(_("Approval valid until"), accessor="salesreturn__valid_until")
    received_at = TimeColumn(_("Received at"), accessor="salesreturn__received_at")
    graded_by = UserColumn(
        _("Graded by"),
        accessor="salesreturn__graded_by",
        order_by=("salesreturn__graded_by__full_name",),
        shown=False,
    )
    replied_at = TimeColumn(_("Replied at"), accessor="salesreturn__replied_at")
    confirmed_by = Column(
        _("Confirmed by the customer"), accessor="salesreturn__confirmed_by", shown=False
    )

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "state",
            "party",
            "delivery_number",
            "goods",
            "quantity",
            "counted",
            "taken",
            "total",
            "reason",
            "outcome",
            "warehouse",
            "valid_until",
            "received_at",
            "replied_at",
            "handler",
            "remark",
            "...",
        )

    def render_reason(self, record: Any) -> str:
        return self.value_reason(record)

    def value_reason(self, record: Any) -> str:
        return record.salesreturn.reason or record.line_reason or ""

    def render_outcome(self, record: Any) -> str:
        return self.value_outcome(record)

    def value_outcome(self, record: Any) -> str:
        """What became of the first line; before the grading, what the customer wishes."""
        found = record.first_outcome or record.first_wish
        return str(LABELS.get(found, ""))


class ReturnFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = (
        "handler",
        "maker",
        "item",
        "warehouse",
        "region",
        "owner",
        "delivery",
        "reason",
        "outcome",
        "received",
    )

    not_posted = FlagFilter(label=_("Not posted yet"), method="by_not_posted")
    not_told = FlagFilter(label=_("Reply owed"), method="by_not_told")
    expired = FlagFilter(label=_("Approval ran out"), method="by_expired")
    different = FlagFilter(label=_("Differs from the application"), method="by_different")
    warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        field_name="salesreturn__warehouse",
        label=_("Warehouse"),
    )
    region = LookupFilter(
        "region", queryset=Region.objects.all(), field_name="party__region", label=_("Region")
    )
    owner = LookupFilter(
        "user",
        queryset=User.objects.all(),
        field_name="party__owner",
        label=_("Sales representative"),
    )
    delivery = TextFilter(
        fields=("salesreturn__lines__delivery_line__body__head__number",),
        label=_("Original delivery"),
    )
    reason = TextFilter(
        fields=("salesreturn__reason", "salesreturn__lines__reason"), label=_("Reason of return")
    )
    outcome = ChoiceFilter(label=_("Outcome"), choices=Outcome.choices, method="by_outcome")
    received = PeriodFilter(field_name="salesreturn__received_at", label=_("Received at"))

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        joined = queryset.select_related("salesreturn__graded_by", "party__region")
        return super().filter_queryset(with_figures(joined))

    def by_not_posted(self, returns: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return returns.filter(state__in=NOT_POSTED) if value else returns

    def by_not_told(self, returns: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return returns.filter(state="posted") if value else returns

    def by_expired(self, returns: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        late = Q(state="approved", salesreturn__valid_until__lt=timezone.localdate())
        return returns.filter(late) if value else returns

    def by_different(self, returns: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        """差异: something else was counted than was announced."""
        lines = SalesReturnLine._base_manager.filter(counted__isnull=False)
        other = lines.exclude(counted=F("base_quantity")).order_by().values("body_id")
        return returns.filter(pk__in=other) if value else returns

    def by_outcome(self, returns: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        if not value:
            return returns
        lines = SalesReturnLine._base_manager
        found = lines.filter(Q(outcome=value) | Q(outcome="", wish=value))
        return returns.filter(pk__in=found.order_by().values("body_id"))
