"""Who tells delays ten days ahead: notices by purchaser, on time, late and never sent (T8)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.models import Document
from documents.pages.doors import require_reader
from masterdata.models import User
from purchasing.delay_notice.lists import with_dates
from purchasing.delay_notice.models import DAYS_AHEAD
from purchasing.delay_notice.pages import NOTICE_PAGES
from ui.filters import FilterSet, LookupFilter, PeriodFilter
from ui.listing import listing
from ui.tables import Column, CountColumn, PercentColumn, Table

if TYPE_CHECKING:
    from ui.periods import Span


@dataclass(frozen=True)
class Kept:
    """One purchaser's notices; those not sent count against him once their day has passed."""

    pk: int
    name: str
    sent: int
    on_time: int
    overdue: int

    @property
    def late(self) -> int:
        return self.sent - self.on_time

    @property
    def percent(self) -> int:
        return share(self.on_time, of=self.sent + self.overdue)


def share(part: int, *, of: int) -> int:
    """Whole percent; where nothing was due, nothing was missed."""
    return round(100 * part / of) if of else 100


def kept_by_buyer(span: "Span | None", *, handler: User | None, today: date) -> list[Kept]:
    """Two queries, however many notices there are."""
    notices = Document.objects.filter(type="delay_notice").exclude(state="void")
    if span and span.first:
        notices = notices.filter(date__gte=span.first)
    if span and span.last:
        notices = notices.filter(date__lte=span.last)
    if handler is not None:
        notices = notices.filter(handler=handler)
    is_sent = Q(delaynotice__sent_on__isnull=False)
    rows = (
        notices.order_by()
        .values("handler_id")
        .annotate(
            sent=Count("pk", filter=is_sent),
            on_time=Count("pk", filter=Q(delaynotice__on_time=True)),
            overdue=Count("pk", filter=Q(pk__in=_past_their_day(today))),
        )
    )
    found = {row["handler_id"]: row for row in rows if row["sent"] or row["overdue"]}
    people = User.objects.in_bulk([pk for pk in found if pk])
    kept = [
        Kept(
            pk or 0,
            people[pk].display_name if pk else "—",
            row["sent"],
            row["on_time"],
            row["overdue"],
        )
        for pk, row in found.items()
    ]
    return sorted(kept, key=lambda row: (row.percent, row.name))


def _past_their_day(today: date) -> Any:
    drafts = with_dates(Document.objects.filter(type="delay_notice", state="draft"))
    return drafts.filter(contract_on__lt=today + timedelta(days=DAYS_AHEAD)).values("pk")


class KeptTable(Table):
    name = Column(_("Purchaser"), orderable=False)
    sent = CountColumn(_("Notices sent"), footer="sum", orderable=False)
    on_time = CountColumn(_("Of which on time"), footer="sum", orderable=False)
    late = CountColumn(_("Of which late"), footer="sum", blank_zero=True, orderable=False)
    overdue = CountColumn(_("Not sent and overdue"), footer="sum", blank_zero=True, orderable=False)
    percent = PercentColumn(_("Kept"), orderable=False)

    def render_percent(self, value: int) -> Any:
        """Anything less than all of them stands out."""
        text = f"{value}%"
        return format_html('<span class="g-negative">{}</span>', text) if value < 100 else text

    def row_url(self, record: Any) -> str:
        if not record.pk:
            return ""
        return NOTICE_PAGES.url("list", view="all", handler=record.pk)


class KeptFilter(FilterSet):
    date = PeriodFilter(label=_("Document date"))
    handler = LookupFilter("user", queryset=User.objects.all(), label=_("Purchaser"))


@require_GET
def compliance(request: HttpRequest) -> HttpResponse:
    require_reader(request, NOTICE_PAGES)

    def rows(conditions: FilterSet) -> list[Kept]:
        handler = conditions.form.cleaned_data.get("handler")
        return kept_by_buyer(conditions.period(), handler=handler, today=timezone.localdate())

    return listing(
        request,
        queryset=rows,
        table_class=KeptTable,
        filter_class=KeptFilter,
        title=_("Delays told ten days ahead"),
        extra={
            "back_url": reverse("delay_notice_list"),
            "note": gettext(
                "On time is what was sent ten calendar days before the contract date at the"
                " latest. A draft whose day has passed counts as missed."
            ),
        },
    )
