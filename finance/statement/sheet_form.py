"""What is asked for along with the other side's sheet."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.forms import DecimalField, Form


class SheetForm(Form):
    """Debit and credit depend on whose books they are; openings are often in the letter alone."""

    mirrored = forms.BooleanField(
        label=_("Debit and credit are meant as in our books"),
        required=False,
        help_text=_("Tick this if what we owe stands under credit."),
    )
    opening = DecimalField(
        label=_("Their opening"),
        required=False,
        help_text=_("Only if the sheet has no row for it; without one ours is taken."),
    )
    closing = DecimalField(
        label=_("Their closing"),
        required=False,
        help_text=_("Only if the sheet has no row for it."),
    )

    @property
    def has_opening(self) -> bool:
        return self.cleaned_data.get("opening") is not None

    @property
    def has_closing(self) -> bool:
        return self.cleaned_data.get("closing") is not None
