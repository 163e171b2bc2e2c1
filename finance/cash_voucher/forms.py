"""Entering a cash voucher: kind and account, then a purpose and an amount in every line."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.forms import HeadForm, LineForm
from finance.cash.models import CashAccount
from finance.cash_voucher.models import CashVoucherLine, Kind
from ui.forms import DecimalField, LookupField

LEAST = Decimal("0.01")


class CashVoucherForm(HeadForm):
    remembered = ("account",)

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    account = LookupField("cash_account", CashAccount.objects.all(), label=_("Account"))
    to_account = LookupField(
        "cash_account",
        CashAccount.objects.all(),
        label=_("To account"),
        required=False,
        help_text=_("Only for a transfer."),
    )
    other_side = forms.CharField(
        label=_("Paid by or to"),
        max_length=100,
        required=False,
        help_text=_("Somebody who is no party in the program."),
    )

    field_order = ("kind", "account", "to_account", "party", "other_side", "date", "handler")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind, target = cleaned.get("kind"), cleaned.get("to_account")
        if kind == Kind.TRANSFER and "to_account" not in self.errors:
            if target is None:
                self.add_error("to_account", _("Say into which account the money goes."))
            elif target == cleaned.get("account"):
                self.add_error(
                    "to_account", _("Money is transferred between two different accounts.")
                )
        elif target is not None:
            self.add_error("to_account", _("Only a transfer has a second account; empty this."))
        return cleaned


class CashVoucherLineForm(LineForm):
    """Amounts are above zero; the kind of the paper says whether they come or go."""

    model = CashVoucherLine
    grid_context: ClassVar[dict[str, str]] = {}

    purpose = forms.CharField(label=_("Purpose"), max_length=200)
    amount = DecimalField(label=_("Amount"), places=2, min_value=LEAST)
    reference = forms.CharField(label=_("Reference"), max_length=100, required=False)
