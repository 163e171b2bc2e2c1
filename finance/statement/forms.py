"""Entering a statement: for whom, of which side, over which days; it has no lines to type."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.forms import HeadForm, LineForm, Row
from finance.parties.models import Side
from finance.statement.models import StatementLine
from masterdata.models import Party
from ui.forms import DateField, Form, IntegerField, LookupField
from ui.periods import PRESETS


class PeriodForm(Form):
    """Side and days, as every form of statements asks for them; last month to begin with."""

    side = forms.ChoiceField(label=_("Side"), choices=Side.choices, initial=Side.PAYABLE)
    first = DateField(label=_("First day"))
    last = DateField(label=_("Last day"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and first > last:
            self.add_error("last", _("The first day lies after the last one."))
        if last and last > timezone.localdate():
            self.add_error("last", _("The last day lies in the future; choose an earlier one."))
        return data


def last_month(today: date | None = None) -> dict[str, Any]:
    span = PRESETS["last_month"].span(today or timezone.localdate())
    return {"first": span.first, "last": span.last}


class StatementHeadForm(PeriodForm, HeadForm):
    optional_party = False

    party = LookupField("party", Party.objects.all(), label=_("Party"))
    reply_days = IntegerField(
        label=_("Reply within (days)"), min_value=1, max_value=90, initial=7, required=False
    )

    field_order: ClassVar[tuple[str, ...]] = ("party", "side", "first", "last", "reply_days")

    @classmethod
    def starting(cls, document_type: Any, user: Any) -> Row:
        start = super().starting(document_type, user)
        return start | last_month() | {"side": Side.PAYABLE, "reply_days": 7}

    def clean_reply_days(self) -> int:
        return self.cleaned_data["reply_days"] or 7


class StatementLineForm(LineForm):
    """Nothing of a line is typed; a line in the form would be a forgery and is dropped."""

    model = StatementLine
    grid_context: ClassVar[dict[str, str]] = {}

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        return []
