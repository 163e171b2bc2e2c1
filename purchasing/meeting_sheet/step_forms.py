"""What the reader may say to the sheet."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.forms import Form


class ReadForm(Form):
    comment = forms.CharField(
        label=_("Reader's comment"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
