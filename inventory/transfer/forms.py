"""The entry form of the transfer: from where to where and why; per line item and quantity."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.forms import HeadForm, Row
from documents.models import Document
from documents.priced_forms import PricedLineForm
from documents.visibility import visible_to
from inventory.places.models import Bin, Warehouse
from inventory.places.queries import usual_bins
from inventory.transfer.lookups import SERVED
from inventory.transfer.models import Transfer, TransferLine
from masterdata.models import Item
from masterdata.models.items import ItemKind
from masterdata.units import BASE, to_base
from ui.forms import DateField, LookupField


class TransferForm(HeadForm):
    remembered = ("from_warehouse", "to_warehouse")
    wide_fields: ClassVar[tuple[str, ...]] = ("reason", "remark")
    party = None
    field_order = (
        "from_warehouse",
        "to_warehouse",
        "date",
        "handler",
        "for_document",
        "wanted_on",
    )

    from_warehouse = LookupField("warehouse", Warehouse.objects.all(), label=_("From warehouse"))
    to_warehouse = LookupField("warehouse", Warehouse.objects.all(), label=_("To warehouse"))
    for_document = LookupField(
        "served_paper",
        Document.objects.filter(type__in=SERVED),
        label=_("Fetched for"),
        required=False,
    )
    wanted_on = DateField(label=_("Wanted on"), required=False)
    reason = forms.CharField(
        label=_("Reason of transfer"),
        max_length=int(Transfer._meta.get_field("reason").max_length or 0),
        required=False,
    )

    def clean_for_document(self) -> Document | None:
        """Whoever may not know of an order cannot fetch goods for it either, but leaves it be."""
        paper: Document | None = self.cleaned_data["for_document"]
        if paper is None or paper == self.initial.get("for_document"):
            return paper
        if not visible_to(self.user).filter(pk=paper.pk).exists():
            sentence = LookupField.default_error_messages["unknown"]
            raise ValidationError(sentence % {"text": paper.pk})
        return paper

    def clean_to_warehouse(self) -> Any:
        there = self.cleaned_data["to_warehouse"]
        if there == self.cleaned_data.get("from_warehouse"):
            raise ValidationError(_("A transfer goes from one warehouse to another."))
        return there


class TransferLineForm(PricedLineForm):
    """A line of goods in one of the item's units, without any price; bins may be left out."""

    model = TransferLine
    priced_fields: ClassVar[tuple[str, ...]] = ()
    includes_tax_field: ClassVar[str] = ""
    # What is in stock is asked of the warehouse that the goods leave.
    grid_context: ClassVar[dict[str, str]] = {
        "warehouse": "from_warehouse",
        "to_warehouse": "to_warehouse",
    }
    price = discount = tax_rate = typed_total = is_gift = None  # type: ignore[assignment]

    item = LookupField(
        "item",
        Item.objects.exclude(kind=ItemKind.SERVICE).select_related("unit"),
        label=_("Item"),
    )
    from_bin = LookupField(
        "bin", Bin.objects.select_related("warehouse"), label=_("From bin"), required=False
    )
    to_bin = LookupField(
        "bin_there", Bin.objects.select_related("warehouse"), label=_("To bin"), required=False
    )

    def row(self, head: HeadForm) -> Row:
        row = dict(self.cleaned_data)
        ratio = self.ratio() or BASE
        return row | {
            "unit": row.get("unit") or row["item"].unit,
            "ratio_numerator": ratio.numerator,
            "ratio_denominator": ratio.denominator,
            "base_quantity": to_base(row["quantity"], ratio),
        }

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """Lines without bins leave from and go to the items' usual ones."""
        for name, warehouse in (("from_bin", "from_warehouse"), ("to_bin", "to_warehouse")):
            lost = [row for row in rows if row.get(name) is None]
            if lost:
                fill_bins(lost, name=name, warehouse_id=head.cleaned_data[warehouse].pk)
        return rows


def fill_bins(rows: list[Row], *, name: str, warehouse_id: int) -> None:
    usual = usual_bins({row["item"].pk for row in rows}, warehouse_id=warehouse_id)
    bins = Bin.objects.in_bulk(set(usual.values()))
    for row in rows:
        row[name] = bins[usual[row["item"].pk]]
