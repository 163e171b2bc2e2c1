"""What is asked for when a request is paid: account, amount, day, slip, prepayments to use."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from finance.bank_accounts import rules
from finance.cash.models import AccountKind, CashAccount
from finance.payment_request import advances
from finance.payment_request.models import Payment
from ui import formats
from ui.forms import DateField, DecimalField, Form, LookupField
from ui.punctuation import clauses

NONE = Decimal(0)


class PayForm(Form):
    """Knows its request when the page hands it over: then it starts from what is left to pay."""

    account = LookupField(
        "cash_account",
        CashAccount.objects.filter(is_active=True),
        label=_("Pay from account"),
    )
    amount = DecimalField(label=_("Amount paid"), places=2, min_value=Decimal("0.01"))
    used = DecimalField(label=_("Of which from prepayments"), places=2, min_value=0, required=False)
    on = DateField(label=_("Paid on"))
    slip = forms.FileField(label=_("Bank slip"), required=False)
    slip_number = forms.CharField(
        label=_("Bank slip number"),
        max_length=int(Payment._meta.get_field("slip_number").max_length or 0),
        required=False,
    )
    regardless = forms.BooleanField(
        label=_("Pay although prepayments of the same orders stay open"), required=False
    )

    def __init__(self, *args: Any, body: Any = None, **options: Any) -> None:
        self.body = body
        self.advances: list[advances.Advance] = []
        self.rest = NONE
        self.warnings: list[Words] = []
        super().__init__(*args, **options)
        self.fields["on"].initial = timezone.localdate()
        if body is not None:
            self._fit_to(body)

    def _fit_to(self, body: Any) -> None:
        self.rest = sum((line.rest for line in body.lines.all()), NONE)
        self.advances = advances.open_for(body)
        own = advances.own_total(self.advances)
        self.fields["amount"].initial = self.rest
        self.fields["used"].initial = own if own < self.rest else NONE
        if not self.advances:
            del self.fields["used"]
        else:
            self.fields["used"].help_text = self._told()
        if not own:
            del self.fields["regardless"]
        self.warnings = [words for words in (self._of_account(), self._of_advances(own)) if words]

    def _of_account(self) -> Words:
        account = self.body.bank_account
        return rules.warning(account) if account is not None else ""

    def _of_advances(self, own: Decimal) -> Words:
        if not own:
            return ""
        return _(
            "%(left)s was paid in advance for the same orders and is still open: use it before"
            " money is sent."
        ) % {"left": formats.money(own)}

    def _told(self) -> str:
        """Every open prepayment by its paper, those of the same orders first."""
        parts = []
        for advance in self.advances:
            words = {
                "number": advance.item.document.number,
                "left": formats.money(advance.left),
            }
            own = gettext("%(number)s %(left)s (of the same order)")
            parts.append((own if advance.is_own else gettext("%(number)s %(left)s")) % words)
        return gettext("Open: %(advances)s") % {"advances": clauses(parts)}

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if self.body is not None and amount > self.rest:
            raise ValidationError(
                _("At most the rest of the request can be paid: %(rest)s."),
                params={"rest": formats.money(self.rest)},
            )
        return amount

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("Money cannot have been paid in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        account = data.get("account")
        bank = account is not None and account.kind == AccountKind.BANK
        if bank and not data.get("slip") and not data.get("slip_number"):
            self.add_error("slip_number", _("Upload the bank slip or enter its number."))
        own = advances.own_total(self.advances)
        used = data.get("used") or NONE
        if "regardless" in self.fields and used < own and not data.get("regardless"):
            self.add_error(
                "regardless",
                ValidationError(
                    _(
                        "%(left)s was paid in advance for the same orders and is still open. Use"
                        " it, or tick this."
                    ),
                    params={"left": formats.money(own)},
                ),
            )
        return data
