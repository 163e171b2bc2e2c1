"""Walks one order of the data set through its real steps, each on the day it was taken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents import drafts, engine
from documents.models import Document
from inventory.places.queries import usual_bins
from masterdata.models import User
from purchasing import lines as arithmetic
from purchasing.adventureworks.files import APPROVED, COMPLETE, REJECTED, Line, Order
from purchasing.adventureworks.masters import TAX_RATE, Masters
from purchasing.adventureworks.moments import at
from purchasing.adventureworks.people import Desks
from purchasing.purchase_order.flow import PURCHASE_ORDER
from purchasing.purchase_order.models import PurchaseOrderLine
from purchasing.receipt.flow import RECEIPT

UNSIGNED = "Imported history; the paper stays with the former system"


@dataclass(frozen=True)
class Walk:
    """What every order's walk needs: the records, the desks, the buyers, the usual bins."""

    masters: Masters
    desks: Desks
    buyers: dict[str, User]
    bins: dict[int, int]

    def take(self, order: Order) -> Document:
        document = self._draft(order)
        document = self._step(
            document, "submit", self.desks.purchaser, when=at(order.ordered_on, 9)
        )
        if order.status == REJECTED:
            return self._reject(document, order)
        if order.status in (APPROVED, COMPLETE):
            document = self._approve(document, when=at(order.ordered_on, 11))
        if order.status == COMPLETE:
            self._fulfil(document, order)
        return document

    def _step(
        self, document: Document, code: str, actor: User, *, when: datetime, **options: Any
    ) -> Document:
        on = when.date()
        outcome = engine.perform(document.pk, code, actor=actor, at=when, on=on, **options)
        return outcome.document

    def _draft(self, order: Order) -> Document:
        return drafts.create(
            PURCHASE_ORDER,
            actor=self.desks.purchaser,
            head={
                "date": order.ordered_on,
                "party": self.masters.vendors[order.vendor_id],
                "handler": self.buyers[order.employee_id],
            },
            body={
                "warehouse": self.masters.receiving,
                "contract_number": order.contract_number,
                "price_includes_tax": False,
                "payment_terms": "30 days",
            },
            lines=[self._order_row(line) for line in order.lines],
            at=at(order.ordered_on, 8),
            history=True,
        )

    def _order_row(self, line: Line) -> dict[str, Any]:
        item = self.masters.items[line.product_id]
        return arithmetic.ordered(
            {
                "item": item,
                "unit": item.unit,
                "quantity": line.ordered,
                "price": line.price,
                "price_includes_tax": False,
                "tax_rate": TAX_RATE,
                "need_on": line.due_on,
                "contract_on": line.due_on,
            }
        )

    def _approve(self, document: Document, *, when: datetime) -> Document:
        """Desk after desk of the chain, each its own person."""
        for person in (self.desks.manager, self.desks.general_manager):
            if document.state == "submitted":
                document = self._step(document, "approve", person, when=when)
        return document

    def _reject(self, document: Document, order: Order) -> Document:
        when = at(order.ordered_on, 11)
        document = self._step(
            document, "reject", self.desks.manager, when=when, reason="Rejected in the data set"
        )
        return self._step(
            document, "void", self.desks.purchaser, when=when, reason="Rejected in the data set"
        )

    def _fulfil(self, document: Document, order: Order) -> None:
        buyer = self.desks.purchaser
        signed = {
            "contract_number": order.contract_number,
            "signed_on": order.ordered_on,
            "our_signer": self.buyers[order.employee_id].display_name,
            "their_signer": document.party.name[:60] if document.party else "",
            "no_scan_reason": UNSIGNED,
        }
        when = at(order.ordered_on, 14)
        document = self._step(document, "sign", buyer, when=when, data=signed)
        document = self._step(
            document, "confirm", buyer, when=at(order.ordered_on, 15), data={"source": "import"}
        )
        self._receive(document, order)
        if any(line.kept < line.ordered for line in order.lines):
            self._step(
                document,
                "short_close_lines",
                buyer,
                when=at(max(line.due_on for line in order.lines), 17),
                reason="The rest was never delivered",
            )

    def _receive(self, document: Document, order: Order) -> None:
        came = [line for line in order.lines if line.received > 0]
        if not came:
            return
        lines = PurchaseOrderLine.objects.filter(body_id=document.pk).order_by("line_no")
        ordered = dict(zip(order.lines, lines.select_related("item", "unit"), strict=True))
        arrived_on = max(line.due_on for line in order.lines)
        receipt = drafts.create(
            RECEIPT,
            actor=self.desks.purchaser,
            head={
                "date": arrived_on,
                "party": document.party,
                "handler": self.buyers[order.employee_id],
            },
            body={
                "warehouse": self.masters.receiving,
                "arrived_at": at(arrived_on, 9),
                "price_includes_tax": False,
            },
            lines=[self._receipt_row(line, ordered[line], arrived_on) for line in came],
            state="draft",
            sources=[document],
            at=at(arrived_on, 10),
            history=True,
        )
        receipt = self._step(receipt, "submit", self.desks.purchaser, when=at(arrived_on, 11))
        self._approve(receipt, when=at(arrived_on, 16))

    def _receipt_row(
        self, line: Line, order_line: PurchaseOrderLine, arrived_on: Any
    ) -> dict[str, Any]:
        row = arithmetic.received(
            {
                "item": order_line.item,
                "unit": order_line.unit,
                "quantity": line.received,
                "rejected": line.rejected,
                "reject_reason": "Rejected at inspection" if line.rejected else "",
                "price": line.price,
                "price_includes_tax": False,
                "tax_rate": TAX_RATE,
            }
        )
        return row | {
            "order_line": order_line,
            "bin_id": self.bins[order_line.item_id],
            "unpacked": True,
            "inspected_by": self.desks.purchaser,
            "inspected_at": at(arrived_on, 10),
        }


def walk_for(masters: Masters, desks: Desks, buyers: dict[str, User]) -> Walk:
    ids = [item.pk for item in masters.items.values()]
    bins = usual_bins(ids, warehouse_id=masters.receiving.pk)
    return Walk(masters, desks, buyers, bins)
