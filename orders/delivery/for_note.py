"""The start of a delivery for goods that a supplier sends straight to a customer (直发).

It proposes the released order lines of one customer: of him whose order the goods were bought for,
else of him whose open lines take most of them.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from documents import links
from documents.errors import Refused
from documents.models import Document
from documents.pages import Pulled
from inventory.places.announced import goods_of
from inventory.places.direct import direct_bin
from masterdata.models import User
from orders.customer_order.models import CustomerOrderLine, LineState
from orders.delivery import actions, queries
from orders.delivery.proposal import Row, row_of, with_amounts

ZERO = Decimal(0)
Goods = dict[int, Decimal]


def rows_for(note: Document) -> list[Row]:
    """Released order lines of one customer, as far as the goods of the note reach."""
    goods = goods_of(note.pk)
    lines = CustomerOrderLine.objects.filter(
        item__in=goods,
        line_state=LineState.OPEN,
        body__head__state="released",
        body__head__held=False,
    )
    order_ids = set(lines.order_by().values_list("body_id", flat=True))
    wanted = [each for each in queries.deliverable(order_ids) if each.line.item_id in goods]
    bought_for = _bought_for(note)
    of_party: dict[int, list[queries.Deliverable]] = {}
    for each in wanted:
        of_party.setdefault(each.line.body.head.party_id, []).append(each)
    if not of_party:
        raise Refused(
            _("No released order is open for the goods of %(number)s.") % {"number": note.number}
        )
    chosen = max(
        of_party.values(),
        key=lambda found: (
            any(each.line.body_id in bought_for for each in found),
            sum((quantity for _line, quantity in _taken(found, goods)), ZERO),
            -found[0].line.body_id,
        ),
    )
    chosen.sort(key=lambda each: each.line.body_id not in bought_for)
    place = direct_bin()
    rows = [row_of(line, quantity) | {"bin": place} for line, quantity in _taken(chosen, goods)]
    return with_amounts(rows)


def _bought_for(note: Document) -> set[int]:
    """The customer orders for whose sake the goods were bought."""
    bought = links.sources_of(note)
    return {order.pk for each in bought for order in links.sources_of(each)}


def _taken(
    found: Sequence[queries.Deliverable], goods: Goods
) -> list[tuple[CustomerOrderLine, Decimal]]:
    """Line by line, as long as there is something left of its item."""
    left = dict(goods)
    taken = []
    for each in found:
        part = min(each.quantity, left[each.line.item_id])
        left[each.line.item_id] -= part
        if part > 0:
            taken.append((each.line, part))
    return taken


def take_note(documents: Sequence[Document], user: User) -> Pulled:
    """What the entry form starts with; customer, lines and quantities can all be changed there."""
    if len(documents) != 1:
        raise Refused(_("A delivery takes the goods of one pick-up note; choose a single one."))
    (note,) = documents
    rows = rows_for(note)
    heads = {row["order_line"].body_id: row["order_line"].body.head for row in rows}
    orders = actions.orders_in(list(heads.values()))
    body = actions.body_of(orders, rows)
    del body["shares"]
    body |= {"warehouse": direct_bin().warehouse, "pickup_note": note}
    head = {"party": orders[0].head.party}
    return Pulled(head, body, rows, [*(order.head for order in orders), note])
