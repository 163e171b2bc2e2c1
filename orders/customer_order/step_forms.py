"""What is asked for with the order's steps; the effects take the same names from `data`."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.priced_forms import DiscountField
from documents.step_forms import StepForm
from masterdata.models import User
from orders.customer_order import customers
from orders.customer_order.models import (
    CallRecord,
    CallResult,
    Channel,
    CustomerOrder,
    CustomerOrderLine,
    Sent,
    Terms,
)
from orders.step_lines import LineCells
from ui import formats
from ui.forms import DateField, DecimalField, longest
from ui.lookup_field import LookupField

MONEY_KEPT, MONEY_REFUNDED, MONEY_FORFEITED = "keep", "refund", "forfeit"
FATES = (
    (MONEY_KEPT, _("Stays the customer's own money")),
    (MONEY_REFUNDED, _("Is to be refunded")),
    (MONEY_FORFEITED, _("Is forfeited (sales director only)")),
)


def _accounts() -> forms.ModelChoiceField:
    """The firm's accounts in use; finance's table is reached over the order's own column."""
    model: Any = CustomerOrder._meta.get_field("account").related_model
    accounts = model._default_manager.filter(is_active=True).order_by("code")
    return forms.ModelChoiceField(accounts, label=_("Account to pay into"), required=False)


def title_of(line: Any) -> str:
    return f"{line.line_no} {line.item.code} {line.item.name}"


class ConsultForm(StepForm):
    """业务沟通: who of the firm was asked, and what he said (R4)."""

    who = LookupField("user", User.objects.all(), label=_("Salesperson consulted"), required=False)
    note = forms.CharField(
        label=_("What was said"), max_length=longest(CustomerOrder, "consulted_note")
    )

    def fit_to(self, body: Any) -> None:
        if body.head.party is not None and body.head.party.owner_id:
            self.fields["who"].initial = body.head.party.owner


class CallForm(LineCells, StepForm):
    """电话确认: every line is the same or different; `results` is by line number."""

    told = (_("Quantity"), _("Colour"), _("Size"), _("Wanted on"))
    cells = (("result", _("On the phone")), ("note", _("Difference")))

    person = forms.CharField(label=_("Spoken with"), max_length=longest(CallRecord, "person"))
    phone = forms.CharField(
        label=_("Phone"), max_length=longest(CallRecord, "phone"), required=False
    )
    all_same = forms.BooleanField(label=_("All lines as in the fax"), required=False)
    note = forms.CharField(label=_("Note"), max_length=longest(CallRecord, "note"), required=False)

    def told_of(self, line: Any) -> tuple[str, ...]:
        amount = f"{formats.quantity(line.quantity)} {line.unit.name}"
        day = formats.day(line.wanted_on or line.body.wanted_on)
        colour, size = line.colour or line.item.colour, line.size or line.item.size
        return amount, colour, size, day

    def fit_to(self, body: Any) -> None:
        self.fields["person"].initial = customers.speaks_for(body)
        self.fields["phone"].initial = body.phone
        for line in self.lines:
            self.fields[f"result_{line.pk}"] = forms.ChoiceField(
                label=title_of(line),
                choices=CallResult.choices,
                required=False,
                initial=line.call_result,
            )
            self.fields[f"note_{line.pk}"] = forms.CharField(
                label=_("Difference"),
                max_length=longest(CustomerOrderLine, "call_note"),
                required=False,
                initial=line.call_note,
            )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["results"] = {
            line.line_no: {
                "result": data.get(f"result_{line.pk}") or "",
                "note": data.get(f"note_{line.pk}") or "",
            }
            for line in self.lines
        }
        return data


class PriceForm(LineCells, StepForm):
    """打单核价: per line price, discount and why; `prices` is by the line's id.

    The page reckons the total to remit while one types, from what the price fields carry.
    """

    step_template = "orders/customer_order/_price_lines.html"
    told = (_("Quantity"), _("Amount with tax"), _("Short"))
    cells = (
        ("price", _("Price")),
        ("discount", _("Discount (%)")),
        ("reason", _("Why this price")),
    )

    freight = DecimalField(label=_("Freight charged"), places=2, min_value=0, required=False)
    waiver = DecimalField(label=_("Odd money waived"), places=2, min_value=0, required=False)
    remit_by = DateField(label=_("Remit by"), required=False)
    add_old_debt = forms.BooleanField(label=_("Add the old debt to the notice"), required=False)
    shortage_told = forms.BooleanField(
        label=_("The customer was told what is short, and from when on it can be had"),
        required=False,
    )
    PER_LINE: ClassVar[tuple[str, ...]] = ("price", "discount", "reason")

    def told_of(self, line: Any) -> tuple[str, ...]:
        amount = f"{formats.quantity(line.quantity)} {line.unit.name}"
        return amount, formats.money(line.gross), formats.quantity(line.short_quantity)

    def fit_to(self, body: Any) -> None:
        from orders.customer_order import pricing

        self.before = pricing.old_balance(body)
        self.fields["account"] = _accounts()
        for name in ("freight", "waiver"):
            self.fields[name].initial = getattr(body, name)
        self.fields["account"].initial = body.account or pricing.usual_account()
        self.fields["remit_by"].initial = pricing.usual_remit_by(body)
        self.fields["add_old_debt"].initial = pricing.adds_old_debt(body)
        offers = pricing.offers_of(body)
        for line in self.lines:
            offer = pricing.offer_for(line, offers)
            self.fields[f"price_{line.pk}"] = DecimalField(
                label=title_of(line),
                places=6,
                min_value=0,
                required=False,
                initial=line.price or offer.price,
                help_text=pricing.offered_words(line, offers),
            )
            self.fields[f"price_{line.pk}"].widget.attrs |= _reckoned(line)
            self.fields[f"discount_{line.pk}"] = DiscountField()
            self.fields[f"discount_{line.pk}"].initial = line.discount
            self.fields[f"reason_{line.pk}"] = forms.CharField(
                label=_("Why this price"),
                max_length=longest(CustomerOrderLine, "special_reason"),
                required=False,
                initial=line.special_reason,
            )

    def clean(self) -> dict[str, Any]:
        """Whoever pays beforehand must be told where to: without it no notice goes out."""
        data = self.cleaned_data
        if self.body.terms != Terms.CREDIT:
            for name in ("account", "remit_by"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, _("The payment notice needs this. Fill it in."))
        data["prices"] = {
            line.pk: {name: data.get(f"{name}_{line.pk}") for name in self.PER_LINE}
            for line in self.lines
        }
        return data


def _reckoned(line: Any) -> dict[str, str]:
    """What the page needs beside price and discount to reckon the line's amount."""
    return {
        "data-quantity": "0" if line.is_gift else f"{line.quantity:f}",
        "data-tax-rate": f"{line.tax_rate:f}",
        "data-includes-tax": "1" if line.price_includes_tax else "",
    }


class SentForm(StepForm):
    """How the customer was told: by what way, whom, and what he promised."""

    channel = forms.ChoiceField(label=_("Sent by"), choices=Channel.choices)
    receiver = forms.CharField(label=_("Told to"), max_length=longest(Sent, "receiver"))
    note = forms.CharField(label=_("Note"), max_length=longest(Sent, "note"), required=False)

    def fit_to(self, body: Any) -> None:
        self.fields["receiver"].initial = customers.speaks_for(body)
        self.fields["channel"].initial = body.channel


class NoticeForm(SentForm):
    promised_on = DateField(label=_("Promised to pay on"), required=False)

    def fit_to(self, body: Any) -> None:
        super().fit_to(body)
        self.fields["promised_on"].initial = body.remit_by


class HandOverForm(StepForm):
    to = LookupField("user", User.objects.all(), label=_("Handed over to"), required=False)


class QuantitiesForm(LineCells, StepForm):
    """Quantities in base units by line; none typed means what rank and date give."""

    told = (_("Ordered"), _("Open quantity"), _("Short"))
    cells = (("quantity", _("Quantity to reserve")),)

    def told_of(self, line: Any) -> tuple[str, ...]:
        asked = (line.base_quantity, line.open_quantity, line.short_quantity)
        return tuple(formats.quantity(each) for each in asked)

    def fit_to(self, body: Any) -> None:
        for line in self.lines:
            if line.open_quantity > 0:
                self.fields[f"quantity_{line.pk}"] = DecimalField(
                    label=title_of(line), places=4, min_value=0, required=False
                )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        typed = {line.line_no: data.get(f"quantity_{line.pk}") for line in self.lines}
        data["quantities"] = {number: value for number, value in typed.items() if value is not None}
        return data


class _LinesForm(StepForm):
    """Ticks for the lines; none ticked means all of them."""

    lines_chosen = forms.MultipleChoiceField(
        label=_("Lines (none ticked: all)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def fit_to(self, body: Any) -> None:
        self.fields["lines_chosen"].choices = [  # type: ignore[attr-defined]
            (str(line.pk), title_of(line)) for line in self.lines if self.fits(line)
        ]

    def fits(self, line: Any) -> bool:
        return True


class ShortCloseForm(_LinesForm):
    def fits(self, line: Any) -> bool:
        return bool(line.open_quantity > 0)


class ReopenLinesForm(_LinesForm):
    def fits(self, line: Any) -> bool:
        return bool(line.closed_quantity > 0)


class CancelForm(StepForm):
    money = forms.ChoiceField(label=_("What becomes of the money"), choices=FATES)
