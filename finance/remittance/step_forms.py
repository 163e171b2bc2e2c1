"""What is asked for with the remittance's steps: the bank's line, the account."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.cash.models import CashAccount
from finance.remittance import bank
from finance.remittance.models import BankLine
from ui import formats
from ui.forms import Form, LookupField


class ConfirmForm(Form):
    """The bank's line; the likeliest of those of the same amount is set."""

    bank_line = LookupField(
        "bank_line",
        BankLine.objects.filter(remittance=None, withdrawn_at=None),
        label=_("Bank line"),
    )

    def __init__(self, *args: Any, body: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if body is not None:
            self._fit_to(body)

    def _fit_to(self, body: Any) -> None:
        found = bank.candidates(body)
        field = self.fields["bank_line"]
        if not found:
            field.help_text = gettext(
                "The bank's statement has no unused line of %(money)s yet. Enter or import it"
                " first; without it nothing is confirmed."
            ) % {"money": formats.money(body.money)}
            return
        field.initial = found[0].line
        field.help_text = gettext(
            "%(count)s unused lines of this amount; the likeliest is set."
        ) % {"count": len(found)}


class RefundForm(Form):
    account = LookupField(
        "cash_account", CashAccount.objects.filter(is_active=True), label=_("Pay from account")
    )
