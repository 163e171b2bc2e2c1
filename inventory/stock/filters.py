"""The conditions of the stock pages."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.places.models import BinKind, Warehouse
from inventory.stock import lists
from masterdata.lookups import ITEM_CONTAINS
from masterdata.models import Category
from masterdata.models.items import ItemKind
from ui.filters import ChoiceFilter, FilterSet, FlagFilter, LookupFilter, PeriodFilter, TextFilter

ITEM_FIELDS = (*ITEM_CONTAINS, "barcode", "barcodes__code")


def _handled_by_the_page(rows: QuerySet[Any], _name: str, _value: Any) -> QuerySet[Any]:
    """The page has built its query from this condition already."""
    return rows


class StockFilter(FilterSet):
    """Items: what lies, what is short, what moves slowly."""

    q = TextFilter(fields=ITEM_FIELDS)
    warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        label=_("Warehouse"),
        method=_handled_by_the_page,
    )
    kind = ChoiceFilter(choices=ItemKind.choices, label=_("Item kind"))
    category = LookupFilter("category", queryset=Category.objects.all(), label=_("Category"))
    below_safety = FlagFilter(label=_("Below safety stock"), method="short")
    zero = FlagFilter(label=_("Show zero stock"), method=_handled_by_the_page)
    slow_days = django_filters.NumberFilter(
        label=_("Not issued for (days)"), min_value=1, max_value=3650, method="slow"
    )
    more_filters = ("kind", "category", "slow_days")

    def short(self, rows: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        return lists.below_safety(rows) if value else rows

    def slow(self, rows: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        return lists.not_issued_for(rows, days=int(value), today=timezone.localdate())


class BinFilter(FilterSet):
    """Balances bin by bin."""

    q = TextFilter(fields=[f"item__{name}" for name in ITEM_FIELDS])
    warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        field_name="bin__warehouse",
        label=_("Warehouse"),
    )
    bin = django_filters.CharFilter(
        field_name="bin__code", lookup_expr="istartswith", label=_("Bin code"), max_length=30
    )
    kind = ChoiceFilter(field_name="bin__kind", choices=BinKind.choices, label=_("Bin kind"))
    held_for = django_filters.CharFilter(
        lookup_expr="icontains", label=_("Held for"), max_length=60
    )
    zero = FlagFilter(label=_("Show zero stock"), method=_handled_by_the_page)
    more_filters = ("kind", "held_for")


class CardFilter(FilterSet):
    """One item's movements."""

    period = PeriodFilter(field_name="on_date", label=_("Document date"))
    warehouse = LookupFilter("warehouse", queryset=Warehouse.objects.all(), label=_("Warehouse"))
