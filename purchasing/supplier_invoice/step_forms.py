"""What is asked for when a difference is settled."""

from django import forms
from django.utils.translation import gettext_lazy as _

from purchasing.supplier_invoice.models import Settled
from ui.forms import Form


class SettleForm(Form):
    """Nothing is chosen beforehand: both answers move money."""

    choice = forms.ChoiceField(
        label=_("How the difference is settled"), choices=[("", "—"), *Settled.choices]
    )
