"""Goods that a supplier sends straight to the customer, both sides in a line, by real steps.

announced("螺丝 40")       bought, sold and noted, the delivery authorised: (note, delivery)
shipped("螺丝 40")         confirmed, received and gone as a pair: (note, delivery, receipt)
"""

from decimal import Decimal
from typing import Any

from documents.models import Document
from inventory.places.direct import direct_bin
from orders.delivery import actions
from orders.delivery.for_note import take_note
from orders.delivery.proposal import row_of, with_amounts
from tests.grounds import kept
from tests.orders import desk
from tests.orders.delivery import road
from tests.purchasing import firm
from tests.purchasing.pickup_note import notes

PRICE, SOLD_FOR = "2.26", "5.00"


@kept
def announced(text: str = "螺丝 40", *, ordered: str = "100") -> tuple[Document, Document]:
    item, quantity = text.split()
    bought = firm.order(f"{item} {ordered} x {PRICE}")
    sold = road.ordered(f"{item} {ordered} x {SOLD_FOR}", stock="0")
    note = notes.sent_on(bought, quantity)
    return note, authorize(drawn(note, [sold]))


def drawn(note: Document, orders: list[Document] | None = None, **more: Any) -> Document:
    """As the entry form begins it."""
    pulled = take_note([note], desk.people().billing)
    found = [paper for paper in pulled.sources if paper.type == "customer_order"]
    rows = [dict(row) for row in pulled.lines]
    return actions.draw_up(
        orders or found,
        actor=desk.people().billing,
        rows=rows,
        body={name: pulled.body[name] for name in ("warehouse", "pickup_note")},
        **more,
    )


def authorize(document: Document) -> Document:
    return road.step(document, "authorize_direct", desk.people().clerk)


@kept
def shipped(text: str = "螺丝 40") -> tuple[Document, Document, Document]:
    note, delivery = announced(text)
    receipt = firm.approve(notes.receive(notes.confirm(note)))
    for paper in (note, delivery, receipt):
        paper.refresh_from_db()
    return note, delivery, receipt


def rows_of(order: Document, *quantities: str) -> list[dict[str, Any]]:
    """Lines of an order as somebody types them who does not take the proposal."""
    pairs = zip(desk.lines_of(order), quantities, strict=True)
    return with_amounts(
        [row_of(line, Decimal(quantity)) | {"bin": direct_bin()} for line, quantity in pairs]
    )


def place_of(note: Document) -> dict[str, Any]:
    return {"pickup_note": note, "warehouse": direct_bin().warehouse}
