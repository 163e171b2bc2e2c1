"""The entry form of the change: why, and per line the new quantity, price and date, or its end."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.forms import HeadForm, Row
from documents.priced_forms import PricedLineForm
from masterdata.models import Item, Party
from orders import lines as arithmetic
from orders.customer_order.defaults import fill_prices
from orders.customer_order.models import CustomerOrder, CustomerOrderLine
from orders.order_change.actions import row_from
from orders.order_change.models import SalesOrderChange, SalesOrderChangeLine
from ui.forms import DateField, DecimalField, LookupField


def _text(name: str) -> forms.CharField:
    field: Any = SalesOrderChangeLine._meta.get_field(name)
    return forms.CharField(label=field.verbose_name, max_length=field.max_length, required=False)


class ChangeHeadForm(HeadForm):
    wide_fields = ("reason", "remark")

    party = LookupField("customer", Party.objects.filter(is_customer=True), label=_("Customer"))
    order = LookupField(
        "customer_order", CustomerOrder.objects.select_related("head"), label=_("Customer order")
    )
    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=int(SalesOrderChange._meta.get_field("reason").max_length or 0),
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        order, party = data.get("order"), data.get("party")
        if order is not None and party is not None and order.head.party_id != party.pk:
            raise ValidationError(_("This order is another customer's; choose one of his."))
        return data


class ChangeLineForm(PricedLineForm):
    """Of an order's line, item and unit are its own; without one, the line is added."""

    model = SalesOrderChangeLine
    history_url: ClassVar[str] = "sales_prices"
    grid_context: ClassVar[dict[str, str]] = {"party": "party", "order": "order"}

    order_line = LookupField(
        "customer_order_line",
        CustomerOrderLine.objects.select_related("body__head", "item", "unit"),
        label=_("Order line"),
        required=False,
    )
    item = LookupField(
        "sold_item", Item.objects.select_related("unit"), label=_("Item"), required=False
    )
    quantity = DecimalField(
        label=_("New quantity"), places=4, min_value=Decimal("0.0001"), required=False
    )
    tax_rate = None
    typed_total = None
    is_gift = None
    closes = forms.BooleanField(label=_("Take the rest off"), required=False)
    wanted_on = DateField(label=_("New date"), required=False)
    colour = _text("colour")
    size = _text("size")
    special_reason = _text("special_reason")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        line = data.get("order_line")
        if line is not None:
            data |= {"item": line.item, "unit": line.unit}
            if data.get("quantity") is None:
                data["quantity"] = line.quantity
            return data
        if data.get("item") is None:
            self.add_error("item", _("Choose a line of the order, or an item to add."))
        if data.get("closes"):
            self.add_error("closes", _("Only a line of the order can be taken off."))
        if data.get("quantity") is None and "quantity" not in self.errors:
            self.add_error("quantity", _("Enter how many are added."))
        return data

    def check_against(self, packs: Any) -> None:
        self.packs = packs
        if self.cleaned_data.get("order_line") is None:
            super().check_against(packs)

    def row(self, head: HeadForm) -> Row:
        data = dict(self.cleaned_data)
        line = data.get("order_line")
        if line is None:
            return self._added(head)
        row = row_from(line) | {"line_remark": data.get("line_remark", "")}
        row["closes"] = data["closes"]
        if data["closes"]:
            return row
        for name in ("quantity", "price", "discount", "wanted_on"):
            if data.get(name) is not None:
                row[name] = data[name]
        for name in ("colour", "size", "special_reason"):
            row[name] = data.get(name) or row[name]
        return arithmetic.ordered(row)

    def _added(self, head: HeadForm) -> Row:
        row = super().row(head)
        order = head.cleaned_data["order"]
        for name in ("colour", "size"):
            row[name] = row[name] or getattr(row["item"], name)
        row |= {"order_line": None, "wanted_on": row["wanted_on"] or order.wanted_on}
        row["price_includes_tax"] = order.price_includes_tax
        return arithmetic.ordered(row)

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """Lines that change nothing are left out, if others change something."""
        added = [row for row in rows if row["order_line"] is None]
        if added:
            data = head.cleaned_data
            fill_prices(added, party=data.get("party"), on=data["date"])
        changed = [row for row in rows if row["order_line"] is None or _differs(row)]
        return changed or rows


def _differs(row: Row) -> bool:
    if row.get("closes"):
        return True
    line = row["order_line"]
    if (row["colour"], row["size"]) != (line.colour, line.size):
        return True
    names = ("quantity", "price", "discount", "wanted_on")
    return any(row[name] != row[f"old_{name}"] for name in names)
