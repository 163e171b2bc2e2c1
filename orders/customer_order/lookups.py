"""What the look-up of sold goods gains for the order's lines; orders in look-up boxes."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from documents.visibility import visible_to
from inventory.stock.lookups import shown
from masterdata.models import Item
from orders.customer_order import shortage
from orders.customer_order.models import CustomerOrder
from orders.prices.lookups import KIND
from ui import formats, lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search


def stock_figures(ids: list[int], params: dict[str, str], _user: Any) -> dict[int, Row]:
    """占用 beside what is there, and the earliest day on which more can be had."""
    known = shown(ids, id_in(params, "warehouse"))
    items = Item.objects.in_bulk(ids)
    days = shortage.earliest(items, today=timezone.localdate())
    return {
        pk: {
            "reserved": known[pk].reserved,
            "next_on": formats.day(days.get(pk)),
            "series": items[pk].series,
        }
        for pk in ids
    }


def find_orders(user: Any, q: str, params: dict[str, str]) -> "QuerySet[CustomerOrder]":
    """Visible orders, the newest first; of the customer in the form if there is one."""
    orders = CustomerOrder.objects.filter(head__in=visible_to(user)).select_related("head__party")
    party = id_in(params, "party")
    if party is not None:
        orders = orders.filter(head__party_id=party)
    contains = ("head__number", "customer_number", "head__party__name", "head__party__pinyin")
    return ranked_search(orders, q, exact=("head__number", "customer_number"), contains=contains)


def order_row(order: CustomerOrder) -> Row:
    return {
        "id": order.pk,
        "code": order.head.number,
        "name": str(order.head.party),
        "customer_number": order.customer_number,
    }


def register() -> None:
    exact = ("head__number", "customer_number")
    lookups.register(Lookup("customer_order", find_orders, order_row, exact=exact))
    lookups.contribute(KIND, "order_stock", stock_figures)
