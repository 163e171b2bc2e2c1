"""What is asked for with the settlement's steps: the consent of both sides to a set-off."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from finance.settlement.models import Settlement
from ui.forms import DateField, Form, longest


class ConsentForm(Form):
    """Ours is given by whoever sends this; theirs by whom, when, and by which letter."""

    their_consent_by = forms.CharField(
        label=_("Their consent by"), max_length=longest(Settlement, "their_consent_by")
    )
    their_consent_on = DateField(label=_("Their consent on"))
    consent_note = forms.CharField(
        label=_("Letter, or why there is none"),
        max_length=longest(Settlement, "consent_note"),
        help_text=_("Attach the letter to the document and name it here."),
    )

    def clean_their_consent_on(self) -> date:
        day: date = self.cleaned_data["their_consent_on"]
        if day > timezone.localdate():
            raise ValidationError(_("They cannot have consented in the future."))
        return day
