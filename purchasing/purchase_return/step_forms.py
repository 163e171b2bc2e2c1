"""What is asked for when returned goods are handed over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.step_forms import StepForm
from purchasing.purchase_return.models import PurchaseReturn
from ui.forms import IntegerField, longest


class HandOverForm(StepForm):
    carrier = forms.CharField(
        label=_("Carrier"),
        max_length=longest(PurchaseReturn, "carrier"),
        help_text=_("Who takes the goods; the supplier's own driver too."),
    )
    waybill = forms.CharField(
        label=_("Waybill"), max_length=longest(PurchaseReturn, "waybill"), required=False
    )
    packages = IntegerField(
        label=_("Number of packages"), min_value=1, max_value=1_000_000, required=False
    )
