"""What is asked for when returned goods are handed over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from purchasing.purchase_order.step_forms import StepForm
from purchasing.purchase_return.models import PurchaseReturn
from ui.forms import IntegerField


def _length(name: str) -> int:
    return int(PurchaseReturn._meta.get_field(name).max_length or 0)  # type: ignore[union-attr]


class HandOverForm(StepForm):
    carrier = forms.CharField(
        label=_("Carrier"),
        max_length=_length("carrier"),
        help_text=_("Who takes the goods; the supplier's own driver too."),
    )
    waybill = forms.CharField(label=_("Waybill"), max_length=_length("waybill"), required=False)
    packages = IntegerField(
        label=_("Number of packages"), min_value=1, max_value=1_000_000, required=False
    )
