"""迟报: who owes which daily paper since when, and each desk's punctuality by month."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import DateField, DateTimeField, F, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents import registry
from documents.models import Document
from documents.pages import url_for
from documents.pages.doors import person
from documents.tables import state_of
from documents.visibility import may_read, visible_to
from masterdata.calendar import firm_calendar
from masterdata.models import Region, User
from orders.daily_papers import late
from orders.sales_report.periods import Kind, words_of
from ui.filters import ChoiceFilter, FilterSet, FlagFilter, LookupFilter, PeriodFilter
from ui.listing import listing
from ui.periods import Span
from ui.tables import (
    BadgeColumn,
    Column,
    CountColumn,
    LinkColumn,
    PercentColumn,
    Table,
    TimeColumn,
    UserColumn,
)

TITLE = _("Late reports")
STOCK_LIST = "stock_list"
KINDS = (*Kind.choices, (STOCK_LIST, _("Finished-goods stock list")))


def report_of(document: Any) -> Any:
    if document.type == STOCK_LIST:
        return registry.get(STOCK_LIST).label
    return Kind(document.salesreport.kind).label


def time_words(document: Any) -> str:
    if document.type == STOCK_LIST:
        return f"{document.stocklist.day:%Y-%m-%d}"
    return words_of(document.salesreport.kind, document.salesreport.day)


def region_of(document: Any) -> str:
    if document.type == STOCK_LIST:
        return ""
    region = document.salesreport.region
    return str(region) if region else gettext("The whole firm")


class LateTable(Table):
    frozen: ClassVar[int] = 1

    number = LinkColumn(_("Number"), url=url_for, css="g-code")
    report = Column(_("Report"), accessor="type", orderable=False)
    time = Column(_("Time it tells of"), accessor="first_day")
    region = Column(_("Region"), accessor="pk", order_by=("salesreport__region__code",))
    maker = UserColumn(_("Owed by"), accessor="maker", order_by=("maker__full_name",))
    due_at = TimeColumn(_("Due"))
    submitted_at = TimeColumn(_("Submitted at"))
    late_by = CountColumn(_("Working days late"), accessor="due_at", orderable=False)
    state = BadgeColumn(_("State"), badge_of=state_of)

    class Meta(Table.Meta):
        empty_text = _("No report is late in this time.")

    def render_report(self, record: Any) -> str:
        return str(report_of(record))

    def value_report(self, record: Any) -> str:
        return str(report_of(record))

    def render_time(self, record: Any) -> str:
        return time_words(record)

    def value_time(self, record: Any) -> str:
        return time_words(record)

    def render_region(self, record: Any) -> str:
        return region_of(record)

    def value_region(self, record: Any) -> str:
        return region_of(record)

    @cached_property
    def now(self) -> Any:
        return timezone.now()

    def value_late_by(self, record: Any) -> int:
        """0 is late on the day itself."""
        end = record.submitted_at or self.now
        first, last = timezone.localdate(record.due_at), timezone.localdate(end)
        return max(firm_calendar().working_days_between(first, last), 0)

    def render_late_by(self, record: Any) -> str:
        return str(self.value_late_by(record))

    def row_url(self, record: Any) -> str:
        return url_for(record)

    def row_tone(self, record: Any) -> str:
        return "bad" if record.submitted_at is None else "warning"


class LateFilter(FilterSet):
    kind = ChoiceFilter(label=_("Report"), choices=KINDS, method="by_kind")
    due = PeriodFilter(label=_("Due"), method="by_due")
    region = LookupFilter(
        "region", queryset=Region.objects.all(), field_name="salesreport__region", label=_("Region")
    )
    maker = LookupFilter(
        "user", queryset=User.objects.all(), field_name="maker", label=_("Owed by")
    )
    owed = FlagFilter(label=_("Not handed in yet"), method="by_owed")

    class Meta(FilterSet.Meta):
        model = Document
        fields: ClassVar[list[str]] = []

    def by_kind(self, found: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        if not value:
            return found
        if value == STOCK_LIST:
            return found.filter(type=STOCK_LIST)
        return found.filter(salesreport__kind=value)

    def by_due(self, found: "QuerySet[Any]", name: str, value: Span | None) -> "QuerySet[Any]":
        """The days of the firm's clock, both included."""
        first, last = value or Span(None, None)
        found = found.filter(due_at__date__gte=first) if first else found
        return found.filter(due_at__date__lte=last) if last else found

    def by_owed(self, found: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        now = timezone.now()
        return found.filter(late.any_of(late.owed, now=now)) if value else found


class RecordFilter(LateFilter):
    """The record is of a time: this year, unless another is asked for."""

    owed = None  # type: ignore[assignment]

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        return {"due": "this_year"}


class RecordTable(Table):
    frozen: ClassVar[int] = 1

    month = Column(_("Month"), orderable=False)
    report = Column(_("Report"), orderable=False)
    region = Column(_("Region"), orderable=False)
    due = CountColumn(_("Reports due"), footer="sum", orderable=False)
    on_time = CountColumn(_("Of which on time"), footer="sum", orderable=False)
    late = CountColumn(_("Of which late"), footer="sum", blank_zero=True, orderable=False)
    percent = PercentColumn(_("On time (%)"), orderable=False)

    class Meta(Table.Meta):
        empty_text = _("No report was due in this time.")

    def render_month(self, value: Any) -> str:
        return f"{value:%Y-%m}"

    def value_month(self, value: Any) -> str:
        return f"{value:%Y-%m}"

    def row_url(self, record: Any) -> str:
        return str(record.url)


def papers_for(request: HttpRequest) -> "QuerySet[Any]":
    """Daily papers of the regions and stores that this user may know of."""
    user = person(request)
    if not any(may_read(registry.get(code), user) for code in late.PAPERS):
        raise PermissionDenied(
            gettext("The daily reports are shown to sales, the store and the managers.")
        )
    papers = visible_to(user).filter(type__in=late.PAPERS).exclude(state="void")
    return papers.select_related("salesreport__region", "stocklist", "maker").annotate(
        due_at=Coalesce("salesreport__due_at", "stocklist__due_at", output_field=DateTimeField()),
        submitted_at=Coalesce(
            "salesreport__submitted_at", "stocklist__submitted_at", output_field=DateTimeField()
        ),
        first_day=Coalesce("salesreport__day", "stocklist__day", output_field=DateField()),
    )


@require_GET
def late_reports(request: HttpRequest) -> HttpResponse:
    """What is owed longest stands first, below it what came late."""
    now = timezone.now()
    found = papers_for(request).filter(late.any_of(late.late, now=now))
    return listing(
        request,
        queryset=found.order_by(F("submitted_at").asc(nulls_first=True), "due_at", "pk"),
        table_class=LateTable,
        filter_class=LateFilter,
        title=TITLE,
        extra={"tabs": _tabs("late_reports")},
    )


@require_GET
def punctuality(request: HttpRequest) -> HttpResponse:
    """Month by month: how many reports of a kind and region were due, and how many in time."""
    papers = papers_for(request)
    now = timezone.now()

    def rows(conditions: FilterSet) -> list[late.Record]:
        return late.records(
            (timezone.localtime(each.due_at), report_of(each), region_of(each), _late(each, now))
            for each in conditions.filter_queryset(papers).order_by("pk")
            if each.due_at and (each.submitted_at or each.due_at < now)
        )

    return listing(
        request,
        queryset=rows,
        table_class=RecordTable,
        filter_class=RecordFilter,
        title=TITLE,
        extra={"tabs": _tabs("report_punctuality")},
    )


def _late(document: Any, now: Any) -> bool:
    body = document.stocklist if document.type == STOCK_LIST else document.salesreport
    return bool(body.late_at(now))


def _tabs(current: str) -> list[dict[str, Any]]:
    tabs = (
        ("late_reports", _("Late"), reverse("late_reports")),
        ("report_punctuality", _("On time by month"), reverse("report_punctuality")),
    )
    return [
        {"label": label, "url": url, "is_current": name == current} for name, label, url in tabs
    ]
