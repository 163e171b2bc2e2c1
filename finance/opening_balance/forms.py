"""Entering opening balances: per line side, party, amount, due date and a reference."""

from decimal import Decimal
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.forms import HeadForm, LineForm
from finance.opening_balance.models import OpeningBalanceLine
from finance.parties.models import Side
from masterdata.models import Party
from ui.forms import DateField, DecimalField, LookupField


class OpeningBalanceForm(HeadForm):
    party = None


class OpeningBalanceLineForm(LineForm):
    """A negative amount is a prepayment; a debt ages from its original date."""

    model = OpeningBalanceLine
    grid_context: ClassVar[dict[str, str]] = {}

    side = forms.ChoiceField(label=_("Side"), choices=Side.choices, initial=Side.PAYABLE)
    party = LookupField("party", Party.objects.all(), label=_("Party"))
    amount = DecimalField(label=_("Amount"), places=2)
    due_on = DateField(label=_("Due date"), required=False)
    dated = DateField(label=_("Original date"), required=False)
    reference = forms.CharField(label=_("Reference"), max_length=100, required=False)

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("An opening balance is not zero; leave the line out."))
        return amount
