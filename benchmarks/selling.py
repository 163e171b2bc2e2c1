"""A sale as browsers send it: registered, called, priced, released, delivered, dispatched."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from benchmarks.browsing import Browser, Form, sent, typed
from benchmarks.walking import Goods, bank
from documents.models import Document
from masterdata.models import Party
from masterdata.roles import Role
from orders.customer_order.models import CustomerOrderLine
from orders.delivery.amounts import packages_of
from orders.delivery.models import DeliveryLine

RECEIVER = {"receiver": "王老板", "phone": "020-87654321", "address": "广州市天河路 1 号"}
CLERK, KEEPER, CHIEF = Role.ORDER_CLERK, Role.STOREKEEPER, Role.WAREHOUSE_SUPERVISOR


class Seller(Browser):
    def sale(self, customer: Party, goods: Goods) -> tuple[Document, Document]:
        order = self.enter("customer_order", self._wanted(customer, goods), CLERK)
        spoken = {"person": "王老板", "phone": "020-87654321", "all_same": "1"}
        self.take(order, "register", CLERK)
        self.take(order, "consult", CLERK, {"note": "可以接"})
        self.take(order, "call", CLERK, spoken)
        self.take(order, "confirm_call", CLERK)
        self.take(order, "price", Role.BILLING_CLERK, self._prices(order))
        self.take(order, "approve", Role.REGIONAL_MANAGER)
        self.take(order, "send_notice", CLERK, {"channel": "fax", "receiver": "王老板"})
        self.take(order, "release", CLERK)
        delivery = self.enter("delivery", self._delivery(order), Role.BILLING_CLERK)
        self.take(delivery, "authorize", CLERK, {"plan_on": timezone.localdate().isoformat()})
        self._send(delivery)
        return order, delivery

    def _wanted(self, customer: Party, goods: Goods) -> Form:
        now = timezone.localtime()
        head = self.head(customer) | RECEIVER
        head |= {
            "channel": "phone",
            "received_at": (now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"),
            "wanted_on": (now + timedelta(days=7)).date().isoformat(),
            "terms": "credit",
        }
        return sent(head, typed(goods))

    def _prices(self, order: Document) -> dict[str, str]:
        """As offered by the form, with the reason that a price beside the list needs."""
        said = {
            "account": str(bank().pk),
            "remit_by": (timezone.localdate() + timedelta(days=3)).isoformat(),
            "shortage_told": "1",
        }
        for line in CustomerOrderLine.objects.filter(body_id=order.pk):
            said |= {
                f"price_{line.pk}": str(line.price),
                f"discount_{line.pk}": str(line.discount),
                f"reason_{line.pk}": "老客户",
            }
        return said

    def _delivery(self, order: Document) -> Form:
        """Where the goods are picked is left to the storekeeper."""
        lines = CustomerOrderLine.objects.filter(body_id=order.pk).order_by("line_no")
        rows = [
            {
                "order_line": line.pk,
                "item": line.item_id,
                "unit": line.unit_id,
                "quantity": line.quantity,
            }
            for line in lines
        ]
        customer = Party.objects.get(pk=order.party_id)
        return sent(self.head(customer) | RECEIVER, rows)

    def _send(self, delivery: Document) -> None:
        lines = DeliveryLine.objects.filter(body=delivery.pk).order_by("line_no")
        picked = {f"picked_{line.pk}": str(line.base_quantity) for line in lines}
        self.take(delivery, "pick", KEEPER, picked | _bins(lines))
        self.take(delivery, "check", CHIEF, {f"checked_{line.pk}": "1" for line in lines})
        driver = self.desk.person(Role.DRIVER)
        loaded: dict[str, Any] = {"vehicle": "粤A12345", "driver": driver.pk}
        loaded["packages"] = packages_of(list(lines.all()))
        self.take(delivery, "load", KEEPER, {name: str(value) for name, value in loaded.items()})
        self.take(delivery, "dispatch", CHIEF)


def _bins(lines: Iterable[DeliveryLine]) -> dict[str, str]:
    """The bins that the form proposes."""
    return {f"bin_{line.pk}": str(line.bin_id or "") for line in lines}
