"""Pages of items, with their pack units and barcodes."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from masterdata import item_sheet
from masterdata.children import Rows
from masterdata.completeness import missing_of
from masterdata.filters import ItemFilter
from masterdata.forms.items import BarcodeLine, ItemForm, PackLine, barcodes_differ, packs_differ
from masterdata.models import Item, ItemBarcode
from masterdata.roles import CHANGE_ITEMS, has_any, may_see_list_prices
from masterdata.sheets import with_sheet
from masterdata.tables import ItemTable, StoreItemTable
from ui.grid import Column
from ui.pages import RecordPages

FIELDSETS = (
    ("", ("code", "name", "pinyin", "kind", "category", "unit", "barcode", "is_active")),
    (
        _("Description"),
        ("series", "model", "specification", "size", "colour", "parcels_per_piece", "picture"),
    ),
    (
        _("Purchasing and stock"),
        (
            "list_price",
            "list_purchase_price",
            "tax_rate",
            "default_supplier",
            "lead_time_days",
            "minimum_order",
            "safety_stock",
            "reorder_point",
        ),
    ),
    (_("Quality and selling points"), ("quality_standard", "selling_points")),
)


def may_change(user: Any) -> bool:
    return has_any(user, CHANGE_ITEMS)


@dataclass(frozen=True)
class BarcodeRows(Rows):
    """A barcode names its pack by the pack's unit, which may be new in the same form."""

    def _stored(self, record: Model | None) -> list[dict[str, Any]]:
        if record is None or record.pk is None:
            return []
        rows = ItemBarcode.objects.filter(item=record).select_related("pack").order_by("pk")
        return [
            {"id": row.pk, "code": row.code, "unit": row.pack.unit_id if row.pack else None}
            for row in rows
        ]

    def _write(self, manager: Any, row: Any, values: dict[str, Any]) -> None:
        unit = values.pop("unit", None)
        values["pack"] = None
        if unit is not None and unit != manager.instance.unit:
            # A barcode of a unit that is no pack of this item is one of the piece.
            values["pack"] = manager.instance.pack_units.filter(unit=unit).first()
        super()._write(manager, row, values)

    def _cells(self, row: Any, names: Any) -> list[dict[str, Any]]:
        return [{"text": row.code}, {"text": str(row.pack) if row.pack else ""}]


PACKS = Rows(
    name="packs",
    title=_("Pack units"),
    related="pack_units",
    form=PackLine,
    columns=(
        Column("unit", _("Pack unit"), "lookup", lookup="unit", width=120),
        Column("numerator", _("Holds"), "quantity", decimals=0, width=100),
        Column("denominator", _("In how many packs"), "quantity", decimals=0, width=120),
        Column("level", _("Level"), "quantity", decimals=0, width=80),
    ),
    max_rows=3,
    check=packs_differ,
)
BARCODES = BarcodeRows(
    name="barcodes",
    title=_("More barcodes"),
    related="barcodes",
    form=BarcodeLine,
    columns=(
        Column("code", _("Barcode"), width=200),
        Column("unit", _("Pack unit"), "lookup", lookup="unit", width=120),
    ),
    max_rows=50,
    check=barcodes_differ,
)


def seen(_request: HttpRequest) -> "QuerySet[Item]":
    return Item.objects.select_related("unit", "category", "default_supplier")


def save(form: ItemForm, _request: HttpRequest) -> Item:
    form.prepare()
    item: Item = form.save()
    return item


def small_tables(item: Item, _request: HttpRequest) -> list[dict[str, Any]]:
    return [rows.shown(item) for rows in (PACKS, BARCODES) if getattr(item, rows.related).exists()]


class ItemPages(RecordPages):
    """Items, without any price for those who may not see it."""

    @property
    def urls(self) -> list[URLPattern]:
        return [
            *super().urls,
            path("<int:pk>/picture/", picture, name="item_picture"),
            path("for-editing/", self.for_editing, name="item_for_editing"),
        ]

    def for_editing(self, request: HttpRequest) -> HttpResponse:
        self.require(request, self.may_change)
        return item_sheet.export(request)

    def _list_actions(self, request: HttpRequest) -> list[dict[str, Any]]:
        return with_sheet(super()._list_actions(request), "item_for_editing")

    def hidden_fields(self, request: HttpRequest) -> frozenset[str]:
        hidden = super().hidden_fields(request)
        user: Any = request.user
        return hidden if may_see_list_prices(user) else hidden | {"list_price"}

    def list_view(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if self.table is ItemTable and not may_see_list_prices(user):
            return replace(self, table=StoreItemTable).list_view(request)
        return super().list_view(request)


def sections_of(item: Item, request: HttpRequest) -> list[dict[str, Any]]:
    """The usual facts, above them what is still missing and the picture."""
    found: list[dict[str, Any]] = ITEMS.views._plain_sections(item, request)
    if missing := missing_of(item):
        fact = {"label": _("To be completed"), "value": ", ".join(missing), "tone": "bad"}
        found[0]["fields"].append(fact)
    for section in found:
        for fact in section["fields"]:
            if item.picture and fact["value"] == str(item.picture):
                fact |= {"value": _("Show"), "url": reverse("item_picture", args=[item.pk])}
    return found


def picture(request: HttpRequest, pk: int) -> FileResponse:
    """Only pictures we wrote ourselves lie there, so they may be shown inline."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    item = Item.objects.filter(pk=pk).exclude(picture="").first()
    if item is None or not item.picture.storage.exists(item.picture.name):
        raise Http404
    kind = "image/png" if item.picture.name.endswith(".png") else "image/jpeg"
    return FileResponse(item.picture.open("rb"), content_type=kind)


ITEMS = ItemPages(
    model=Item,
    name="item",
    table=ItemTable,
    filter=ItemFilter,
    form=ItemForm,
    title=_("Item"),
    title_plural=_("Items"),
    may_change=may_change,
    queryset=seen,
    save=save,
    importer=item_sheet.IMPORTER,
    children=(PACKS, BARCODES),
    fieldsets=FIELDSETS,
    tables=small_tables,
    sections=sections_of,
    priced_fields=("list_purchase_price",),
)
