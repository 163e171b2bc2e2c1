"""The entry form of the change order: why, and the new quantity, price and date of each line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.forms import HeadForm, Row
from documents.priced_forms import PricedLineForm
from masterdata.models import Party
from purchasing import lines as arithmetic
from purchasing.order_change.actions import row_from
from purchasing.order_change.models import OrderChange, OrderChangeLine
from purchasing.purchase_order.models import PurchaseOrder, PurchaseOrderLine
from ui.forms import DateField, LookupField

KEPT = ("discount", "tax_rate", "is_gift", "price_includes_tax")


class ChangeHeadForm(HeadForm):
    wide_fields = ("reason", "remark")

    party = LookupField("supplier", Party.objects.filter(is_supplier=True), label=_("Supplier"))
    order = LookupField(
        "purchase_order", PurchaseOrder.objects.select_related("head"), label=_("Purchase order")
    )
    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=int(OrderChange._meta.get_field("reason").max_length or 0),
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        order, party = data.get("order"), data.get("party")
        if order is not None and party is not None and order.head.party_id != party.pk:
            raise ValidationError(_("This order goes to another supplier; choose one of his."))
        return data


class ChangeLineForm(PricedLineForm):
    """Only quantity, price and date are new; item, unit and the rest are the order line's."""

    model = OrderChangeLine

    order_line = LookupField(
        "order_line",
        PurchaseOrderLine.objects.select_related("body__head", "item", "unit"),
        label=_("Order line"),
    )
    item = None
    unit = None
    discount = None
    tax_rate = None
    typed_total = None
    is_gift = None
    contract_on = DateField(label=_("New contract date"), required=False)

    def clean(self) -> dict[str, Any]:
        """Item and unit are the order line's, whatever a form may say."""
        data = self.cleaned_data
        line = data.get("order_line")
        if line is not None:
            data |= {"item": line.item, "unit": line.unit}
        return data

    def check_against(self, packs: Any) -> None:
        self.packs = packs

    def row(self, head: HeadForm) -> Row:
        data = dict(self.cleaned_data)
        line: PurchaseOrderLine = data["order_line"]
        row = row_from(line) | {name: getattr(line, name) for name in KEPT}
        row |= {"quantity": data["quantity"], "line_remark": data.get("line_remark", "")}
        row["contract_on"] = data.get("contract_on") or line.contract_on
        if data.get("price") is not None:
            row["price"] = data["price"]
        return arithmetic.ordered(row)

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """Lines that change nothing are left out, if others change something."""
        changed = [row for row in rows if _differs(row)]
        return changed or rows


def _differs(row: Row) -> bool:
    new = (row["quantity"], row["price"], row["contract_on"])
    return bool(new != (row["old_quantity"], row["old_price"], row["old_contract_on"]))
