"""The list of notices, each with the day it was to be sent by and whether that was kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable
from purchasing.delay_notice.models import DelayNoticeLine, Origin, deadline_of
from ui.filters import ChoiceFilter, FlagFilter, TextFilter
from ui.tables import BadgeColumn, Column, DateColumn


@dataclass(frozen=True)
class Badge:
    label: Any
    tone: str


IN_TIME, TOO_LATE = Badge(_("On time"), "good"), Badge(_("Late"), "bad")
STILL_OPEN, NEVER = Badge(_("Not sent yet"), "neutral"), Badge("", "void")


def with_dates(notices: "QuerySet[Any]") -> "QuerySet[Any]":
    """The earliest contract date and the first new promise of the lines, by sub-select."""
    lines = DelayNoticeLine.objects.filter(body_id=OuterRef("pk")).order_by().values("body_id")
    return notices.annotate(
        contract_on=Subquery(lines.annotate(day=Min("contract_on")).values("day")),
        promised_on=Subquery(lines.annotate(day=Min("promised_on")).values("day")),
    )


def punctuality(_value: Any, record: Any) -> Badge:
    """Late is what was sent too late, and what is not sent though its day has passed."""
    on_time = record.delaynotice.on_time
    if on_time is not None:
        return IN_TIME if on_time else TOO_LATE
    if record.state == "void" or record.contract_on is None:
        return NEVER
    return TOO_LATE if deadline_of(record.contract_on) < timezone.localdate() else STILL_OPEN


class NoticeTable(DocumentTable):
    total = None
    order_number = Column(
        _("Purchase order"), accessor="delaynotice__order__head__number", css="g-code"
    )
    contract_number = Column(
        _("Contract number"), accessor="delaynotice__order__contract_number", shown=False
    )
    contract_on = DateColumn(_("Contract date"))
    promised_on = DateColumn(_("New promise"))
    deadline = DateColumn(_("To be sent by"), accessor="contract_on", order_by=("contract_on",))
    sent_on = DateColumn(_("Sent on"), accessor="delaynotice__sent_on")
    on_time = BadgeColumn(_("Ten days ahead"), accessor="pk", badge_of=punctuality, orderable=False)
    origin = Column(_("Why it was written"), accessor="delaynotice__origin", shown=False)

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "state",
            "order_number",
            "party",
            "goods",
            "contract_on",
            "promised_on",
            "deadline",
            "sent_on",
            "on_time",
            "handler",
            "remark",
            "...",
        )

    def render_deadline(self, value: date) -> str:
        return f"{deadline_of(value):%Y-%m-%d}"

    def value_deadline(self, value: date) -> date:
        return deadline_of(value)


class NoticeFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = ("handler", "maker", "item", "order", "origin")

    too_late = FlagFilter(label=_("Told too late"), method="by_too_late")
    order = TextFilter(
        fields=("delaynotice__order__head__number", "delaynotice__order__contract_number"),
        label=_("Purchase order"),
    )
    origin = ChoiceFilter(
        field_name="delaynotice__origin", label=_("Why it was written"), choices=Origin.choices
    )

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter_queryset(with_dates(queryset))

    def by_too_late(self, notices: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return notices.filter(delaynotice__on_time=False) if value else notices
