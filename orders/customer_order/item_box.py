"""F2 on a line: what one says of the goods, where they lie and when more come (R20)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from inventory.stock.queries import by_bin, figures, next_arrivals
from masterdata.models import Item
from ui import formats
from ui.ids import id_in

Row = dict[str, Any]
USABLE_FIRST = ("on_hand", "reserved", "expected")


@require_GET
def item_sheet(request: HttpRequest) -> HttpResponse:
    """`?item=`: a part of a page; it tells no price and no cost."""
    pk = id_in(request.GET, "item")
    item = get_object_or_404(Item.objects.select_related("unit", "category"), pk=pk)
    context = {
        "item": item,
        "fields": facts_of(item),
        "stock": stock_of(item),
        "places": places_of(item),
    }
    return render(request, "orders/customer_order/_item.html", context)


def facts_of(item: Item) -> list[Row]:
    """Series, model, size, colour, parcels: what is confirmed with the customer (R2)."""
    pairs = (
        (_("Series"), item.series),
        (_("Model"), item.model),
        (_("Specification"), item.specification),
        (_("Size"), item.size),
        (_("Colour"), item.colour),
        (_("Unit"), item.unit.name),
        (_("Parcels per piece"), str(item.parcels_per_piece)),
        (_("Lead time (days)"), str(item.lead_time_days or "")),
        (_("Quality standard"), item.quality_standard),
        (_("Selling points"), item.selling_points),
    )
    wide = {item.selling_points, item.quality_standard} - {""}
    return [{"label": k, "value": v, "wide": v in wide} for k, v in pairs if v]


def stock_of(item: Item) -> list[Row]:
    found, day = figures([item.pk])[item.pk], next_arrivals([item.pk]).get(item.pk)
    rows: list[Row] = [
        {"label": _("On hand"), "value": formats.quantity(found.on_hand) or "0"},
        {"label": _("Reserved"), "value": formats.quantity(found.reserved) or "0"},
        {"label": _("Available"), "value": formats.quantity(found.available) or "0"},
        {"label": _("On order"), "value": formats.quantity(found.expected) or "0"},
    ]
    if day:
        rows.append({"label": _("Next arrival"), "value": formats.day(day)})
    return rows


def places_of(item: Item) -> Mapping[str, Any]:
    columns = [
        {"label": _("Warehouse")},
        {"label": _("Bin")},
        {"label": _("On hand"), "align": "end"},
        {"label": _("Reserved"), "align": "end"},
        {"label": _("On order"), "align": "end"},
    ]
    rows = [
        {
            "cells": [
                {"text": balance.bin.warehouse.name},
                {"text": balance.bin.code},
                *({"text": formats.quantity(getattr(balance, name))} for name in USABLE_FIRST),
            ]
        }
        for balance in by_bin(item.pk)[:20]
    ]
    return {"columns": columns, "rows": rows}
