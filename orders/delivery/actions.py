"""Makes a delivery from released orders of one customer, with their terms, address and freight."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import drafts
from documents.errors import Refused
from documents.models import Document
from masterdata.models import User
from orders.customer_order.models import CustomerOrder, Terms
from orders.delivery import queries
from orders.delivery.amounts import ZERO, Charges, split
from orders.delivery.flow import DELIVERY
from orders.delivery.proposal import Row, rows_of
from ui.conditions import KEYS, among
from ui.prepared import Prepared

ADDRESS = ("receiver", "phone", "address")


def orders_in(documents: Sequence[Document]) -> list[CustomerOrder]:
    return _orders([document.pk for document in documents])


_orders = Prepared(
    lambda ids: (
        CustomerOrder.objects.filter(among("pk", ids))
        .select_related("head__party", "warehouse")
        .order_by("pk")
    ),
    KEYS,
)


def require_one_destination(orders: Sequence[CustomerOrder]) -> None:
    """One customer, one warehouse: what else would the driver load where, and for whom."""
    if not orders:
        raise Refused(_("Choose at least one customer order."))
    if len({order.head.party_id for order in orders}) > 1:
        raise Refused(
            _("These orders are of several customers. A delivery goes to one; choose his orders.")
        )
    if len({order.warehouse_id for order in orders}) > 1:
        raise Refused(
            _("These orders are served from several warehouses. Make one delivery for each.")
        )


def proposed(orders: Sequence[CustomerOrder]) -> list[Row]:
    """Open lines of these orders: what is kept for them, then what is free."""
    found = queries.deliverable(order.pk for order in orders)
    if not found:
        raise Refused(
            _("All that is still open lies on other deliveries already; finish or void those.")
        )
    rows = rows_of(found, warehouse=orders[0].warehouse)
    if not rows:
        raise Refused(
            _("Nothing that is open of these orders lies in %(warehouse)s free or kept for them.")
            % {"warehouse": orders[0].warehouse.name}
        )
    return rows


def body_of(orders: Sequence[CustomerOrder], rows: Sequence[Row]) -> dict[str, Any]:
    """Address of the first order that has one, and the freight that is not billed yet."""
    first = next((order for order in orders if order.address), orders[0])
    charges = {order.pk: Charges(order.freight, order.waiver) for order in orders}
    bills = queries.bills_of(charges, states=(*queries.WAITING, *queries.OUT))
    unbilled = queries.unbilled_in(bills, charges)
    freight = sum((each.freight for each in unbilled.values()), ZERO)
    waiver = sum((each.waiver for each in unbilled.values()), ZERO)
    goods: dict[int, Any] = {}
    for row in rows:
        if row.get("order_line"):
            order_id = row["order_line"].body_id
            goods[order_id] = goods.get(order_id, ZERO) + row["gross"]
    waiver = min(waiver, sum(goods.values(), ZERO) + freight)
    shares = split(goods, Charges(freight, waiver), unbilled=unbilled)
    return {
        **{name: getattr(first, name) for name in ADDRESS},
        "warehouse": orders[0].warehouse,
        "price_includes_tax": orders[0].price_includes_tax,
        "freight": freight,
        "waiver": waiver,
        "cod": all(order.terms == Terms.COD for order in orders),
        "installation": any(order.installation for order in orders),
        "shares": [share.plain() for share in shares],
    }


def draw_up(
    orders: Sequence[Document],
    *,
    actor: User,
    rows: Iterable[Row] | None = None,
    **given: Any,
) -> Document:
    """开单: a draft of these rows, or of all that can go; `body` and whatever else
    `drafts.create` takes may be given."""
    found = orders_in(orders)
    require_one_destination(found)
    lines = proposed(found) if rows is None else list(rows)
    body = body_of(found, lines) | given.pop("body", {})
    note = body.get("pickup_note")
    names = {field.name for field in DELIVERY.line._meta.concrete_fields}
    return drafts.create(
        DELIVERY,
        actor=actor,
        head={"party": found[0].head.party, **given.pop("head", {})},
        body=body,
        lines=[{n: v for n, v in row.items() if n in names} for row in lines],
        sources=[*(order.head for order in found), *([note] if note else [])],
        **given,
    )
