"""Entering opening stock: the warehouse, and per line the item, its bin, quantity and unit cost."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.forms import HeadForm, LineForm, Row
from inventory.opening_stock.models import OpeningStockLine
from inventory.places.models import Bin, Warehouse
from inventory.places.queries import usual_bins
from masterdata.models import Item
from masterdata.models.items import ItemKind
from masterdata.money import round_money
from ui.forms import DecimalField, LookupField


class OpeningStockForm(HeadForm):
    remembered = ("warehouse",)
    party = None

    warehouse = LookupField("warehouse", Warehouse.objects.all(), label=_("Warehouse"))


class OpeningStockLineForm(LineForm):
    """The bin may be left out: then it is the item's usual one. The amount is computed."""

    model = OpeningStockLine
    grid_context: ClassVar[dict[str, str]] = {"warehouse": "warehouse"}

    item = LookupField("item", Item.objects.exclude(kind=ItemKind.SERVICE), label=_("Item"))
    bin = LookupField(
        "bin", Bin.objects.select_related("warehouse"), label=_("Bin"), required=False
    )
    quantity = DecimalField(label=_("Quantity"), places=4, min_value=0)
    unit_cost = DecimalField(label=_("Unit cost"), places=6, min_value=0, required=False)

    def clean_quantity(self) -> Any:
        quantity = self.cleaned_data["quantity"]
        if not quantity:
            raise forms.ValidationError(_("Opening quantities are more than nothing."))
        return quantity

    def row(self, head: HeadForm) -> Row:
        cells = dict(self.cleaned_data)
        cells["unit_cost"] = cells.get("unit_cost") or 0
        cells["amount"] = round_money(cells["quantity"] * cells["unit_cost"])
        return cells

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """Lines without a bin go to the item's usual one: one look for all of them."""
        lost = [row for row in rows if row.get("bin") is None]
        if lost:
            warehouse = head.cleaned_data["warehouse"]
            bins = usual_bins({row["item"].pk for row in lost}, warehouse_id=warehouse.pk)
            for row in lost:
                del row["bin"]
                row["bin_id"] = bins[row["item"].pk]
        return rows
