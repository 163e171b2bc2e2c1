"""Forms of the firm's own data and of its calendar."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from masterdata.holidays import LONGEST_TEXT, Announcement, Unreadable, read
from masterdata.models import Company
from masterdata.pictures import clean_picture
from ui.forms import Form, ModelForm

MOST_BYTES = 1_000_000


class CompanyForm(ModelForm):
    class Meta:
        model = Company
        fields = (
            "name", "english_name", "address", "phone", "fax", "bank_name", "bank_account",
            "tax_number", "logo", "week_pattern", "alternating_anchor", "over_receipt_percent",
            "backdate_days", "prices_include_tax", "month_closing_day",
        )  # fmt: skip
        help_texts = {  # noqa: RUF012
            "over_receipt_percent": _("How much more than ordered may be received."),
            "backdate_days": _("How many days back a paper may be dated."),
            "english_name": _("Printed under the name on A4."),
            "logo": _("Printed on A4 and A5."),
            "month_closing_day": _(
                "With 25, “this month” and “last month” of lists and statements go from the 26th to"
                " the 25th. The books close by calendar months."
            ),
        }

    def clean_logo(self) -> Any:
        return clean_picture(self.cleaned_data["logo"])


class CalendarForm(Form):
    """The announcement as a file of JSON or as pasted text."""

    file = forms.FileField(label=_("File (JSON)"), required=False, max_length=200)
    pasted = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One day or span a line: 2027-01-01 至 2027-01-03 元旦, or 2027-02-06 春节 班"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        text = self._text()
        if text is None:
            return cleaned
        try:
            cleaned["announcement"] = read(text)
        except Unreadable as fault:
            raise ValidationError(fault.sentences) from fault
        return cleaned

    def _text(self) -> str | None:
        upload = self.cleaned_data.get("file")
        if upload is None:
            if not self.cleaned_data.get("pasted"):
                self.add_error(None, _("Choose a file or paste the days."))
                return None
            return str(self.cleaned_data["pasted"])
        if upload.size > MOST_BYTES:
            self.add_error("file", _("This file is too large for a calendar of one year."))
            return None
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", _("This file is no text in UTF-8. Save it as JSON again."))
            return None

    @property
    def announcement(self) -> Announcement:
        found: Announcement = self.cleaned_data["announcement"]
        return found


class DayForm(Form):
    """One exception of the firm's own."""

    day = forms.DateField(label=_("Date"))
    name = forms.CharField(
        label=_("Name"),
        max_length=50,
        required=False,
        help_text=_("Left empty, the day is again what the week makes of it."),
    )
    is_worked = forms.BooleanField(label=_("This day is worked"), required=False)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        return day
