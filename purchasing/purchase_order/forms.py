"""The entry form of the order: its head, and lines of goods with their dates."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, Row
from documents.priced_forms import PricedLineForm
from inventory.places.models import Warehouse
from masterdata.models import Company, Party, User
from purchasing import lines as arithmetic
from purchasing.defaults import fill_prices
from purchasing.purchase_order.models import PurchaseOrder, PurchaseOrderLine
from ui.forms import DateField, DecimalField, LookupField, longest


class OrderHeadForm(HeadForm):
    remembered = ("warehouse",)
    priced_fields = ("prepayment",)

    party = LookupField("supplier", Party.objects.filter(is_supplier=True), label=_("Supplier"))
    warehouse = LookupField("warehouse", Warehouse.objects.all(), label=_("Warehouse"))
    wanted_on = DateField(label=_("Wanted on"), required=False)
    contract_number = forms.CharField(
        label=_("Contract number"),
        max_length=longest(PurchaseOrder, "contract_number"),
        required=False,
        help_text=_("Left empty, it is proposed from the order's number."),
    )
    payment_terms = forms.CharField(
        label=_("Payment terms"), max_length=longest(PurchaseOrder, "payment_terms"), required=False
    )
    prepayment = DecimalField(label=_("Prepayment agreed"), places=2, min_value=0, required=False)
    delivery_place = forms.CharField(
        label=_("Delivery place"),
        max_length=longest(PurchaseOrder, "delivery_place"),
        required=False,
    )
    price_includes_tax = forms.BooleanField(label=_("Price includes tax"), required=False)

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        usual = Company.current().prices_include_tax
        return super().starting(document_type, user) | {"price_includes_tax": usual}

    @property
    def body(self) -> Row:
        """What was left empty gets the supplier's terms; no sum is no prepayment."""
        row = super().body
        party = self.cleaned_data.get("party")
        if not row.get("payment_terms") and party is not None:
            row["payment_terms"] = party.payment_terms
        if "prepayment" in row:
            row["prepayment"] = row["prepayment"] or 0
        return row


class OrderLineForm(PricedLineForm):
    model = PurchaseOrderLine
    history_url: ClassVar[str] = "purchase_prices"

    need_on = DateField(label=_("Needed on"), required=False)
    contract_on = DateField(label=_("Contract date"), required=False)
    brand = forms.CharField(
        label=_("Brand or maker"), max_length=longest(PurchaseOrderLine, "brand"), required=False
    )

    def row(self, head: HeadForm) -> Row:
        """Dates left empty are those of the head."""
        row = super().row(head)
        wanted = head.cleaned_data.get("wanted_on")
        row["need_on"] = row["need_on"] or wanted
        row["contract_on"] = row["contract_on"] or row["need_on"]
        return row

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        party = head.cleaned_data.get("party")
        return fill_prices(rows, party=party, user=head.user, again=arithmetic.ordered)
