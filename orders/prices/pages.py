"""The pages of price lists, their lines, customers' prices and lowest prices."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.models import Party
from orders.prices import sheets
from orders.prices.editing import SheetPages
from orders.prices.forms import (
    CustomerPriceForm,
    ItemFloorForm,
    PriceListForm,
    PriceListLineForm,
    overlapping,
)
from orders.prices.models import CustomerPrice, ItemFloor, PriceList, PriceListLine
from orders.prices.rights import may_see_floors, may_see_price_lists, may_set_prices
from orders.prices.tables import (
    CustomerPriceFilter,
    CustomerPriceTable,
    ItemFloorFilter,
    ItemFloorTable,
    LineFilter,
    LineTable,
    OpenLineTable,
    PriceListFilter,
    PriceListTable,
)
from ui import formats
from ui.children import StillUsed
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search

LINES_SHOWN = 50


class HiddenFloors(SheetPages):
    """Prices for many eyes, the lowest ones for few."""

    def hidden_fields(self, request: HttpRequest) -> frozenset[str]:
        hidden = super().hidden_fields(request)
        return hidden if may_see_floors(request.user) else hidden | {"floor_price"}

    def list_view(self, request: HttpRequest) -> HttpResponse:
        if self.table is LineTable and not may_see_floors(request.user):
            return replace(self, table=OpenLineTable).list_view(request)
        return super().list_view(request)


# --- Price lists ---------------------------------------------------------------------------------


def find_lists(_user: Any, q: str, _params: dict[str, str]) -> "QuerySet[PriceList]":
    lists = PriceList.objects.all()
    return ranked_search(lists, q, exact=("code",), prefix=("code",), contains=("code", "name"))


def list_row(record: PriceList) -> Row:
    return {"id": record.pk, "code": record.code, "name": record.name}


def lines_of(record: PriceList, request: HttpRequest) -> list[dict[str, Any]]:
    """The first lines; all of them stand one button further, however many."""
    floors = may_see_floors(request.user)
    labels = [_("Item code"), _("Item"), _("Unit"), _("Least quantity"), _("Price")]
    lines = record.lines.select_related("item__unit").order_by("item__code", "min_quantity", "id")
    rows = [_line_row(line, floors=floors) for line in lines[:LINES_SHOWN]]
    columns = [{"label": label} for label in labels + [_("Lowest price")] * floors]
    return [{"title": _("Prices"), "table": {"columns": columns, "rows": rows}}]


def _line_row(line: PriceListLine, *, floors: bool) -> dict[str, Any]:
    url = PRICE_LIST_LINES.url("detail", line.pk)
    texts = [
        line.item.name,
        line.item.unit.name,
        formats.quantity(line.min_quantity) if line.min_quantity else "",
        formats.price(line.price),
        *([formats.price(line.floor_price)] if floors else []),
    ]
    cells: list[dict[str, Any]] = [{"text": line.item.code, "url": url}]
    return {"url": url, "cells": cells + [{"text": text} for text in texts]}


def save_list(form: PriceListForm, request: HttpRequest) -> PriceList:
    """A level that nobody has is stored, for customers may get it later; but it is said."""
    made: PriceList = form.save()
    if made.level and not Party.objects.filter(is_customer=True, level=made.level).exists():
        sentence = gettext("No customer has the level “%(level)s” yet: check how it is written.")
        messages.warning(request, sentence % {"level": made.level})
    return made


def list_actions(record: PriceList, request: HttpRequest) -> list[dict[str, Any]]:
    query = {"price_list": record.pk}
    every = reverse("price_list_line_list", query=query)
    found = [{"label": _("All prices"), "url": every, "icon": "list-ul"}]
    if may_set_prices(request.user):
        new = reverse("price_list_line_new", query=query)
        found.append({"label": _("Add a price"), "url": new, "icon": "plus-lg"})
        sheet = reverse("price_list_line_for_editing", query=query)
        found.append({"label": _("Sheet for editing"), "url": sheet, "icon": "download"})
        taken = reverse("price_list_line_import")
        found.append({"label": _("Import prices"), "url": taken, "icon": "upload"})
    return found


PRICE_LISTS = SheetPages(
    model=PriceList,
    name="price_list",
    table=PriceListTable,
    filter=PriceListFilter,
    form=PriceListForm,
    title=_("Price list"),
    title_plural=_("Price lists"),
    may_view=may_see_price_lists,
    may_change=may_set_prices,
    may_delete=may_set_prices,
    lookups=(Lookup("price_list", find_lists, list_row, may_use=may_see_price_lists),),
    queryset=lambda _request: PriceList.objects.select_related("region").order_by(
        "-valid_from", "code", "id"
    ),
    save=save_list,
    tables=lines_of,
    actions=list_actions,
    importer=sheets.PRICE_LISTS,
    sheet_name=_("Price lists for editing"),
)


def chosen_list(request: HttpRequest) -> dict[str, Any]:
    """A new price starts in the list from whose page it was asked for."""
    wanted = id_in(request.GET, "price_list")
    return {} if wanted is None else {"initial": {"price_list": wanted}}


PRICE_LIST_LINES = HiddenFloors(
    model=PriceListLine,
    name="price_list_line",
    table=LineTable,
    filter=LineFilter,
    form=PriceListLineForm,
    title=_("Line of a price list"),
    title_plural=_("Lines of price lists"),
    may_view=may_see_price_lists,
    may_change=may_set_prices,
    may_delete=may_set_prices,
    # By the unique index, for a hundred thousand rows.
    queryset=lambda _request: PriceListLine.objects.select_related(
        "price_list", "item__unit"
    ).order_by("price_list_id", "item_id", "min_quantity", "id"),
    form_kwargs=chosen_list,
    importer=sheets.LINES,
    sheet_name=_("Prices of lists for editing"),
    in_use={"item__is_active": True},
)


# --- Customers' prices ---------------------------------------------------------------------------


class Overlapping(StillUsed):
    """Two agreed prices for one day; its text says which."""


def save_agreed(form: CustomerPriceForm, _request: HttpRequest) -> CustomerPrice:
    """Asked while the customer is locked, so that two clerks cannot agree on two prices."""
    price: CustomerPrice = form.save(commit=False)
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=price.party_id)
        others = CustomerPrice.objects.filter(
            party=price.party_id, item=price.item_id, min_quantity=price.min_quantity
        )
        if sentence := overlapping(price, others):
            raise Overlapping(sentence)
        price.save()
    return price


CUSTOMER_PRICES = SheetPages(
    model=CustomerPrice,
    name="customer_price",
    table=CustomerPriceTable,
    filter=CustomerPriceFilter,
    form=CustomerPriceForm,
    title=_("Customer price"),
    title_plural=_("Customer prices"),
    may_view=may_see_price_lists,
    may_change=may_set_prices,
    may_delete=may_set_prices,
    queryset=lambda _request: CustomerPrice.objects.select_related(
        "party", "item__unit", "agreed_by"
    ).order_by("-valid_from", "-id"),
    save=save_agreed,
    importer=sheets.CUSTOMER_PRICES,
    sheet_name=_("Customer prices for editing"),
    in_use={"item__is_active": True, "party__is_active": True},
)


# --- Lowest prices -------------------------------------------------------------------------------

ITEM_FLOORS = SheetPages(
    model=ItemFloor,
    name="item_floor",
    table=ItemFloorTable,
    filter=ItemFloorFilter,
    form=ItemFloorForm,
    title=_("Lowest price of an item"),
    title_plural=_("Lowest prices of items"),
    may_view=may_see_floors,
    may_change=may_set_prices,
    may_delete=may_set_prices,
    queryset=lambda _request: ItemFloor.objects.select_related("item__unit").order_by("id"),
    importer=sheets.FLOORS,
    sheet_name=_("Lowest prices for editing"),
    in_use={"item__is_active": True},
)
