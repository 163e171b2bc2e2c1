"""What is asked for when the cash is counted: the box, each line, and why it differs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from finance.cash.models import AccountKind, CashAccount
from finance.cash_handover.models import CashHandover
from ui.forms import DecimalField, Form, LookupField

PREFIX = "counted_"


class CountForm(Form):
    """One field per delivery, which starts from what the driver said."""

    account = LookupField(
        "cash_account",
        CashAccount.objects.filter(is_active=True, kind=AccountKind.CASH),
        label=_("Cash account"),
    )
    difference_reason = forms.CharField(
        label=_("Why the count differs"),
        max_length=int(CashHandover._meta.get_field("difference_reason").max_length or 0),
        required=False,
        help_text=_("What was not found stays the driver's open cash."),
    )

    def __init__(self, *args: Any, body: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = [] if body is None else list(body.lines.all())
        boxes = list(CashAccount.objects.filter(is_active=True, kind=AccountKind.CASH)[:2])
        if len(boxes) == 1:
            self.fields["account"].initial = boxes[0]
        for line in self.lines:
            self.fields[f"{PREFIX}{line.pk}"] = DecimalField(
                label=_("%(number)s %(customer)s: counted")
                % {"number": line.delivery.number, "customer": line.delivery.party or ""},
                places=2,
                min_value=0,
                initial=line.amount,
            )
        self.order_fields(["account", *(f"{PREFIX}{line.pk}" for line in self.lines)])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        data["counts"] = {line.pk: data.get(f"{PREFIX}{line.pk}") for line in self.lines}
        typed = all(counted is not None for counted in data["counts"].values())
        differs = any(data["counts"][line.pk] != line.amount for line in self.lines)
        if typed and differs and not (data.get("difference_reason") or "").strip():
            self.add_error(
                "difference_reason", _("The count differs from what was handed over. Say why.")
            )
        return data
