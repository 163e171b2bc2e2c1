"""Delivery lines in look-up boxes of returns, with what may still come back of them."""

from typing import Any

from django.db.models import QuerySet

from documents.visibility import visible_to
from masterdata.roles import may_see_list_prices
from orders.delivery.models import DeliveryLine
from orders.sales_return.queries import held_on_returns, returnable, returnable_of
from ui import lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search


def find_lines(user: Any, q: str, params: dict[str, str]) -> "QuerySet[DeliveryLine]":
    """Of the customer and item in the form."""
    lines = returnable().filter(body__head__in=visible_to(user)).select_related("body__head")
    party, item = id_in(params, "party"), id_in(params, "item")
    if party is not None:
        lines = lines.filter(body__head__party_id=party)
    if item is not None:
        lines = lines.filter(item_id=item)
    return ranked_search(
        lines,
        q,
        exact=("body__head__number", "item__code"),
        prefix=("item__code", "item__pinyin"),
        contains=("body__head__number", "item__code", "item__name", "item__pinyin"),
    )


def line_row(line: DeliveryLine) -> Row:
    number = f"{line.body.head.number}/{line.line_no}"
    name = f"{line.item.code} {line.item.name}"
    return {
        "id": line.pk,
        "code": number,
        "name": name,
        "text": number,
        "item": line.item_id,
        "item_text": name,
    }


def line_figures(ids: list[int], params: dict[str, str], user: Any) -> dict[int, Row]:
    """In base units; other returns than this `document` that are not posted yet count too."""
    held = held_on_returns(ids, but=id_in(params, "document"))
    priced = may_see_list_prices(user)
    found: dict[int, Row] = {}
    for line in DeliveryLine.objects.filter(pk__in=ids).select_related("body__head"):
        row: Row = {
            "sent": line.sent - line.refused,
            "returned": line.returned,
            "on_returns": held[line.pk].quantity if line.pk in held else 0 * line.base_quantity,
            "available": returnable_of(line, held),
        }
        terms = {"discount": line.discount, "tax_rate": line.tax_rate}
        found[line.pk] = row | (terms if priced else {})
    return found


def register() -> None:
    lookups.register(Lookup("returnable_delivery_line", find_lines, line_row, exact=()))
    lookups.contribute("returnable_delivery_line", "figures", line_figures)
