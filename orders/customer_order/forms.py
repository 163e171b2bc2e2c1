"""The entry form of the order: customer, fax and terms above, goods with colour and size below."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, Row
from documents.priced_forms import PricedLineForm
from inventory.places.models import Warehouse
from masterdata.models import Company, Item, Party, User
from orders.customer_order import customers
from orders.customer_order.defaults import fill_prices
from orders.customer_order.models import Channel, CustomerOrder, CustomerOrderLine, Terms
from ui.forms import DateField, DecimalField, LookupField, longest


def _text(model: Any, name: str, **options: Any) -> forms.CharField:
    label = model._meta.get_field(name).verbose_name
    return forms.CharField(label=label, max_length=longest(model, name), required=False, **options)


def _moment_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class OrderHeadForm(HeadForm):
    """What stays empty of receiver, phone, fax and address is the customer's."""

    remembered = ("warehouse", "channel")
    priced_fields = ("freight",)
    wide_fields = ("address",)
    # Rows of four, read from the fax downwards.
    field_order = (
        "party",
        "date",
        "handler",
        "warehouse",
        "channel",
        "received_at",
        "customer_number",
        "wanted_on",
        "terms",
        "deposit_percent",
        "freight",
        "price_includes_tax",
        "installation",
        "receiver",
        "phone",
        "fax",
        "fax_scan",
        "remark",
        "address",
    )

    party = LookupField("customer", Party.objects.filter(is_customer=True), label=_("Customer"))
    warehouse = LookupField("warehouse", Warehouse.objects.all(), label=_("Warehouse"))
    channel = forms.ChoiceField(label=_("Came by"), choices=Channel.choices, initial=Channel.FAX)
    received_at = forms.DateTimeField(
        label=_("Received at"), required=False, widget=_moment_input()
    )
    customer_number = _text(CustomerOrder, "customer_number")
    wanted_on = DateField(label=_("Agreed delivery date"), required=False)
    terms = forms.ChoiceField(
        label=_("Payment terms"), choices=Terms.choices, initial=Terms.PREPAID
    )
    deposit_percent = DecimalField(
        label=_("Deposit (%)"), places=2, min_value=0, max_value=100, required=False
    )
    freight = DecimalField(label=_("Freight charged"), places=2, min_value=0, required=False)
    price_includes_tax = forms.BooleanField(label=_("Price includes tax"), required=False)
    installation = forms.BooleanField(label=_("With installation"), required=False)
    receiver = _text(CustomerOrder, "receiver")
    phone = _text(CustomerOrder, "phone")
    fax = _text(CustomerOrder, "fax")
    address = _text(CustomerOrder, "address")
    fax_scan = forms.FileField(
        label=_("Customer's written order (file)"),
        required=False,
        help_text=_("The fax or letter; it is kept with the order and may be attached later."),
    )

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        return super().starting(document_type, user) | {
            "price_includes_tax": Company.current().prices_include_tax,
            "received_at": timezone.now(),
        }

    def clean_received_at(self) -> Any:
        at = self.cleaned_data["received_at"]
        if at is not None and at > timezone.now():
            raise ValidationError(_("An order cannot have been received in the future."))
        return at

    def clean_party(self) -> Any:
        """A blocked customer is told of at once, not when everything is typed."""
        party = self.cleaned_data["party"]
        stored = self.document.party_id if self.document else None
        if party is not None and party.blocked_for_orders and party.pk != stored:
            raise ValidationError(
                _("%(name)s is blocked for new orders: %(reason)s")
                % {"name": party.name, "reason": party.block_reason}
            )
        return party

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("terms") == Terms.DEPOSIT and not data.get("deposit_percent"):
            self.add_error("deposit_percent", _("Say how many percent the deposit is."))
        return data

    @property
    def body(self) -> Row:
        row = super().body
        for name in ("deposit_percent", "freight"):
            if name in row:
                row[name] = row[name] or 0
        party = self.cleaned_data.get("party")
        if party is not None and self.document is None:
            usual = customers.delivery_of(party)
            row |= {name: row.get(name) or value for name, value in usual.items()}
        return row

    @property
    def attached(self) -> list[Any]:
        scan = self.cleaned_data.get("fax_scan")
        return [scan] if scan else []


class OrderLineForm(PricedLineForm):
    model = CustomerOrderLine
    history_url: ClassVar[str] = "sales_prices"
    warns_short: ClassVar[bool] = True
    grid_context: ClassVar[dict[str, str]] = {
        "party": "party",
        "warehouse": "warehouse",
        "price_includes_tax": "price_includes_tax",
        "date": "date",
    }

    item = LookupField("sold_item", Item.objects.select_related("unit"), label=_("Item"))
    colour = _text(CustomerOrderLine, "colour")
    size = _text(CustomerOrderLine, "size")
    wanted_on = DateField(label=_("Wanted on"), required=False)
    special_reason = _text(CustomerOrderLine, "special_reason")

    def row(self, head: HeadForm) -> Row:
        """Colour and size left empty are the item's, the date that of the head."""
        row = super().row(head)
        row["wanted_on"] = row["wanted_on"] or head.cleaned_data.get("wanted_on")
        for name in ("colour", "size"):
            row[name] = row[name] or getattr(row["item"], name)
        return row

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        data = head.cleaned_data
        return fill_prices(rows, party=data.get("party"), on=data["date"])
