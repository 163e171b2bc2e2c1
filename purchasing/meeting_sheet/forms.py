"""The entry form: the week, and line by line what shall be paid in it."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, LineForm, Row
from masterdata.models import Party, User
from purchasing.meeting_sheet.models import (
    MeetingSheetLine,
    Method,
    Priority,
    coming_week,
)
from purchasing.meeting_sheet.queries import number_of_week
from purchasing.meeting_sheet.weeks import monday_of
from ui.forms import DateField, DecimalField, LookupField, longest

LARGEST = Decimal("9999999999999.99")


class SheetHeadForm(HeadForm):
    party = None
    week_on = DateField(
        label=_("Week from"), help_text=_("Any day of the week; its Monday is kept.")
    )

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        return super().starting(document_type, user) | {"week_on": coming_week()}

    def clean_week_on(self) -> date:
        week = monday_of(self.cleaned_data["week_on"])
        number = number_of_week(week, besides=self.document.pk if self.document else None)
        if number:
            raise forms.ValidationError(
                gettext(
                    "%(number)s is the sheet of this week already; use that one, or void it first."
                )
                % {"number": number}
            )
        return week

    @property
    def body(self) -> Row:
        """The week is held from the first save on, so that nobody begins a second sheet."""
        return super().body | {"held_week": self.cleaned_data["week_on"]}


class SheetLineForm(LineForm):
    model = MeetingSheetLine

    party = LookupField("supplier", Party.objects.filter(is_supplier=True), label=_("Supplier"))
    contract_number = forms.CharField(
        label=_("Contract or order"),
        max_length=longest(MeetingSheetLine, "contract_number"),
        required=False,
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=longest(MeetingSheetLine, "purpose"))
    planned_on = DateField(label=_("Planned day"))
    amount = DecimalField(label=_("Amount"), places=2, min_value=Decimal("0.01"), max_value=LARGEST)
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority.choices, coerce=int, initial=Priority.NORMAL
    )
    method = forms.ChoiceField(
        label=_("Payment method"), choices=Method.choices, initial=Method.TRANSFER
    )
    line_remark = forms.CharField(
        label=_("Line remark"), max_length=longest(MeetingSheetLine, "line_remark"), required=False
    )
