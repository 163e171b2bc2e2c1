"""The entry form of the remittance: the money and the slip, and how much is for which order."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, LineForm, Row
from documents.models import Document
from finance.parties.models import OpenItem
from finance.remittance.models import Kind, Remittance, RemittanceLine
from masterdata.models import Party, User
from ui.forms import DecimalField, LookupField, longest

MOMENT = {"type": "datetime-local"}
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"]


def _moment(label: Any, **options: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        widget=forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M"),
        input_formats=MOMENT_FORMATS,
        **options,
    )


class RemittanceForm(HeadForm):
    """An allotment and a refund are of money that is there: they name no payer and no slip."""

    priced_fields = ("money",)
    wide_fields: ClassVar[tuple[str, ...]] = ("no_slip_reason", "remark")

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    party = LookupField("customer", Party.objects.filter(is_customer=True), label=_("Customer"))
    money = DecimalField(label=_("Amount remitted"), places=2, min_value=0, required=False)
    payer = forms.CharField(
        label=_("Payer"),
        max_length=longest(Remittance, "payer"),
        required=False,
        help_text=_("The name on the slip; the accountant looks for it."),
    )
    bank = forms.CharField(
        label=_("Payer's bank"), max_length=longest(Remittance, "bank"), required=False
    )
    paid_at = _moment(_("Paid at"))
    reported_at = _moment(_("Reported at"), help_text=_("When the customer said that he had paid."))
    slip_number = forms.CharField(
        label=_("Number on the slip"), max_length=longest(Remittance, "slip_number"), required=False
    )
    slip = forms.FileField(label=_("Customer's slip (image)"), required=False)
    no_slip_reason = forms.CharField(
        label=_("Why there is no slip"),
        max_length=longest(Remittance, "no_slip_reason"),
        required=False,
    )

    field_order = ("party", "kind", "money", "payer", "bank", "paid_at", "reported_at")

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        start = {"kind": Kind.RECEIPT, "reported_at": timezone.now()}
        return super().starting(document_type, user) | start

    def clean_money(self) -> Any:
        return self.cleaned_data["money"] or 0

    def clean(self) -> Row:
        """What the kind itself rules out is said at once, not only when it is filed."""
        data = self.cleaned_data
        kind, money = data.get("kind"), data.get("money") or 0
        if kind == Kind.ALLOTMENT and money:
            self.add_error("money", _("An allotment moves no money of its own. Clear it."))
        if kind != Kind.RECEIPT and data.get("slip"):
            self.add_error("slip", _("Only money that came has a slip. Clear it."))
        for name in ("paid_at", "reported_at"):
            moment = data.get(name)
            if moment and moment > timezone.now():
                self.add_error(name, _("This lies in the future. Correct the time."))
        return data

    @property
    def attached(self) -> list[Any]:
        """水单: kept with the paper as soon as that is there."""
        slip = self.cleaned_data.get("slip")
        return [slip] if slip else []


class RemittanceLineForm(LineForm):
    """For an order or for an old debt; a row without an amount is only shown and not kept."""

    model = RemittanceLine
    grid_context: ClassVar[dict[str, str]] = {"party": "party"}

    order = LookupField(
        "payable_order",
        Document.objects.select_related("party"),
        label=_("Customer order"),
        required=False,
    )
    open_item = LookupField(
        "customer_debt",
        OpenItem.objects.filter(reverses=None).select_related("document", "party"),
        label=_("Old debt"),
        required=False,
    )
    amount = DecimalField(label=_("Amount"), places=2, min_value=0, required=False)
    line_remark = forms.CharField(label=_("Line remark"), max_length=200, required=False)

    def clean(self) -> Row:
        data = self.cleaned_data
        named = [name for name in ("order", "open_item") if data.get(name) is not None]
        if len(named) == 2:
            raise ValidationError(_("A line is for an order or for an old debt, not for both."))
        if data.get("amount") and not named and not self.errors:
            raise ValidationError(_("Choose the order or the old debt that this amount is for."))
        return data

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """Old debts before orders; the rest of the rows said nothing."""
        kept = [row for row in rows if row.get("amount")]
        return sorted(kept, key=lambda row: row.get("open_item") is None)
