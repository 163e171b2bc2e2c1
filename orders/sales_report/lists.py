"""The list of sales reports: which, of whom, in time or not, and what they came to."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable
from masterdata.models import Region
from orders.daily_papers.punctual import badge_of, late_only
from orders.sales_report.flow import SALES_REPORT
from orders.sales_report.periods import Kind, words_of
from ui.filters import ChoiceFilter, FlagFilter, LookupFilter, PeriodFilter
from ui.tables import BadgeColumn, Column, MoneyColumn, TimeColumn

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ReportTable(DocumentTable):
    party = None
    goods = None
    total = None
    kind = Column(_("Report"), accessor="salesreport__kind")
    time = Column(_("Time it tells of"), accessor="salesreport__day")
    # By the key, for a report of no region is of the whole firm, and says so.
    region = Column(_("Region"), accessor="pk", order_by=("salesreport__region__code",))
    ordered = MoneyColumn(_("Ordered"), accessor="salesreport__ordered", priced=True)
    sales = MoneyColumn(_("Net sales"), accessor="salesreport__sales", priced=True)
    received = MoneyColumn(
        _("Paid in by the customer"), accessor="salesreport__received", priced=True
    )
    due_at = TimeColumn(_("Due"), accessor="salesreport__due_at")
    submitted_at = TimeColumn(_("Submitted at"), accessor="salesreport__submitted_at")
    on_time = BadgeColumn(
        _("Punctuality"), accessor="pk", badge_of=badge_of("salesreport"), orderable=False
    )

    class Meta(DocumentTable.Meta):
        sequence = (
            "kind",
            "time",
            "region",
            "number",
            "state",
            "ordered",
            "sales",
            "received",
            "due_at",
            "submitted_at",
            "on_time",
            "...",
        )

    def render_kind(self, record: Any) -> str:
        return str(Kind(record.salesreport.kind).label)

    def value_kind(self, record: Any) -> str:
        return self.render_kind(record)

    def render_time(self, record: Any) -> str:
        return words_of(record.salesreport.kind, record.salesreport.day)

    def value_time(self, record: Any) -> str:
        return self.render_time(record)

    def render_region(self, record: Any) -> str:
        return region_words(record.salesreport)

    def value_region(self, record: Any) -> str:
        return region_words(record.salesreport)


def region_words(body: Any) -> str:
    return str(body.region) if body.region else gettext("The whole firm")


class ReportFilter(DocumentFilter):
    document_type = SALES_REPORT
    more_filters = ("date", "handler", "maker")
    party = None
    item = None
    kind = ChoiceFilter(field_name="salesreport__kind", label=_("Report"), choices=Kind.choices)
    day = PeriodFilter(field_name="salesreport__day", label=_("Time it tells of"))
    region = LookupFilter(
        "region", queryset=Region.objects.all(), field_name="salesreport__region", label=_("Region")
    )
    late = FlagFilter(label=_("Late only"), method="by_late")

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter_queryset(queryset).select_related("salesreport__region")

    def by_late(self, found: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return late_only("salesreport", found, value)
