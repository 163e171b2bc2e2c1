"""The queries behind the stock pages: items with their figures, and balances bin by bin."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from inventory.stock.models import Phase, StockBalance, StockCost, StockEntry
from inventory.stock.queries import USABLE
from masterdata.fields import MoneyField, QuantityField
from masterdata.models import Item, PackUnit
from masterdata.models.items import ItemKind

NONE = Decimal(0)
PACKS = Prefetch("pack_units", PackUnit.objects.select_related("unit").order_by("level", "id"))


def stocked_items(*, warehouse: int | None = None) -> QuerySet[Item]:
    """Every item that can lie in a store, with its figures and its value."""
    here = Q(bin__warehouse=warehouse) if warehouse else Q()
    costs = Q(warehouse=warehouse) if warehouse else Q()
    balances, values = StockBalance.objects.filter(here), StockCost.objects.filter(costs)
    usable = balances.filter(bin__kind__in=USABLE)
    items = Item.objects.exclude(kind=ItemKind.SERVICE).select_related("unit")
    return (
        items.prefetch_related(PACKS)
        .annotate(
            on_hand=_sum(balances, "on_hand", QuantityField()),
            reserved=_sum(balances, "reserved", QuantityField()),
            expected=_sum(balances, "expected", QuantityField()),
            usable=_sum(usable, "on_hand", QuantityField()),
            worth=_sum(values, "amount", MoneyField()),
            last_moved_on=Subquery(_last_moves(here)),
        )
        .annotate(
            available=ExpressionWrapper(F("usable") - F("reserved"), output_field=QuantityField())
        )
    )


def _sum(rows: QuerySet[Any], column: str, field: Any) -> Coalesce:
    one = rows.filter(item=OuterRef("pk")).order_by().values("item")
    return Coalesce(
        Subquery(one.annotate(found=Sum(column)).values("found"), output_field=field),
        Value(NONE, field),
    )


def _last_moves(here: Q) -> QuerySet[Any]:
    """The newest first, so that the index of the card gives it without reading the others."""
    moves = StockEntry.objects.filter(here, item=OuterRef("pk"), phase=Phase.ON_HAND)
    return moves.order_by("-on_date", "-id").values("on_date")[:1]


def with_something(items: QuerySet[Item]) -> QuerySet[Item]:
    """Without the items of which nothing lies, is promised or is awaited."""
    return items.exclude(on_hand=NONE, reserved=NONE, expected=NONE)


def below_safety(items: QuerySet[Item]) -> QuerySet[Item]:
    return items.filter(safety_stock__gt=NONE, available__lt=F("safety_stock"))


def not_issued_for(items: QuerySet[Item], *, days: int, today: date) -> QuerySet[Item]:
    """呆滞: in stock, and nothing left for so many days; what came since then is not slow."""
    since = today - timedelta(days=days)
    moves = StockEntry.objects.filter(item=OuterRef("pk"), phase=Phase.ON_HAND)
    left = moves.filter(quantity__lt=0, on_date__gt=since)
    lay_before = moves.filter(on_date__lte=since)
    return items.filter(Exists(lay_before), ~Exists(left), on_hand__gt=NONE)


def balances_by_bin() -> QuerySet[StockBalance]:
    """One row per item, bin and holder, with the cost of the warehouse beside it."""
    cost = StockCost.objects.filter(
        item=OuterRef("item"), warehouse=OuterRef("bin__warehouse"), quantity__gt=NONE
    )
    return (
        StockBalance.objects.select_related("item__unit", "bin__warehouse")
        .prefetch_related(Prefetch("item__pack_units", PACKS.queryset))
        .annotate(
            available=ExpressionWrapper(F("on_hand") - F("reserved"), output_field=QuantityField()),
            cost_quantity=Subquery(cost.values("quantity")[:1], output_field=QuantityField()),
            cost_amount=Subquery(cost.values("amount")[:1], output_field=MoneyField()),
        )
    )
