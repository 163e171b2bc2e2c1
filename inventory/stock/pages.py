"""Stock list, stock by bin, and the card of one item with its running balance."""

from typing import Any

from django.db.models import Case, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from documents.visibility import readable_types
from inventory.stock import lists, queries, tables
from inventory.stock.filters import BinFilter, CardFilter, StockFilter
from inventory.stock.models import StockBalance, StockEntry
from masterdata.fields import QuantityField
from masterdata.models import Item, User
from masterdata.roles import may_see_cost
from ui import formats
from ui.filters import FilterSet
from ui.listing import listing


@require_GET
def stock_list(request: HttpRequest) -> HttpResponse:
    """库存: every item with its four figures; its value for those who may see costs."""
    costed = may_see_cost(_user(request))
    return listing(
        request,
        queryset=_items,
        table_class=tables.CostedStockTable if costed else tables.StockTable,
        filter_class=StockFilter,
        title=_("Stock list"),
        extra={"tabs": _tabs("stock_list"), "note": _formula()},
    )


@require_GET
def stock_bins(request: HttpRequest) -> HttpResponse:
    """按储位: what lies in which bin."""
    costed = may_see_cost(_user(request))
    return listing(
        request,
        queryset=_balances,
        table_class=tables.CostedBinTable if costed else tables.BinTable,
        filter_class=BinFilter,
        title=_("Stock by bin"),
        extra={"tabs": _tabs("stock_bins")},
    )


@require_GET
def stock_card(request: HttpRequest, pk: int) -> HttpResponse:
    """库存卡片: one item's movements, where it lies, and its figures."""
    user = _user(request)
    item = get_object_or_404(Item.objects.select_related("unit"), pk=pk)
    costed = may_see_cost(user)
    extra = {
        "back_url": reverse("stock_list"),
        "subtitle": item.specification or item.model,
        "fields": _facts(item, costed=costed),
        "bins": _bins(item),
    }
    return listing(
        request,
        queryset=lambda conditions: _movements(item, conditions),
        table_class=_card_table(user, costed=costed),
        filter_class=CardFilter,
        title=_("Stock card: %(item)s") % {"item": item},
        template="inventory/stock_card.html",
        extra=extra,
    )


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(name), "is_current": name == current}
        for name, label in (("stock_list", _("By item")), ("stock_bins", _("By bin")))
    ]


def _formula() -> str:
    return _(
        "Available = on hand in storage and receiving bins − reserved. "
        "Goods on order are not counted in."
    )


def _items(conditions: FilterSet) -> QuerySet[Item]:
    chosen = conditions.form.cleaned_data
    warehouse = chosen.get("warehouse")
    items = lists.stocked_items(warehouse=warehouse.pk if warehouse else None)
    # Who asks what is short wants to see the items of which nothing is left, too.
    if not (chosen.get("zero") or chosen.get("below_safety")):
        items = lists.with_something(items)
    return conditions.filter_queryset(items.order_by("code"))


def _balances(conditions: FilterSet) -> QuerySet[StockBalance]:
    rows = lists.balances_by_bin()
    if not conditions.form.cleaned_data.get("zero"):
        rows = rows.exclude(on_hand=0, reserved=0, expected=0)
    ordered = rows.order_by("bin__warehouse__code", "bin__code", "item__code", "held_for")
    return conditions.filter_queryset(ordered)


def _movements(item: Item, conditions: FilterSet) -> QuerySet[StockEntry]:
    chosen, period = conditions.form.cleaned_data, conditions.period()
    warehouse = chosen.get("warehouse")
    rows = queries.card(
        item.pk,
        warehouse=warehouse.pk if warehouse else None,
        first=period.first if period else None,
        last=period.last if period else None,
    )
    nothing = Value(queries.NONE, QuantityField())
    out = ExpressionWrapper(F("quantity") * Value(-1), output_field=QuantityField())
    return rows.annotate(
        came=Case(When(Q(quantity__gt=0), then=F("quantity")), default=nothing),
        went=Case(When(Q(quantity__lt=0), then=out), default=nothing),
    ).order_by("on_date", "id")


def _card_table(user: User, *, costed: bool) -> type[tables.CardTable]:
    base = tables.CostedCardTable if costed else tables.CardTable
    codes = frozenset(each.code for each in readable_types(user))
    return type(base.__name__, (base,), {"readable": codes})


def _facts(item: Item, *, costed: bool) -> list[dict[str, Any]]:
    figures = queries.figures([item.pk])[item.pk]
    arrival = queries.next_arrivals([item.pk]).get(item.pk)
    decimals = item.unit.decimals

    def amount(value: Any) -> str:
        return f"{formats.quantity(value, max(decimals, 4))} {item.unit}"

    facts = [
        {"label": _("On hand"), "value": amount(figures.on_hand)},
        {"label": _("Reserved"), "value": amount(figures.reserved)},
        {"label": _("Available"), "value": amount(figures.available)},
        {"label": _("On order"), "value": amount(figures.expected)},
        {"label": _("Next arrival"), "value": formats.day(arrival)},
        {"label": _("Safety stock"), "value": amount(item.safety_stock)},
    ]
    if costed:
        worth = queries.worth([item.pk])[item.pk]
        facts.append({"label": _("Cost price"), "value": formats.price(worth.unit_cost)})
        facts.append({"label": _("Amount"), "value": formats.money(worth.amount)})
    return facts


def _bins(item: Item) -> dict[str, Any]:
    """Where it lies, as a read-only table."""
    labels = [_("Warehouse"), _("Bin"), _("Held for")]
    numbers = [_("On hand"), _("Reserved"), _("On order")]
    columns = [{"label": label} for label in labels]
    columns += [{"label": label, "align": "end"} for label in numbers]
    rows = [
        {
            "cells": [
                {"text": str(row.bin.warehouse)},
                {"text": str(row.bin)},
                {"text": row.held_for},
                *(
                    {"text": formats.quantity(value)}
                    for value in (row.on_hand, row.reserved, row.expected)
                ),
            ]
        }
        for row in queries.by_bin(item.pk)
    ]
    return {"columns": columns, "rows": rows}
