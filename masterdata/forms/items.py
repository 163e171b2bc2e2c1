"""Forms of items and of what describes them: units, packs, barcodes, categories, tax rates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.children import line_form
from masterdata.completeness import missing_parts
from masterdata.forms.bounds import Bounded
from masterdata.models import Category, Item, ItemBarcode, PackUnit, Party, TaxRate, Unit
from masterdata.pictures import clean_picture
from masterdata.pinyin_codes import set_codes
from masterdata.usage import is_used
from ui.forms import Form, LineFormSet, LookupField, ModelForm


class UnitForm(ModelForm):
    class Meta:
        model = Unit
        fields = ("code", "name", "decimals")


class CategoryForm(ModelForm):
    parent = LookupField("category", Category.objects.all(), label=_("Belongs to"), required=False)

    class Meta:
        model = Category
        fields = ("code", "name", "parent")

    def clean_parent(self) -> Category | None:
        """A group cannot lie inside itself, however deep."""
        parent: Category | None = self.cleaned_data["parent"]
        above = parent
        while above is not None:
            if above.pk == self.instance.pk:
                raise ValidationError(gettext("A category cannot lie inside itself."))
            above = above.parent
        return parent


class TaxRateForm(ModelForm):
    class Meta:
        model = TaxRate
        fields = ("code", "name", "percent", "kind", "valid_from", "valid_to")


class ItemForm(Bounded, ModelForm):
    """Prices are fields only for those who may see them; what is not sent is not touched."""

    unit = LookupField("unit", Unit.objects.all(), label=_("Unit"))
    category = LookupField("category", Category.objects.all(), label=_("Category"), required=False)
    default_supplier = LookupField(
        "supplier",
        Party.objects.filter(is_supplier=True),
        label=_("Default supplier"),
        required=False,
    )

    class Meta:
        model = Item
        fields = (
            "code", "name", "pinyin", "kind", "series", "model", "specification", "size",
            "colour", "unit", "category", "barcode", "parcels_per_piece", "list_price",
            "list_purchase_price", "tax_rate", "default_supplier", "lead_time_days",
            "minimum_order", "safety_stock", "reorder_point", "selling_points",
            "quality_standard", "picture", "is_active",
        )  # fmt: skip
        widgets = {  # noqa: RUF012
            "selling_points": forms.Textarea(attrs={"rows": 2}),
            "quality_standard": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {  # noqa: RUF012
            "pinyin": _("Left empty, made from the name. Several codes: separate by a blank."),
            "parcels_per_piece": _("How many parcels one piece is packed in."),
            "tax_rate": _("13 means 13 percent."),
        }

    usual = (
        "parcels_per_piece", "list_price", "list_purchase_price", "tax_rate", "lead_time_days",
        "minimum_order", "safety_stock", "reorder_point",
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.bound("list_price", "list_purchase_price", low=0)
        self.bound("safety_stock", "reorder_point", "minimum_order", low=0)
        self.bound("tax_rate", low=0, high=100)

    def clean_unit(self) -> Unit:
        unit: Unit = self.cleaned_data["unit"]
        if self.instance.pk and unit.pk != self.initial.get("unit") and is_used(self.instance):
            sentence = gettext(
                "The unit of an item that papers already name cannot change. "
                "Enter a new item with the other unit."
            )
            raise ValidationError(sentence)
        return unit

    def clean_barcode(self) -> str:
        barcode = str(self.cleaned_data["barcode"])
        others = ItemBarcode.objects.filter(code=barcode).exclude(item=self.instance.pk)
        if barcode and others.exists():
            raise ValidationError(gettext("Another item already has this barcode."))
        return barcode

    def clean_picture(self) -> Any:
        return clean_picture(self.cleaned_data["picture"])

    def prepare(self) -> Item:
        """The item as it will be stored: pinyin codes made, the mark "to be completed" set."""
        item: Item = self.instance
        set_codes(item, self)
        item.to_complete = item.to_complete and bool(missing_parts(item))
        return item


class BarcodeLine(Form):
    """A barcode of a piece, or of a pack: then its unit is named."""

    code = ItemBarcode._meta.get_field("code").formfield()
    unit = LookupField("unit", Unit.objects.all(), label=_("Pack unit"), required=False)


PackLine = line_form(
    PackUnit,
    ("unit", "numerator", "denominator", "level"),
    {"unit": LookupField("unit", Unit.objects.all(), label=_("Unit"))},
)


def packs_differ(formset: LineFormSet) -> None:
    units = [row["unit"].pk for row in formset.cleaned_data]
    levels = [row["level"] for row in formset.cleaned_data]
    if len(units) != len(set(units)) or len(levels) != len(set(levels)):
        raise ValidationError(gettext("Each pack unit and each level can be given once."))


def barcodes_differ(formset: LineFormSet) -> None:
    codes = [row["code"] for row in formset.cleaned_data]
    if len(codes) != len(set(codes)):
        raise ValidationError(gettext("Each barcode can be given once."))
    own = [row["id"] for row in formset.cleaned_data if row["id"]]
    others = ItemBarcode.objects.filter(code__in=codes).exclude(pk__in=own)
    taken = others.select_related("item").first()
    if taken is not None:
        sentence = gettext("Barcode %(code)s already belongs to item %(item)s.")
        raise ValidationError(sentence % {"code": taken.code, "item": taken.item.code})
