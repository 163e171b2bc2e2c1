"""Forms of price lists, their lines, customers' prices and lowest prices."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.models import Company, Item, Party, Region, User
from orders.prices.models import ENDS_FIRST, CustomerPrice, ItemFloor, PriceList, PriceListLine
from ui import formats
from ui.forms import DateField, DecimalField, LookupField, ModelForm

LEAST_PRICE = Decimal("0.000001")


def firms_way() -> bool:
    """Whether the firm says its prices with tax."""
    return Company.current().prices_include_tax


class Reckoned(ModelForm):
    """A new price starts as the firm says its prices."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None and not self.is_bound:
            self.initial["includes_tax"] = firms_way()

    def clean(self) -> dict[str, Any]:
        """The first day stands before the last; said beside the day, and of sheets as well."""
        super().clean()
        first, last = (self.cleaned_data.get(name) for name in ("valid_from", "valid_to"))
        if first and last and last < first:
            self.add_error("valid_to", ENDS_FIRST)
        return self.cleaned_data


class PriceListForm(Reckoned):
    region = LookupField(
        "region",
        Region.objects.all(),
        label=_("Region"),
        required=False,
        help_text=_("Left empty, the list is for customers of every region."),
    )
    valid_from = DateField(label=_("Valid from"), initial=timezone.localdate)
    valid_to = DateField(label=_("Valid to"), required=False)

    class Meta:
        model = PriceList
        fields = (
            "code",
            "name",
            "level",
            "region",
            "includes_tax",
            "valid_from",
            "valid_to",
            "is_active",
        )
        help_texts = {"level": _("Left empty, the list is for customers of every level.")}  # noqa: RUF012


def least_quantity() -> DecimalField:
    return DecimalField(
        label=_("Least quantity"),
        places=4,
        min_value=0,
        required=False,
        help_text=_("In the base unit. Left empty, the price is for any quantity."),
    )


class PriceListLineForm(ModelForm):
    # A list is filled before it comes into use.
    price_list = LookupField(
        "price_list", PriceList.objects.all(), label=_("Price list"), allow_inactive=True
    )
    item = LookupField("item", Item.objects.select_related("unit"), label=_("Item"))
    min_quantity = least_quantity()
    price = DecimalField(label=_("Price"), places=6, min_value=LEAST_PRICE)
    floor_price = DecimalField(label=_("Lowest price"), places=6, min_value=0, required=False)

    class Meta:
        model = PriceListLine
        fields = ("price_list", "item", "min_quantity", "price", "floor_price")

    def clean_min_quantity(self) -> Decimal:
        return self.cleaned_data["min_quantity"] or Decimal(0)

    def clean_floor_price(self) -> Decimal | None:
        floor: Decimal | None = self.cleaned_data["floor_price"]
        price = self.cleaned_data.get("price")
        if floor is not None and price is not None and floor > price:
            raise ValidationError(gettext("The lowest price lies between 0 and the price."))
        return floor


class CustomerPriceForm(Reckoned):
    party = LookupField("customer", Party.objects.filter(is_customer=True), label=_("Customer"))
    item = LookupField("item", Item.objects.select_related("unit"), label=_("Item"))
    min_quantity = least_quantity()
    price = DecimalField(label=_("Price"), places=6, min_value=LEAST_PRICE)
    valid_from = DateField(label=_("Valid from"), initial=timezone.localdate)
    valid_to = DateField(label=_("Valid to"), required=False)
    # Whoever agreed may have left since.
    agreed_by = LookupField(
        "user", User.objects.all(), label=_("Agreed by"), required=False, allow_inactive=True
    )

    class Meta:
        model = CustomerPrice
        fields = (
            "party",
            "item",
            "min_quantity",
            "price",
            "includes_tax",
            "valid_from",
            "valid_to",
            "reason",
            "agreed_by",
        )

    def clean_min_quantity(self) -> Decimal:
        return self.cleaned_data["min_quantity"] or Decimal(0)


class ItemFloorForm(Reckoned):
    item = LookupField("item", Item.objects.select_related("unit"), label=_("Item"))
    floor_price = DecimalField(label=_("Lowest price"), places=6, min_value=LEAST_PRICE)

    class Meta:
        model = ItemFloor
        fields = ("item", "floor_price", "includes_tax")


def overlapping(price: CustomerPrice, others: Any) -> str:
    """Why a price cannot stand beside those of the same customer, item and quantity; or nothing."""
    ends = price.valid_to or date.max
    for other in others:
        same = other.pk is not None and other.pk == price.pk
        if same or (other.valid_to or date.max) < price.valid_from or other.valid_from > ends:
            continue
        sentence = gettext(
            "%(customer)s already has the price %(price)s for %(item)s from %(first)s to %(last)s. "
            "End that one first, or choose other days."
        )
        return sentence % {
            "customer": price.party,
            "item": price.item,
            "price": formats.price(other.price),
            "first": formats.day(other.valid_from),
            "last": formats.day(other.valid_to) or gettext("further notice"),
        }
    return ""
