"""Order lines in look-up boxes of deliveries: what may still go, and from which bin."""

from typing import Any

from django.db.models import QuerySet

from documents.models import Document
from documents.visibility import visible_to
from inventory.places.announced import waiting_papers
from inventory.stock.queries import reserved_parts
from masterdata.roles import may_see_list_prices
from orders.customer_order.models import CustomerOrderLine, LineState
from orders.delivery.queries import held_on_deliveries, left_of
from ui import lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search


def find_lines(user: Any, q: str, params: dict[str, str]) -> "QuerySet[CustomerOrderLine]":
    """Open lines of released orders of the customer in the form."""
    lines = CustomerOrderLine.objects.filter(
        line_state=LineState.OPEN, body__head__state="released", body__head__held=False
    )
    lines = lines.filter(body__head__in=visible_to(user)).select_related("body__head")
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


def line_row(line: CustomerOrderLine) -> Row:
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
    """In base units; what other live deliveries hold is not there any more."""
    held = held_on_deliveries(ids, but=id_in(params, "document"))
    lines = list(CustomerOrderLine.objects.filter(pk__in=ids).select_related("body__head"))
    kept = reserved_parts({line.body_id for line in lines})
    priced = may_see_list_prices(user)
    found: dict[int, Row] = {}
    for line in lines:
        parts = kept.get((line.body_id, line.line_no), [])
        row: Row = {
            "ordered": line.base_quantity,
            "shipped": line.shipped_quantity,
            "on_deliveries": held[line.pk].quantity if line.pk in held else 0 * line.base_quantity,
            "kept": sum((quantity for _bin, quantity in parts), 0 * line.base_quantity),
            "available": left_of(line, held),
        }
        terms = {"price": line.price, "discount": line.discount, "tax_rate": line.tax_rate}
        found[line.pk] = row | (terms if priced else {})
    return found


def find_notes(user: Any, q: str, _params: dict[str, str]) -> "QuerySet[Document]":
    """Papers that announce goods which a supplier sends straight to a customer."""
    papers = waiting_papers().filter(pk__in=visible_to(user).values("pk"))
    return ranked_search(
        papers.select_related("party"), q, exact=("number",), contains=("number", "party__name")
    )


def note_row(note: Document) -> Row:
    name = note.party.name if note.party else ""
    return {"id": note.pk, "code": note.number, "name": name, "text": note.number}


def register() -> None:
    lookups.register(Lookup("announced_goods", find_notes, note_row, exact=("number",)))
    lookups.register(Lookup("deliverable_line", find_lines, line_row, exact=()))
    lookups.contribute("deliverable_line", "figures", line_figures)
