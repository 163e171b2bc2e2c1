"""The columns and conditions of the in-times: each clock, and each person's record."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from documents.pages import url_for
from masterdata.calendar import firm_calendar
from masterdata.models import User
from orders.in_times import clocks
from orders.in_times.models import InTime, Rule
from orders.in_times.record import Record
from ui.filters import ChoiceFilter, FilterSet, FlagFilter, LookupFilter, PeriodFilter, TextFilter
from ui.tables import (
    Column,
    CountColumn,
    LinkColumn,
    PercentColumn,
    QuantityColumn,
    Table,
    TimeColumn,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from masterdata.workdays import Calendar


def paper_of(record: Any) -> str:
    return url_for(record.document)


class InTimeTable(Table):
    selectable: ClassVar[bool] = True
    frozen: ClassVar[int] = 2

    rule = Column(_("In-time"), accessor="get_rule_display", order_by=("rule",))
    number = LinkColumn(_("Document"), accessor="document__number", url=paper_of, css="g-code")
    party = Column(_("Customer"), accessor="document__party__name")
    person = Column(_("Person"), accessor="who", order_by=("person__full_name",))
    started_at = TimeColumn(_("Started"))
    due_at = TimeColumn(_("Due"))
    stopped_at = TimeColumn(_("Stopped"))
    minutes = CountColumn(_("Working minutes"))
    late_by = CountColumn(_("Late by (working minutes)"), accessor="due_at", orderable=False)
    escalated_at = TimeColumn(_("Passed on to the superior"), shown=False)

    class Meta(Table.Meta):
        empty_text = _("No clock ran in this time.")

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def calendar(self) -> "Calendar":
        return firm_calendar()

    def render_late_by(self, record: Any) -> str:
        late = self.value_late_by(record)
        return "" if late is None else str(late)

    def value_late_by(self, record: Any) -> int | None:
        end = record.stopped_at or self.now
        if record.was_dropped or end <= record.due_at:
            return None
        return self.calendar.working_minutes_between(record.due_at, end)

    def row_url(self, record: Any) -> str:
        return paper_of(record)

    def row_tone(self, record: Any) -> str:
        """What is late and still runs asks for something to be done; what is past is only told."""
        if record.was_dropped:
            return "void"
        if record.is_running:
            return "bad" if self.now > record.due_at else ""
        return "warning" if record.stopped_at > record.due_at else ""

    def tickable(self, record: Any) -> bool:
        """Only what is running can be urged."""
        return bool(record.is_running)


class InTimeFilter(FilterSet):
    more_filters: ClassVar[tuple[str, ...]] = ("running",)

    text = TextFilter(
        fields=("document__number", "document__party__name", "document__party__pinyin"),
        label=_("Document or customer"),
    )
    rule = ChoiceFilter(label=_("In-time"), choices=Rule.choices)
    person = LookupFilter("user", queryset=User.objects.all(), label=_("Person"))
    started = PeriodFilter(field_name="started_at", label=_("Started"))
    late = FlagFilter(label=_("Late only"), method="by_late")
    running = FlagFilter(label=_("Running only"), method="by_running")

    class Meta(FilterSet.Meta):
        model = InTime
        fields: ClassVar[list[str]] = []

    def by_late(self, found: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return found.filter(clocks.late(now=timezone.now())) if value else found

    def by_running(self, found: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return found.filter(stopped_at__isnull=True) if value else found


class RecordFilter(InTimeFilter):
    """The record is of a time: this month, unless another is asked for."""

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        return {"started": "this_month"}


class RecordTable(Table):
    frozen: ClassVar[int] = 2

    name = Column(_("Person"), orderable=False)
    rule = Column(_("In-time"), accessor="rule_label", orderable=False)
    count = CountColumn(_("Judged"), footer="sum", orderable=False)
    on_time = CountColumn(_("Of which on time"), footer="sum", orderable=False)
    late = CountColumn(_("Of which late"), footer="sum", blank_zero=True, orderable=False)
    percent = PercentColumn(_("On time (%)"), orderable=False)
    median = QuantityColumn(_("Median (working minutes)"), decimals=1, orderable=False)

    class Meta(Table.Meta):
        empty_text = _("No clock ran in this time.")

    def row_url(self, record: Record) -> str:
        return record.url
