"""The entry form of the delivery: where it goes, and per line what of which order, from where.

Prices are the orders' own: there is no field in which another could arrive.
"""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.forms import HeadForm, Row
from documents.models import Document
from documents.priced_forms import PricedLineForm
from documents.visibility import visible_to
from inventory.places.announced import waiting_papers
from inventory.places.direct import direct_bin
from inventory.places.models import Bin, Warehouse
from masterdata.models import Party
from masterdata.units import Ratio
from orders.customer_order.models import CustomerOrderLine
from orders.delivery.amounts import price_in, worth_of
from orders.delivery.models import Delivery
from orders.delivery.models import DeliveryLine as Line
from orders.delivery.proposal import put_into_bins
from orders.delivery.queries import gone_of
from orders.delivery.reckoning import FREE
from ui.forms import DateField, DecimalField, LookupField, longest

CITED = "order_line"


class DeliveryHeadForm(HeadForm):
    remembered = ("warehouse",)
    wide_fields: ClassVar[tuple[str, ...]] = ("address", "remark")
    priced_fields: ClassVar[tuple[str, ...]] = ("freight", "waiver")

    party = LookupField("customer", Party.objects.filter(is_customer=True), label=_("Customer"))
    warehouse = LookupField("warehouse", Warehouse.objects.all(), label=_("Warehouse"))
    plan_on = DateField(label=_("Planned for"), required=False)
    receiver = forms.CharField(
        label=_("Receiver"), max_length=longest(Delivery, "receiver"), required=False
    )
    phone = forms.CharField(label=_("Phone"), max_length=longest(Delivery, "phone"), required=False)
    address = forms.CharField(
        label=_("Delivery address"), max_length=longest(Delivery, "address"), required=False
    )
    freight = DecimalField(label=_("Freight charged"), places=2, min_value=0, required=False)
    waiver = DecimalField(label=_("Odd money waived"), places=2, min_value=0, required=False)
    pickup_note = LookupField(
        "announced_goods",
        Document.objects.all(),
        label=_("Pick-up note"),
        required=False,
        help_text=_("Only for goods that the supplier sends straight to the customer."),
    )
    cod = forms.BooleanField(label=_("Cash on delivery"), required=False)
    installation = forms.BooleanField(label=_("With installation"), required=False)

    def clean_freight(self) -> Any:
        return self.cleaned_data["freight"] or 0

    def clean_waiver(self) -> Any:
        return self.cleaned_data["waiver"] or 0

    def clean_pickup_note(self) -> Document | None:
        """A note that announces goods and is open to him; what stands there already may stay."""
        note: Document | None = self.cleaned_data["pickup_note"]
        if note is None or note == self.initial.get("pickup_note"):
            return note
        known = waiting_papers().filter(pk=note.pk, pk__in=visible_to(self.user).values("pk"))
        if not known.exists():
            sentence = LookupField.default_error_messages["unknown"]
            raise ValidationError(sentence % {"text": note.pk})
        return note

    def clean(self) -> dict[str, Any]:
        """Goods that go straight to the customer lie in no store of the firm."""
        if self.cleaned_data.get("pickup_note") is not None:
            self.cleaned_data["warehouse"] = direct_bin().warehouse
        return self.cleaned_data


class DeliveryLineForm(PricedLineForm):
    """A line is of an order, with its terms, or it is a spare part, and free."""

    model = Line
    includes_tax_field: ClassVar[str] = ""
    grid_context: ClassVar[dict[str, str]] = {"party": "party", "warehouse": "warehouse"}
    price = None
    discount = None
    tax_rate = None
    typed_total = None
    is_gift = None

    order_line = LookupField(
        "deliverable_line",
        CustomerOrderLine.objects.select_related("body__head"),
        label=_("Order line"),
        required=False,
    )
    spare = forms.BooleanField(label=_("Spare part"), required=False)
    bin = LookupField(
        "bin", Bin.objects.select_related("warehouse"), label=_("Bin"), required=False
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        line: CustomerOrderLine | None = data.get(CITED)
        if CITED in self.errors:
            return data
        if line is not None and data.get("item") not in (None, line.item):
            self.add_error(CITED, _("This order line is about another item."))
        if line is None and not data.get("spare"):
            sentence = _("Choose the order line, or tick it as a spare part that is free.")
            self.add_error(CITED, sentence)
        if line is not None and data.get("spare"):
            self.add_error(
                "spare", _("A line of an order is no spare part: take one of them away.")
            )
        return data

    def row(self, head: HeadForm) -> Row:
        line: CustomerOrderLine | None = self.cleaned_data.get(CITED)
        row = super().row(head)
        row["is_gift"] = True if line is None else line.is_gift
        row["price_includes_tax"] = True if line is None else line.price_includes_tax
        return row | {"net": FREE.net, "tax": FREE.tax, "gross": FREE.gross}

    def usual_prices(self, row: Row) -> Row:
        """The order's own terms, in the unit of this line."""
        line: CustomerOrderLine | None = row.get(CITED)
        if line is None:
            return {"price": 0 * row["quantity"], "discount": 100, "tax_rate": 0}
        ratio = Ratio(row["ratio_numerator"], row["ratio_denominator"])
        return {
            "price": price_in(line, ratio),
            "discount": line.discount,
            "tax_rate": line.tax_rate,
        }

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        give_amounts(rows, but=head.document.pk if head.document else None)
        if head.cleaned_data.get("pickup_note") is not None:
            place = direct_bin()
            return [row | {"bin": place} for row in rows]
        put_into_bins(rows, warehouse=head.cleaned_data["warehouse"])
        return rows


def give_amounts(rows: list[Row], *, but: int | None = None) -> None:
    """What each row is worth after what other deliveries took of its order line."""
    cited = [row for row in rows if row.get(CITED)]
    gone = gone_of((row[CITED] for row in cited), but=but)
    parts = [(row[CITED], row["base_quantity"]) for row in cited]
    for row, amounts in zip(cited, worth_of(parts, gone), strict=True):
        row |= {"net": amounts.net, "tax": amounts.tax, "gross": amounts.gross}
