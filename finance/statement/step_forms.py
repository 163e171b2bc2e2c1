"""What is asked for when the other side has answered."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ui.forms import DateField, Form


class AnswerForm(Form):
    """Who of the other side agreed and when; the signed reply, or why there is none."""

    answered_by = forms.CharField(label=_("Answered by"), max_length=60)
    answered_on = DateField(label=_("Answered on"))
    scan = forms.FileField(label=_("Scan of the signed reply"), required=False)
    no_scan_reason = forms.CharField(
        label=_("Why there is no scan"), max_length=200, required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["answered_on"].initial = timezone.localdate()

    def clean_answered_on(self) -> date:
        day: date = self.cleaned_data["answered_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The answer cannot come from the future."))
        return day
