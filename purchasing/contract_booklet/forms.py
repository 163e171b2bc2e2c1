"""The entry form of the booklet: which month, and why a number is missing; the rest is read."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, LineForm, Row
from masterdata.models import User
from purchasing.contract_booklet.collecting import rows_of
from purchasing.contract_booklet.models import ContractBooklet, ContractBookletLine
from purchasing.contract_booklet.months import first_of, to_bind
from ui.forms import DateField


class BookletHeadForm(HeadForm):
    party = None
    month = DateField(label=_("Month"), help_text=_("Any day of the month."))

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        return super().starting(document_type, user) | {"month": to_bind(timezone.localdate())[-1]}

    def clean_month(self) -> date:
        month = first_of(self.cleaned_data["month"])
        if month > timezone.localdate():
            raise ValidationError(_("This month lies in the future; choose one with contracts."))
        others = ContractBooklet.objects.filter(month=month).exclude(head__state="void")
        if self.document is not None:
            others = others.exclude(pk=self.document.pk)
        other = others.select_related("head").first()
        if other is not None:
            raise ValidationError(
                _("%(number)s is about this month already; edit that one, or void it first."),
                params={"number": other.head.number},
            )
        return month


class BookletLineForm(LineForm):
    """Only the explanation is typed; the number it belongs to is the stored line's."""

    model = ContractBookletLine

    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=int(ContractBookletLine._meta.get_field("explanation").max_length or 0),
        required=False,
    )

    def row(self, head: HeadForm) -> Row:
        number = self.initial.get("contract_number", "")
        return super().row(head) | {"contract_number": number}

    @classmethod
    def stored(cls, line: Any) -> Row:
        shown = {
            "kind_text": line.get_kind_display(),
            "fulfilment_text": line.get_fulfilment_display(),
        }
        return super().stored(line) | shown

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """Saving gathers the month anew: a draft never says what the orders no longer say."""
        explained = {row["contract_number"]: row["explanation"] for row in rows}
        return rows_of(head.cleaned_data["month"], explained=explained)
