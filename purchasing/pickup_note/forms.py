"""The entry form of the note: what the supplier wrote, its scan, and per order line how much."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, LineForm, Row
from masterdata.models import Party, User
from masterdata.units import Ratio, from_base, to_base
from purchasing.pickup_note.models import Channel, PickupNote, PickupNoteLine, Way
from purchasing.pickup_note.queries import noted
from purchasing.purchase_order.models import PurchaseOrderLine
from ui.forms import DecimalField, IntegerField, LookupField, longest

OF_ORDER = ("item", "unit", "ratio_numerator", "ratio_denominator")


class NoteHeadForm(HeadForm):
    wide_fields: ClassVar[tuple[str, ...]] = ("pickup_place", "remark")

    party = LookupField("supplier", Party.objects.filter(is_supplier=True), label=_("Supplier"))
    way = forms.ChoiceField(label=_("Where the goods go"), choices=Way.choices)
    supplier_number = forms.CharField(
        label=_("Supplier's note number"),
        max_length=longest(PickupNote, "supplier_number"),
        required=False,
    )
    came_by = forms.ChoiceField(label=_("How the note came"), choices=Channel.choices)
    pickup_place = forms.CharField(
        label=_("Pick-up place"), max_length=longest(PickupNote, "pickup_place"), required=False
    )
    collector = forms.CharField(
        label=_("Collector"), max_length=longest(PickupNote, "collector"), required=False
    )
    collector_id_no = forms.CharField(
        label=_("Collector's ID number"),
        max_length=longest(PickupNote, "collector_id_no"),
        required=False,
    )
    vehicle = forms.CharField(
        label=_("Vehicle"), max_length=longest(PickupNote, "vehicle"), required=False
    )
    scan = forms.FileField(
        label=_("Scan of the note"),
        required=False,
        help_text=_("Needed before the note is filed; it may be attached later."),
    )

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        start = super().starting(document_type, user)
        return start | {"way": Way.DIRECT, "came_by": Channel.FAX}

    @property
    def attached(self) -> list[Any]:
        scan = self.cleaned_data.get("scan")
        return [scan] if scan else []


class NoteLineForm(LineForm):
    """Item and unit are the order line's, whatever a form may say."""

    model = PickupNoteLine
    grid_context: ClassVar[dict[str, str]] = {"party": "party"}

    order_line = LookupField(
        "order_line",
        PurchaseOrderLine.objects.select_related("body__head", "item", "unit"),
        label=_("Order line"),
    )
    quantity = DecimalField(label=_("Quantity"), places=4, min_value=Decimal("0.0001"))
    packages = IntegerField(
        label=_("Number of packages"), min_value=0, max_value=1_000_000, required=False
    )
    line_remark = forms.CharField(
        label=_("Line remark"), max_length=longest(PickupNoteLine, "line_remark"), required=False
    )

    @classmethod
    def stored(cls, line: Any) -> Row:
        return super().stored(line) | {"ordered": line.ordered}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        line, quantity = data.get("order_line"), data.get("quantity")
        if line is not None and quantity is not None:
            places = line.unit.decimals
            if quantity != round(quantity, places):
                sentence = _("%(unit)s has at most %(places)s decimal places.")
                words = {"unit": line.unit.name, "places": places}
                self.add_error("quantity", sentence % words)
        return data

    def row(self, head: HeadForm) -> Row:
        row = super().row(head)
        return row | of_order_line(row["order_line"], row["quantity"])

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """The same order line typed twice is one; the last word counts."""
        return list({row["order_line"].pk: row for row in rows}.values())


def of_order_line(line: PurchaseOrderLine, quantity: Decimal) -> Row:
    """What the order says of a line of the note, and its quantity in base units."""
    ratio = Ratio(line.ratio_numerator, line.ratio_denominator)
    row: Row = {name: getattr(line, name) for name in OF_ORDER} | {"ordered": line.quantity}
    return row | {"quantity": quantity, "base_quantity": to_base(quantity, ratio)}


def open_rows(order_ids: list[int]) -> list[Row]:
    """A row for every order line of which more is to come than other notes and receipts hold."""
    lines = (
        PurchaseOrderLine.objects.filter(body__in=order_ids)
        .select_related("item", "unit", "body__head")
        .order_by("body_id", "line_no")
    )
    found = [line for line in lines if line.open_quantity > 0]
    held = noted(line.pk for line in found)
    rows = []
    for line in found:
        left = line.open_quantity - held.get(line.pk, Decimal(0))
        if left > 0:
            quantity = from_base(left, Ratio(line.ratio_numerator, line.ratio_denominator))
            rows.append({"order_line": line} | of_order_line(line, quantity))
    return rows
