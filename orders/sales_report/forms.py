"""The entry form: which report, of which region and time, and what is said beside the figures."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, LineForm, Row
from masterdata.models import Party, Region, User
from orders.sales_report.access import covers
from orders.sales_report.effects import columns_of
from orders.sales_report.flow import number_of
from orders.sales_report.models import SalesReport, SalesReportLine
from orders.sales_report.periods import Kind, time_of
from ui.forms import DateField, LookupField, longest

MOST_COMPLAINTS = 9999


class ReportHeadForm(HeadForm):
    party = None
    wide_fields = ("exceptions", "remark")

    kind = forms.ChoiceField(label=_("Report"), choices=Kind.choices, initial=Kind.DAILY)
    region = LookupField(
        "region",
        Region.objects.all(),
        label=_("Region"),
        required=False,
        help_text=_("Empty: the whole firm."),
    )
    day = DateField(label=_("Day or first day"), help_text=_("Any day of the time it tells of."))
    complaints = forms.IntegerField(
        label=_("Complaints"), min_value=0, max_value=MOST_COMPLAINTS, required=False
    )
    exceptions = forms.CharField(
        label=_("What was unusual"),
        max_length=longest(SalesReport, "exceptions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        start = super().starting(document_type, user)
        return start | {"kind": Kind.DAILY, "region": user.region_id, "day": timezone.localdate()}

    def clean_region(self) -> Region | None:
        region: Region | None = self.cleaned_data["region"]
        kept = self.document is not None and region == self.document.salesreport.region  # type: ignore[attr-defined]
        if not kept and not covers(self.user, region.pk if region else None):
            raise forms.ValidationError(
                gettext("You draw up the reports of %(region)s; choose that one.")
                % {"region": self.user.region}
            )
        return region

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        kind = self.cleaned_data.get("kind", Kind.DAILY)
        if time_of(kind, day).first > timezone.localdate():
            raise forms.ValidationError(
                gettext("This time has not come yet; choose today or an earlier day.")
            )
        return day

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        found = self.cleaned_data
        if {"kind", "region", "day"} <= found.keys():
            region = found["region"].pk if found["region"] else None
            besides = self.document.pk if self.document else None
            number = number_of(found["kind"], region, found["day"], besides=besides)
            if number:
                words = gettext(
                    "%(number)s is this report already; use that one, or void it first."
                )
                self.add_error("day", words % {"number": number})
        return cleaned

    @property
    def body(self) -> Row:
        """The time is held from the first save on, so that nobody begins a second report."""
        found = self.cleaned_data
        return super().body | columns_of(found["kind"], found["day"])


class ReportLineForm(LineForm):
    model = SalesReportLine

    party = LookupField("customer", Party.objects.filter(is_customer=True), label=_("Customer"))
    note = forms.CharField(label=_("Remark"), max_length=longest(SalesReportLine, "note"))

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """Several notes to one customer become one: he has one row in the report."""
        found: dict[int, Row] = {}
        for row in rows:
            known = found.get(row["party"].pk)
            if known is None:
                found[row["party"].pk] = row
            else:
                joined = f"{known['note']}；{row['note']}"
                known["note"] = joined[: longest(SalesReportLine, "note")]
        return list(found.values())
