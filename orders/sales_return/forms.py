"""The entry form of the application: why, and per line from which delivery, how much, what for."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, Row
from documents.priced_forms import PricedLineForm
from inventory.places.models import Warehouse
from masterdata.models import Company, Party, User
from masterdata.units import Ratio
from orders.customer_order.defaults import fill_prices
from orders.delivery.models import DeliveryLine
from orders.sales_return.actions import terms_of, with_amounts
from orders.sales_return.models import WISHES, SalesReturn, SalesReturnLine
from ui.forms import LookupField

CITED = "delivery_line"
FIXED = ("price", "discount", "tax_rate")


def _text(model: Any, name: str, **options: Any) -> forms.CharField:
    field = model._meta.get_field(name)
    return forms.CharField(
        label=field.verbose_name, max_length=field.max_length, required=False, **options
    )


class ReturnHeadForm(HeadForm):
    remembered = ("warehouse",)
    wide_fields: ClassVar[tuple[str, ...]] = ("reason", "remark")
    field_order = (
        "party",
        "date",
        "handler",
        "warehouse",
        "contact",
        "phone",
        "photo",
        "no_photo_reason",
        "price_includes_tax",
        "reason",
        "remark",
    )

    party = LookupField("customer", Party.objects.filter(is_customer=True), label=_("Customer"))
    warehouse = LookupField("warehouse", Warehouse.objects.all(), label=_("Warehouse"))
    contact = _text(SalesReturn, "contact")
    phone = _text(SalesReturn, "phone")
    price_includes_tax = forms.BooleanField(label=_("Price includes tax"), required=False)
    reason = _text(
        SalesReturn,
        "reason",
        help_text=_("Holds for every line that gives no reason of its own. Attach the photos."),
    )
    photo = forms.FileField(
        label=_("Photo of the goods (file)"),
        required=False,
        help_text=_("Kept with the return; more may be attached on its page."),
    )

    no_photo_reason = _text(SalesReturn, "no_photo_reason")

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        start = super().starting(document_type, user)
        return start | {"price_includes_tax": Company.current().prices_include_tax}

    @property
    def body(self) -> Row:
        return {name: value for name, value in super().body.items() if name != "photo"}

    @property
    def attached(self) -> list[Any]:
        photo = self.cleaned_data.get("photo")
        return [photo] if photo else []


class ReturnLineForm(PricedLineForm):
    """With a delivery line its price, discount, tax and gift stand, whatever was typed."""

    model = SalesReturnLine
    history_url: ClassVar[str] = "sales_prices"
    grid_context: ClassVar[dict[str, str]] = {
        "party": "party",
        "price_includes_tax": "price_includes_tax",
        "date": "date",
    }
    typed_total = None

    delivery_line = LookupField(
        "returnable_delivery_line",
        DeliveryLine.objects.select_related("body__head", "order_line__body__head"),
        label=_("Delivery line"),
        required=False,
    )
    wish = forms.ChoiceField(
        label=_("Wished outcome"),
        choices=[(each.value, each.label) for each in WISHES],
        required=False,
    )
    reason = _text(SalesReturnLine, "reason")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        line: DeliveryLine | None = data.get(CITED)
        if line is not None and data.get("item") not in (None, line.item):
            self.add_error(CITED, _("This delivery line is about another item."))
        data["wish"] = data.get("wish") or WISHES[0].value
        return data

    def check_against(self, packs: dict[tuple[int, int], Ratio]) -> None:
        """Beside unit and decimals: what was billed is what is credited, so it is not typed."""
        super().check_against(packs)
        line: DeliveryLine | None = self.cleaned_data.get(CITED)
        if line is not None:
            for name in FIXED:
                self.cleaned_data.pop(name, None)

    def row(self, head: HeadForm) -> Row:
        row = super().row(head)
        line: DeliveryLine | None = row.get(CITED)
        if line is None:
            return row
        return row | terms_of(line, Ratio(row["ratio_numerator"], row["ratio_denominator"]))

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        with_amounts([row for row in rows if row.get(CITED)])
        free = [row for row in rows if not row.get(CITED)]
        data = head.cleaned_data
        for row in fill_prices(free, party=data.get("party"), on=data["date"]):
            row.pop("price_source", None)
        return rows
