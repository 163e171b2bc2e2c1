"""Orders and their open lines in look-up boxes; prices only for those who may see them."""

from typing import Any

from django.db.models import QuerySet

from documents.visibility import visible_to
from masterdata.money import round_price
from masterdata.roles import may_see_purchase_prices
from purchasing.purchase_order.models import LineState, PurchaseOrder, PurchaseOrderLine
from purchasing.purchase_order.queries import RECEIVABLE, held_on_receipts
from ui import lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search

CHANGEABLE = ("approved", "signed", "active", "completed")


def find_orders(user: Any, q: str, params: dict[str, str]) -> QuerySet[PurchaseOrder]:
    """Orders that a change order may be made for, of the supplier in the form if there is one."""
    orders = PurchaseOrder.objects.filter(
        head__in=visible_to(user), head__state__in=CHANGEABLE
    ).select_related("head__party")
    party = id_in(params, "party")
    if party is not None:
        orders = orders.filter(head__party_id=party)
    return ranked_search(
        orders,
        q,
        exact=("head__number", "contract_number"),
        contains=("head__number", "contract_number", "head__party__name"),
    )


def order_row(order: PurchaseOrder) -> Row:
    return {
        "id": order.pk,
        "code": order.head.number,
        "name": str(order.head.party),
        "contract_number": order.contract_number,
    }


def find_lines(user: Any, q: str, params: dict[str, str]) -> QuerySet[PurchaseOrderLine]:
    """Open lines of orders in fulfilment, of the supplier, order and item in the form."""
    lines = PurchaseOrderLine.objects.filter(
        body__head__in=visible_to(user), body__head__held=False
    ).select_related("item", "unit", "body__head")
    order = id_in(params, "order")
    if order is not None:
        lines = lines.filter(body_id=order, body__head__state__in=CHANGEABLE)
    else:
        lines = lines.filter(body__head__state__in=RECEIVABLE).exclude(line_state=LineState.CLOSED)
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


def line_row(line: PurchaseOrderLine) -> Row:
    return {
        "id": line.pk,
        "code": f"{line.body.head.number}/{line.line_no}",
        "name": f"{line.item.code} {line.item.name}",
        "text": f"{line.body.head.number}/{line.line_no}",
        "item": line.item_id,
        "item_text": f"{line.item.code} {line.item.name}",
        "unit": line.unit_id,
        "unit_name": line.unit.name,
        "old_quantity": line.quantity,
        "contract_on": f"{line.contract_on or ''}",
        "promised_on": f"{line.promised_on or ''}",
        "open_quantity": line.open_quantity,
    }


def line_figures(ids: list[int], params: dict[str, str], user: Any) -> dict[int, Row]:
    """What is still to come, and what receipts other than this `document` hold of it."""
    held = held_on_receipts(ids, but=id_in(params, "document"))
    priced = may_see_purchase_prices(user)
    found: dict[int, Row] = {}
    for line in PurchaseOrderLine.objects.filter(pk__in=ids).select_related("body__head"):
        on_others = held[line.pk].quantity if line.pk in held else 0 * line.base_quantity
        row: Row = {
            "ordered": line.base_quantity,
            "received": line.received_quantity,
            "on_receipts": on_others,
            "available": max(line.open_quantity - on_others, 0 * on_others),
        }
        if priced:
            per_base = line.price * line.ratio_denominator / line.ratio_numerator
            row |= {"price": round_price(per_base), "tax_rate": line.tax_rate}
            row |= {"discount": line.discount, "price_source": line.body.head.number}
        found[line.pk] = row
    return found


def register() -> None:
    lookups.register(
        Lookup("purchase_order", find_orders, order_row, exact=("head__number", "contract_number"))
    )
    lookups.register(Lookup("order_line", find_lines, line_row, exact=()))
    lookups.contribute("order_line", "figures", line_figures)
