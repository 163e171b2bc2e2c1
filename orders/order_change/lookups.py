"""Lines of an order in look-up boxes of its change."""

from typing import Any

from django.db.models import QuerySet

from documents.visibility import visible_to
from orders.customer_order.models import CustomerOrderLine, LineState
from orders.order_change.checks import CHANGEABLE
from ui import formats, lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search


def find_lines(user: Any, q: str, params: dict[str, str]) -> "QuerySet[CustomerOrderLine]":
    """Lines that are not closed, of the order in the form; else of the customer's orders."""
    lines = CustomerOrderLine.objects.filter(
        body__head__in=visible_to(user), body__head__state__in=CHANGEABLE
    ).exclude(line_state=LineState.CLOSED)
    order, party = id_in(params, "order"), id_in(params, "party")
    if order is not None:
        lines = lines.filter(body_id=order)
    elif party is not None:
        lines = lines.filter(body__head__party_id=party)
    return ranked_search(
        lines.select_related("body__head"),
        q,
        exact=("body__head__number", "item__code"),
        prefix=("item__code", "item__pinyin"),
        contains=("body__head__number", "item__code", "item__name", "item__pinyin"),
    )


def line_row(line: CustomerOrderLine) -> Row:
    return {
        "id": line.pk,
        "code": f"{line.body.head.number}/{line.line_no}",
        "name": f"{line.item.code} {line.item.name}",
        "text": f"{line.body.head.number}/{line.line_no}",
        "item_name": f"{line.item.code} {line.item.name}",
        "old_quantity": line.quantity,
        "shipped": line.shipped_quantity,
        "old_wanted_on": formats.day(line.wanted_on),
        "colour": line.colour,
        "size": line.size,
    }


def register() -> None:
    lookups.register(Lookup("customer_order_line", find_lines, line_row, exact=()))
