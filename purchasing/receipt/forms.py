"""The entry form of the receipt: how the goods came, and per line what arrived and was accepted."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, Row
from documents.priced_forms import PricedLineForm
from inventory.places.direct import direct_bin
from inventory.places.models import Bin, Warehouse
from inventory.places.queries import usual_bins
from masterdata.models import Company, Party, User
from masterdata.money import round_price
from masterdata.units import to_base
from purchasing import lines as arithmetic
from purchasing.defaults import fill_prices
from purchasing.pickup_note.models import PickupNote
from purchasing.purchase_order.models import PurchaseOrderLine
from purchasing.receipt.models import InvoiceKind, Receipt, ReceiptLine
from purchasing.suppliers.prices import gross_of, net_of
from ui.forms import DecimalField, IntegerField, LookupField, longest


class ReceiptHeadForm(HeadForm):
    remembered = ("warehouse",)

    party = LookupField("supplier", Party.objects.filter(is_supplier=True), label=_("Supplier"))
    warehouse = LookupField("warehouse", Warehouse.objects.all(), label=_("Warehouse"))
    arrived_at = forms.DateTimeField(
        label=_("Arrived at"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    packages = IntegerField(label=_("Packages"), min_value=0, max_value=1_000_000, required=False)
    delivery_note = forms.CharField(
        label=_("Supplier's delivery note"),
        max_length=longest(Receipt, "delivery_note"),
        required=False,
    )
    deliverer = forms.CharField(
        label=_("Delivered by"), max_length=longest(Receipt, "deliverer"), required=False
    )
    pickup_note = LookupField(
        "pickup_note",
        PickupNote.objects.select_related("head__party"),
        label=_("Pick-up note"),
        required=False,
        help_text=_("Of goods that were fetched, or went straight to the customer."),
    )
    invoice_kind = forms.ChoiceField(
        label=_("Invoice kind"), choices=InvoiceKind.choices, initial=InvoiceKind.SPECIAL
    )
    price_includes_tax = forms.BooleanField(label=_("Price includes tax"), required=False)
    no_order_reason = forms.CharField(
        label=_("Why without an order"),
        max_length=longest(Receipt, "no_order_reason"),
        required=False,
        help_text=_("Only for goods that nobody ordered."),
    )

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        return super().starting(document_type, user) | {
            "price_includes_tax": Company.current().prices_include_tax,
            "arrived_at": timezone.now(),
            "invoice_kind": InvoiceKind.SPECIAL,
        }

    def clean(self) -> dict[str, Any]:
        """Goods that went straight to the customer lie in no store of the firm."""
        note = self.cleaned_data.get("pickup_note")
        if note is not None and note.is_direct:
            self.cleaned_data["warehouse"] = direct_bin().warehouse
        return self.cleaned_data

    def clean_arrived_at(self) -> Any:
        at = self.cleaned_data["arrived_at"]
        if at is not None and at > timezone.now():
            raise ValidationError(_("The goods cannot have arrived in the future."))
        return at


class ReceiptLineForm(PricedLineForm):
    """`quantity` is what arrived; left empty, everything that is not rejected is accepted."""

    model = ReceiptLine
    history_url: ClassVar[str] = "purchase_prices"
    grid_context: ClassVar[dict[str, str]] = {"party": "party", "warehouse": "warehouse"}

    order_line = LookupField(
        "order_line",
        PurchaseOrderLine.objects.select_related("body__head", "item", "unit"),
        label=_("Order line"),
        required=False,
    )
    accepted = DecimalField(label=_("Accepted"), places=4, min_value=0, required=False)
    rejected = DecimalField(label=_("Rejected"), places=4, min_value=0, required=False)
    reject_reason = forms.CharField(
        label=_("Reason of rejection"),
        max_length=longest(ReceiptLine, "reject_reason"),
        required=False,
    )
    unpacked = forms.BooleanField(label=_("Unpacked and inspected"), required=False)
    bin = LookupField(
        "bin", Bin.objects.select_related("warehouse"), label=_("Bin"), required=False
    )
    over_reason = forms.CharField(
        label=_("Why more than ordered"),
        max_length=longest(ReceiptLine, "over_reason"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        quantity, rejected = data.get("quantity"), data.get("rejected") or Decimal(0)
        if quantity is not None and data.get("accepted") is None:
            data["accepted"] = max(quantity - rejected, Decimal(0))
        if quantity is not None and data["accepted"] + rejected > quantity:
            self.add_error("accepted", _("Accepted and rejected are more than what arrived."))
        line = data.get("order_line")
        if line is not None and data.get("item") not in (None, line.item):
            self.add_error("order_line", _("This order line is about another item."))
        return data

    def paid_quantity(self, row: Row) -> Decimal:
        accepted: Decimal = row["accepted"]
        return accepted

    def usual_prices(self, row: Row) -> Row:
        """The order's own terms; who may not see them gets them all the same."""
        line: PurchaseOrderLine | None = row.get("order_line")
        if line is None:
            return super().usual_prices(row)
        per_base = line.price * line.ratio_denominator / line.ratio_numerator
        price = round_price(per_base * row["ratio_numerator"] / row["ratio_denominator"])
        wish, terms = row["price_includes_tax"], {"tax_rate": line.tax_rate}
        convert = gross_of if wish else net_of
        if wish != line.price_includes_tax:
            price = convert(price, includes_tax=line.price_includes_tax, **terms)
        return {"price": price, "discount": line.discount, "tax_rate": line.tax_rate}

    def row(self, head: HeadForm) -> Row:
        row = super().row(head)
        row["rejected"] = row["rejected"] or Decimal(0)
        ratio = arithmetic.ratio_of(row)
        row["base_accepted"] = to_base(row["accepted"], ratio)
        return row | self._inspector(row, head.user)

    def _inspector(self, row: Row, user: User) -> Row:
        """Whoever ticks a line first is the one who unpacked it."""
        if not row["unpacked"]:
            return {"inspected_by": None, "inspected_at": None}
        if self.initial.get("unpacked"):
            return {name: self.initial.get(name) for name in ("inspected_by", "inspected_at")}
        return {"inspected_by": user, "inspected_at": timezone.now()}

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        warehouse, note = head.cleaned_data["warehouse"], head.cleaned_data.get("pickup_note")
        if note is not None and note.is_direct:
            place = direct_bin()
            rows = [row | {"bin": place} for row in rows]
        homeless = [row for row in rows if row.get("bin") is None]
        if homeless:
            wanted = {row["item"].pk for row in homeless}
            usual = usual_bins(wanted, warehouse_id=warehouse.pk)
            bins = Bin.objects.in_bulk(set(usual.values()))
            for row in homeless:
                row["bin"] = bins[usual[row["item"].pk]]
        party = head.cleaned_data.get("party")
        return fill_prices(rows, party=party, user=head.user, again=arithmetic.received)
