"""The line form of goods with prices: units, discount, typed totals; the server computes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.discount import parse_discount
from documents.forms import HeadForm, LineForm, Row
from masterdata.models import Company, Item, PackUnit, Unit
from masterdata.money import LineAmounts, line_amounts, price_from_total
from masterdata.units import BASE, Ratio, to_base
from ui.forms import DecimalField, LookupField
from ui.lines import LineFormSet

HUNDRED = Decimal(100)
LARGEST_AMOUNT = Decimal(10) ** 13
SAME_MEANS_SAME = ("quantity", "price", "discount", "tax_rate", "price_includes_tax", "is_gift")


class DiscountField(DecimalField):
    """90, 9折, 0.9, 九五折: the percent that is paid; empty is 100."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Discount (%)"))
        super().__init__(places=2, required=False, initial=HUNDRED, **options)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        if value is None or value == "":
            return None
        try:
            return parse_discount(str(value))
        except ValueError as fault:
            raise ValidationError(str(fault), code="invalid") from fault


class PricedLineForm(LineForm):
    """Item, unit, quantity, price. A forged amount has no field to arrive in.

    A line whose numbers were not touched keeps its stored amounts to the cent; a typed total wins
    over the price. Papers that pay for less than what arrived override `paid_quantity`.
    """

    priced_fields: ClassVar[tuple[str, ...]] = ("price", "discount", "tax_rate", "typed_total")
    includes_tax_field: ClassVar[str] = "price_includes_tax"

    item = LookupField("item", Item.objects.select_related("unit"), label=_("Item"))
    unit = LookupField("unit", Unit.objects.all(), label=_("Unit"), required=False)
    quantity = DecimalField(label=_("Quantity"), places=4, min_value=Decimal("0.0001"))
    price = DecimalField(label=_("Price"), places=6, min_value=0, required=False)
    discount = DiscountField()
    tax_rate = DecimalField(
        label=_("Tax rate (%)"), places=2, min_value=0, max_value=100, required=False
    )
    typed_total = DecimalField(label=_("Amount"), places=2, min_value=0, required=False)
    is_gift = forms.BooleanField(label=_("Gift"), required=False)
    line_remark = forms.CharField(label=_("Line remark"), max_length=200, required=False)

    packs: dict[tuple[int, int], Ratio]
    usually_includes_tax = True

    def ratio(self) -> Ratio | None:
        """How many base units one of the chosen unit holds; None if the item has no such pack."""
        item, unit = self.cleaned_data["item"], self.cleaned_data.get("unit")
        if unit is None or unit.pk == item.unit_id:
            return BASE
        if self.initial.get("unit") == unit and self.initial.get("item") == item:
            return Ratio(self.initial["ratio_numerator"], self.initial["ratio_denominator"])
        return self.packs.get((item.pk, unit.pk))

    def check_against(self, packs: dict[tuple[int, int], Ratio]) -> None:
        """What needs the item's packs, loaded once for all rows: unit and decimals."""
        self.packs = packs
        if self.errors:
            return
        item = self.cleaned_data["item"]
        unit = self.cleaned_data.get("unit") or item.unit
        if self.ratio() is None:
            sentence = _("%(item)s is not counted in %(unit)s. Choose one of its own units.")
            self.add_error("unit", sentence % {"item": item.name, "unit": unit.name})
            return
        quantity = self.cleaned_data["quantity"]
        if quantity != round(quantity, unit.decimals):
            sentence = _("%(unit)s has at most %(places)s decimal places.")
            self.add_error("quantity", sentence % {"unit": unit.name, "places": unit.decimals})
            return
        most = quantity * (self.cleaned_data.get("price") or 0)
        if max(most, self.cleaned_data.get("typed_total") or 0) >= LARGEST_AMOUNT:
            self.add_error("quantity", _("The amount of this line is too large. Check it."))

    def row(self, head: HeadForm) -> Row:
        """The whole line; what the user may not see comes from the stored line."""
        data = dict(self.cleaned_data)
        typed_total = data.pop("typed_total", None)
        ratio = self.ratio() or BASE
        data["unit"] = data.get("unit") or data["item"].unit
        row = data | {
            "ratio_numerator": ratio.numerator,
            "ratio_denominator": ratio.denominator,
            "base_quantity": to_base(data["quantity"], ratio),
            "price_includes_tax": self._includes_tax(head),
        }
        self._fill_prices(row)
        return self.with_amounts(row, typed_total=typed_total)

    def paid_quantity(self, row: Mapping[str, Any]) -> Decimal:
        quantity: Decimal = row["quantity"]
        return quantity

    def with_amounts(self, row: Row, *, typed_total: Decimal | None) -> Row:
        quantity = self.paid_quantity(row)
        if row.get("is_gift"):
            row["price"], typed_total = Decimal(0), None
        if typed_total is not None:
            implied = price_from_total(typed_total, quantity, discount=row["discount"])
            row["price"] = row["price"] if implied is None else implied
        amounts = self._kept(row) if typed_total is None else None
        if amounts is None:
            amounts = line_amounts(
                quantity,
                row["price"],
                discount=row["discount"],
                tax_rate=row["tax_rate"],
                price_includes_tax=row["price_includes_tax"],
                typed_total=typed_total,
            )
        return row | {"net": amounts.net, "tax": amounts.tax, "gross": amounts.gross}

    def _kept(self, row: Row) -> LineAmounts | None:
        """The stored amounts where nothing that they follow from was changed."""
        before = self.initial
        if any(before.get(name) != row.get(name) for name in SAME_MEANS_SAME):
            return None
        if "gross" not in before or self.paid_quantity(before) != self.paid_quantity(row):
            return None
        return LineAmounts(net=before["net"], tax=before["tax"], gross=before["gross"])

    def _fill_prices(self, row: Row) -> None:
        before = self.initial if self.initial.get("item") == row["item"] else {}
        for name, value in self.usual_prices(row).items():
            kept = before.get(name) if self.hide_prices else None
            given = row.get(name)
            row[name] = given if given is not None else (value if kept is None else kept)

    def usual_prices(self, row: Row) -> Row:
        """Price, discount and tax rate of a line for which none were typed or may be typed."""
        return {"price": Decimal(0), "discount": HUNDRED, "tax_rate": row["item"].tax_rate}

    def _includes_tax(self, head: HeadForm) -> bool:
        chosen = head.cleaned_data.get(self.includes_tax_field)
        if chosen is not None:
            return bool(chosen)
        stored = self.initial.get("price_includes_tax")
        return self.usually_includes_tax if stored is None else bool(stored)


class PricedLines(LineFormSet):
    """Lines of goods: the packs of all items are fetched in one query."""

    def is_valid(self) -> bool:
        return super().is_valid() and all(not form.errors for form in self.forms)

    def clean(self) -> None:
        check_packs([form for form in self.forms if isinstance(form, PricedLineForm)])


def check_packs(forms: Sequence[PricedLineForm]) -> None:
    """The second look at cleaned rows, with what only the items' packs can tell."""
    items = {form.cleaned_data["item"].pk for form in forms if not form.errors}
    packs = {
        (pack.item_id, pack.unit_id): Ratio(pack.numerator, pack.denominator)
        for pack in PackUnit.objects.filter(item__in=items)
    }
    includes_tax = Company.current().prices_include_tax
    for form in forms:
        form.usually_includes_tax = includes_tax
        form.check_against(packs)
