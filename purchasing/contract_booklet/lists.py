"""The list of booklets: the month, its contracts and gaps, and whether it was bound in time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable
from purchasing.contract_booklet.models import ContractBookletLine, Kind
from ui.filters import FlagFilter, PeriodFilter, TextFilter
from ui.tables import BadgeColumn, CountColumn, DateColumn


@dataclass(frozen=True)
class Badge:
    label: Any
    tone: str


def with_counts(booklets: "QuerySet[Any]") -> "QuerySet[Any]":
    lines = ContractBookletLine.objects.filter(body_id=OuterRef("pk")).order_by()

    def count(*kinds: str) -> Coalesce:
        found = lines.filter(kind__in=kinds).values("body_id").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(found), 0)

    return booklets.annotate(
        contracts=count(Kind.CONTRACT), voids=count(Kind.VOID), gaps=count(Kind.MISSING)
    )


def punctuality(_value: Any, record: Any) -> Badge:
    body = record.contractbooklet
    if body.on_time is not None:
        return Badge(_("On time"), "good") if body.on_time else Badge(_("Late"), "bad")
    if record.state == "void" or body.due_on is None:
        return Badge("", "void")
    late = body.due_on < timezone.localdate()
    return Badge(_("Late"), "bad") if late else Badge(_("Not submitted yet"), "neutral")


class BookletTable(DocumentTable):
    party = None
    goods = None
    month = DateColumn(_("Month"), accessor="contractbooklet__month")
    contracts = CountColumn(_("Contracts"), footer="sum", blank_zero=True)
    voids = CountColumn(_("Void numbers"), footer="sum", blank_zero=True)
    gaps = CountColumn(_("Missing numbers"), footer="sum", blank_zero=True)
    due_on = DateColumn(_("Due"), accessor="contractbooklet__due_on")
    submitted_on = DateColumn(_("Submitted on"), accessor="contractbooklet__submitted_on")
    on_time = BadgeColumn(_("Punctuality"), accessor="pk", badge_of=punctuality, orderable=False)

    class Meta(DocumentTable.Meta):
        sequence = (
            "month",
            "number",
            "contracts",
            "voids",
            "gaps",
            "total",
            "due_on",
            "submitted_on",
            "on_time",
            "state",
            "handler",
            "approver",
            "remark",
            "...",
        )

    def render_month(self, value: date) -> str:
        return f"{value:%Y-%m}"


class BookletFilter(DocumentFilter):
    party = None
    month = PeriodFilter(field_name="contractbooklet__month", label=_("Month"))
    contract = TextFilter(
        fields=("contractbooklet__lines__contract_number",), label=_("Contract No.")
    )
    late = FlagFilter(label=_("Submitted late"), method="by_late")

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter_queryset(with_counts(queryset))

    def by_late(self, booklets: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        late = booklets.filter(contractbooklet__submitted_on__gt=F("contractbooklet__due_on"))
        return late if value else booklets
