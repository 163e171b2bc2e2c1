"""What is there is shared out by the firm's rules and leaves on deliveries, desk after desk."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from documents import engine
from documents.models import Document
from inventory.stock.queries import reserved_parts
from masterdata.models import User
from orders.customer_order import allotting
from orders.customer_order.models import CustomerOrder, Terms
from orders.delivery import actions
from orders.delivery.amounts import packages_of
from orders.delivery.models import DeliveryLine
from orders.northwind.files import PREFIX, Order
from orders.northwind.masters import Masters
from orders.northwind.moments import at
from orders.northwind.people import Desks

NO_SCAN = "Imported history; the signed slip stays with the former system"


def share_out(masters: Masters, desks: Desks, *, day: date) -> list[str]:
    """缺货分配 over all orders that wait; who got something."""
    return allotting.give_all(actor=desks.clerk, at=at(day, 11), warehouse=masters.warehouse.pk)


def to_send(orders: list[Order]) -> list[tuple[Document, Order]]:
    """Released orders that have goods kept for them, the oldest first."""
    by_number = {order.customer_number: order for order in orders}
    released = CustomerOrder.objects.filter(
        customer_number__startswith=PREFIX, head__state="released"
    ).select_related("head__party")
    found = {body.pk: body for body in released}
    kept = {order_id for order_id, _line in reserved_parts(found)}
    return [
        (body.head, by_number[body.customer_number])
        for pk, body in sorted(found.items())
        if pk in kept and body.customer_number in by_number
    ]


@dataclass(frozen=True)
class Road:
    """Drawn up, authorised, picked, checked, loaded, gone, signed, filed; nobody does two."""

    desks: Desks
    day: date

    def send(self, document: Document, order: Order) -> Document:
        """What is kept for the order; the rest of it waits."""
        desks, hour = self.desks, self._at
        self._step(document, "hand_over", desks.clerk, hour(13), to=desks.billing)
        delivery = actions.draw_up(
            [document], actor=desks.billing, head={"date": self.day}, at=hour(14), history=True
        )
        self._step(delivery, "authorize", desks.clerk, hour(14, 20), plan_on=self.day)
        self._step(delivery, "pick", desks.keeper, hour(14, 40))
        lines = list(DeliveryLine.objects.filter(body=delivery.pk))
        ticked = [line.pk for line in lines]
        self._step(delivery, "check", desks.supervisor, hour(15), checked=ticked)
        loaded = {
            "carrier": order.shipper,
            "waybill": order.customer_number,
            "packages": packages_of(lines),
        }
        self._step(delivery, "load", desks.keeper, hour(15, 20), **loaded)
        self._step(delivery, "dispatch", desks.supervisor, hour(15, 40))
        self._step(delivery, "sign", desks.clerk, hour(17), signer=order.receiver[:60])
        filed = {"slip_place": order.customer_number, "no_scan_reason": NO_SCAN}
        delivery = self._step(delivery, "file_slip", desks.clerk, hour(17, 20), **filed)
        self._close(document)
        return delivery

    def _at(self, hour: int, minute: int = 0) -> Any:
        return at(self.day, hour, minute)

    def _step(self, document: Document, code: str, actor: User, when: Any, **data: Any) -> Document:
        return engine.perform(document.pk, code, actor=actor, at=when, data=data).document

    def _close(self, document: Document) -> None:
        """Delivered in full and paid: nothing is left to be done."""
        document.refresh_from_db()
        paid = document.customerorder.terms == Terms.PREPAID
        if document.state == "fulfilled" and paid:
            self._step(document, "close", self.desks.clerk, self._at(17, 40))
