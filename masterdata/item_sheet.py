"""Items by spreadsheet, pack units and further barcodes included."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.forms.items import ItemForm
from masterdata.models import Item, ItemBarcode, PackUnit, Unit
from masterdata.roles import may_see_list_prices, may_see_purchase_prices
from masterdata.sheets import (
    RowChecks,
    create_together,
    rows_in,
    sheet_for_editing,
    store_records,
)
from ui.importer import Importer
from ui.imports import Fault, Heading
from ui.record_views import in_words

PACK = re.compile(r"([^:：=]+)[:：=]\s*(\d{1,9})(?:/(\d{1,9}))?")
MOST_PACKS = 3
LOOKED_UP = ("unit", "category", "default_supplier")


class ItemRow(RowChecks, ItemForm):
    """A row of the sheet; packs as `袋:100; 箱:2000`, barcodes separated by blanks."""

    packs = forms.CharField(required=False, max_length=200)
    barcodes = forms.CharField(required=False, max_length=2000)

    class Meta(ItemForm.Meta):
        fields = tuple(name for name in ItemForm.Meta.fields if name != "picture")

    clean_picture = None

    def clean_barcode(self) -> str:
        return str(self.cleaned_data["barcode"])

    def clean_packs(self) -> list[tuple[str, int, int]]:
        parts = [part.strip() for part in re.split(r"[;；]", self.cleaned_data["packs"]) if part]
        found = []
        for part in parts:
            match = PACK.fullmatch(part)
            if match is None:
                raise ValidationError(gettext("Write packs like 袋:100; 箱:2000."))
            found.append((match[1].strip(), int(match[2]), int(match[3] or 1)))
        if len(found) > MOST_PACKS or len({unit for unit, _n, _d in found}) < len(found):
            raise ValidationError(gettext("An item has at most three packs, each unit once."))
        if any(numerator < 1 or denominator < 1 for _unit, numerator, denominator in found):
            raise ValidationError(gettext("A pack holds at least something."))
        return found

    def clean_barcodes(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["barcodes"].split()))


def _heading(name: str, *, required: bool = False, **more: Any) -> Heading:
    label = Item._meta.get_field(name).verbose_name
    return Heading(name, label, required=required, **more)


HEADINGS = (
    _heading("code", required=True, synonyms=("商品编码", "编码", "货号", "料号")),
    _heading("name", required=True, synonyms=("商品名称", "名称")),
    _heading("unit", required=True, synonyms=("基本单位",)),
    _heading("kind"),
    _heading("category", synonyms=("商品类别", "分类")),
    _heading("series"),
    _heading("model"),
    _heading("specification"),
    _heading("size"),
    _heading("colour"),
    _heading("barcode"),
    Heading("barcodes", _("More barcodes"), hint=_("Separated by blanks.")),
    Heading("packs", _("Pack units"), hint=_("Like 袋:100; 箱:2000.")),
    _heading("parcels_per_piece"),
    _heading("list_price"),
    _heading("list_purchase_price"),
    _heading("tax_rate"),
    _heading("default_supplier", hint=_("The supplier's code.")),
    _heading("lead_time_days"),
    _heading("minimum_order"),
    _heading("safety_stock"),
    _heading("reorder_point"),
    _heading("quality_standard"),
    _heading("selling_points"),
    _heading("pinyin"),
    _heading("is_active"),
)


def check(rows: Sequence[Any], _request: HttpRequest) -> list[Fault]:
    """Barcodes of the sheet among themselves and against all others; units of packs."""
    faults = _unknown_pack_units(rows)
    owner: dict[str, Any] = {}
    for form in rows:
        code = form.cleaned_data.get("code") or form.instance.code
        for barcode in _barcodes_of(form):
            if owner.setdefault(barcode, code) != code:
                reason = gettext("Barcode %(barcode)s is given to %(one)s and to %(other)s.")
                words = {"barcode": barcode, "one": owner[barcode], "other": code}
                faults.append(Fault(0, str(_("Barcode")), reason % words))
    further = ItemBarcode.objects.values_list("code", "item__code")
    taken = dict(rows_in(further, "code", owner))
    taken |= dict(rows_in(Item.objects.values_list("barcode", "code"), "barcode", owner))
    for barcode, code in taken.items():
        if owner[barcode] != code:
            reason = gettext("Barcode %(code)s already belongs to item %(item)s.")
            words = {"code": barcode, "item": code}
            faults.append(Fault(0, str(_("Barcode")), reason % words))
    return faults


def _barcodes_of(form: Any) -> list[str]:
    cleaned = form.cleaned_data
    return [code for code in [cleaned.get("barcode"), *(cleaned.get("barcodes") or [])] if code]


def _unknown_pack_units(rows: Sequence[Any]) -> list[Fault]:
    wanted = {unit for form in rows for unit, _n, _d in form.cleaned_data.get("packs") or []}
    missing = wanted - set(_units(wanted))
    reason = gettext("There is no unit “%(unit)s”. Enter it under Units first.")
    return [Fault(0, str(_("Pack units")), reason % {"unit": unit}) for unit in sorted(missing)]


def _units(names: set[str]) -> dict[str, Unit]:
    found = {unit.name: unit for unit in Unit.objects.filter(name__in=names)}
    return found | {unit.code: unit for unit in Unit.objects.filter(code__in=names)}


def save(rows: Sequence[Any], request: HttpRequest) -> int:
    items = store_records(rows, request)
    _keep_packs(rows, items, request=request)
    _keep_barcodes(rows, items, request=request)
    return len(items)


def _keep_packs(rows: Sequence[Any], items: Sequence[Item], *, request: HttpRequest) -> None:
    """Packs that the sheet names are set; packs it does not name stay."""
    named = zip(rows, items, strict=True)
    wanted = {item.pk: form.cleaned_data.get("packs") or [] for form, item in named}
    units = _units({unit for packs in wanted.values() for unit, _n, _d in packs})
    present: dict[int, dict[int, PackUnit]] = {}
    for pack in rows_in(PackUnit.objects.all(), "item", [pk for pk in wanted if wanted[pk]]):
        present.setdefault(pack.item_id, {})[pack.unit_id] = pack
    new = []
    for pk, packs in wanted.items():
        own = present.get(pk, {})
        levels = {pack.level for pack in own.values()}
        for name, numerator, denominator in packs:
            pack = own.get(units[name].pk)
            if pack is None:
                level = min(set(range(1, MOST_PACKS + 1)) - levels, default=MOST_PACKS)
                levels.add(level)
                new.append(
                    PackUnit(
                        item_id=pk,
                        unit=units[name],
                        numerator=numerator,
                        denominator=denominator,
                        level=level,
                    )
                )
            elif (pack.numerator, pack.denominator) != (numerator, denominator):
                pack.numerator, pack.denominator = numerator, denominator
                pack.save()
    create_together(new, request)


def _keep_barcodes(rows: Sequence[Any], items: Sequence[Item], *, request: HttpRequest) -> None:
    wanted = {
        code: item
        for form, item in zip(rows, items, strict=True)
        for code in form.cleaned_data.get("barcodes") or []
    }
    known = set(rows_in(ItemBarcode.objects.values_list("code", flat=True), "code", wanted))
    new = [ItemBarcode(item=item, code=code) for code, item in wanted.items() if code not in known]
    create_together(new, request)


IMPORTER = Importer(
    form=ItemRow,
    headings=HEADINGS,
    save=save,
    check=check,
    key="code",
    examples=(
        ("JG0401", "内六角螺栓", "个", "原材料", "2001", "通用", "M8×30", "8.8级", "", "镀锌", ""),
    ),
)


def export(request: HttpRequest) -> HttpResponse:
    """All items for editing in a spreadsheet; columns of prices only for those who may see them."""
    user: Any = request.user
    hidden = set()
    if not may_see_list_prices(user):
        hidden.add("list_price")
    if not may_see_purchase_prices(user):
        hidden.add("list_purchase_price")
    items = Item.objects.select_related(*LOOKED_UP).order_by("code")
    return sheet_for_editing(
        [heading for heading in HEADINGS if heading.name not in hidden],
        items.prefetch_related("barcodes", "pack_units__unit").iterator(chunk_size=1000),
        values=_values,
        name=gettext("Items for editing"),
    )


def _values(item: Item) -> dict[str, Any]:
    row: dict[str, Any] = {one.name: getattr(item, one.name, "") for one in HEADINGS}
    row |= {name: getattr(getattr(item, name), "code", "") for name in LOOKED_UP}
    row["kind"] = in_words(item, "kind")
    row["barcodes"] = " ".join(one.code for one in item.barcodes.all())
    row["packs"] = "; ".join(
        f"{pack.unit.name}:{pack.numerator}"
        + (f"/{pack.denominator}" if pack.denominator > 1 else "")
        for pack in sorted(item.pack_units.all(), key=lambda one: one.level)
    )
    return row
