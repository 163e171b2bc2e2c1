"""The lists of price lists, their lines, customers' prices and lowest prices."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.prices.models import CustomerPrice, ItemFloor, PriceList, PriceListLine
from orders.prices.offers import still_valid
from ui.filters import FilterSet, FlagFilter, LookupFilter, TextFilter, YesNoFilter
from ui.tables import (
    BooleanColumn,
    Column,
    DateColumn,
    LinkColumn,
    PriceColumn,
    QuantityColumn,
    Table,
    UserColumn,
)

ITEM_FIELDS = ("item__code", "item__name", "item__pinyin")


class PriceListTable(Table):
    code = LinkColumn(_("Code"))
    name = Column(_("Name"))
    level = Column(_("Customer level"))
    region = Column(_("Region"), accessor="region__name")
    includes_tax = BooleanColumn(_("Price includes tax"))
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Valid to"))
    is_active = BooleanColumn(_("Active"))


class PriceListFilter(FilterSet):
    text = TextFilter(fields=("code", "name", "level"))
    region = LookupFilter("region", label=_("Region"))
    valid = FlagFilter(label=_("Valid today"), method="by_today")
    active = YesNoFilter(field_name="is_active", label=_("Active"))

    class Meta(FilterSet.Meta):
        model = PriceList
        fields: ClassVar[list[str]] = []

    def by_today(self, lists: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return lists.filter(still_valid(timezone.localdate())) if value else lists


def line_page(record: PriceListLine) -> str:
    return reverse("price_list_line_detail", args=[record.pk])


class OpenLineTable(Table):
    """Without the lowest price, for those who are not to know it."""

    frozen = 2

    code = LinkColumn(_("Item code"), accessor="item__code", url=line_page, css="g-code")
    item = Column(_("Item"), accessor="item__name")
    price_list = LinkColumn(
        _("Price list"),
        accessor="price_list__name",
        url=lambda record: reverse("price_list_detail", args=[record.price_list_id]),
    )
    unit = Column(_("Unit"), accessor="item__unit__name")
    min_quantity = QuantityColumn(_("Least quantity"), blank_zero=True)
    price = PriceColumn(_("Price"))


class LineTable(OpenLineTable):
    floor_price = PriceColumn(_("Lowest price"))


class LineFilter(FilterSet):
    text = TextFilter(fields=ITEM_FIELDS, label=_("Item"))
    price_list = LookupFilter("price_list", label=_("Price list"))
    item = LookupFilter("item", label=_("Item"))
    valid = FlagFilter(label=_("Valid today"), method="by_today")

    class Meta(FilterSet.Meta):
        model = PriceListLine
        fields: ClassVar[list[str]] = []

    def by_today(self, lines: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        if not value:
            return lines
        today = still_valid(timezone.localdate(), "price_list__")
        return lines.filter(today, price_list__is_active=True)


class CustomerPriceTable(Table):
    frozen = 2

    party = LinkColumn(_("Customer"), accessor="party__name")
    code = Column(_("Item code"), accessor="item__code", css="g-code")
    item = Column(_("Item"), accessor="item__name")
    unit = Column(_("Unit"), accessor="item__unit__name")
    min_quantity = QuantityColumn(_("Least quantity"), blank_zero=True)
    price = PriceColumn(_("Price"))
    includes_tax = BooleanColumn(_("Price includes tax"))
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Valid to"))
    reason = Column(_("Reason"))
    agreed_by = UserColumn(_("Agreed by"), accessor="agreed_by", order_by="agreed_by__full_name")


class CustomerPriceFilter(FilterSet):
    text = TextFilter(
        fields=("party__name", "party__code", "party__pinyin", *ITEM_FIELDS),
        label=_("Customer or item"),
    )
    party = LookupFilter("customer", label=_("Customer"))
    item = LookupFilter("item", label=_("Item"))
    valid = FlagFilter(label=_("Valid today"), method="by_today")

    class Meta(FilterSet.Meta):
        model = CustomerPrice
        fields: ClassVar[list[str]] = []

    def by_today(self, prices: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return prices.filter(still_valid(timezone.localdate())) if value else prices


class ItemFloorTable(Table):
    code = LinkColumn(
        _("Item code"),
        accessor="item__code",
        url=lambda record: reverse("item_floor_detail", args=[record.pk]),
        css="g-code",
    )
    item = Column(_("Item"), accessor="item__name")
    unit = Column(_("Unit"), accessor="item__unit__name")
    list_price = PriceColumn(_("List price"), accessor="item__list_price", blank_zero=True)
    floor_price = PriceColumn(_("Lowest price"))
    includes_tax = BooleanColumn(_("Price includes tax"))


class ItemFloorFilter(FilterSet):
    text = TextFilter(fields=ITEM_FIELDS, label=_("Item"))
    item = LookupFilter("item", label=_("Item"))

    class Meta(FilterSet.Meta):
        model = ItemFloor
        fields: ClassVar[list[str]] = []
