"""Walks one order of the data set from its fax to its release, each step on its day."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from documents import approvals, attachments, drafts, engine
from documents.models import Document
from finance.remittance.flow import REMITTANCE
from finance.remittance.models import BankLine, Kind
from masterdata.models import Party, User
from masterdata.roles import Role
from orders import lines as arithmetic
from orders.customer_order.flow import CUSTOMER_ORDER
from orders.customer_order.models import CustomerOrderLine, Terms
from orders.northwind.files import Line, Order
from orders.northwind.masters import Masters
from orders.northwind.moments import at
from orders.northwind.people import Desks
from orders.northwind.ranks import ON_ACCOUNT

REASON = "As agreed in the data set"
NO_SLIP = "Imported history; the slip stays with the former system"
REMITTED_WITHIN = 3


@dataclass(frozen=True)
class Walk:
    """What every order's walk needs: the records, the desks, the salespeople."""

    masters: Masters
    desks: Desks
    sellers: dict[str, User]

    def take(self, order: Order) -> Document:
        desks, day = self.desks, order.ordered_on
        contact = self.masters.contacts[order.customer_id]["contact"]
        document = self._draft(order)
        self._attach(document, order)
        self._step(document, "register", desks.clerk, when=at(day, 9))
        talked = {"who": self.sellers[order.employee_id], "note": REASON}
        self._step(document, "consult", desks.clerk, when=at(day, 9, 20), data=talked)
        phoned = {"person": contact, "all_same": True}
        self._step(document, "call", desks.clerk, when=at(day, 9, 40), data=phoned)
        self._step(document, "confirm_call", desks.clerk, when=at(day, 9, 50))
        document = self._price(document, order)
        document = self._approve(document, order)
        told = {"channel": "fax", "receiver": contact}
        self._step(document, "send_notice", desks.clerk, when=at(day, 11), data=told)
        if self._party(order).level not in ON_ACCOUNT:
            self._remit(document, order)
        return self._step(document, "release", desks.clerk, when=at(day, 16))

    def _step(
        self, document: Document, code: str, actor: User, *, when: Any, **options: Any
    ) -> Document:
        return engine.perform(document.pk, code, actor=actor, at=when, **options).document

    def _party(self, order: Order) -> Party:
        return self.masters.customers[order.customer_id]

    def _draft(self, order: Order) -> Document:
        party, day = self._party(order), order.ordered_on
        known = self.masters.contacts[order.customer_id]
        return drafts.create(
            CUSTOMER_ORDER,
            actor=self.desks.clerk,
            head={"date": day, "party": party, "handler": self.desks.clerk},
            body={
                "warehouse": self.masters.warehouse,
                "channel": "fax",
                "received_at": at(day, 8),
                "customer_number": order.customer_number,
                "wanted_on": order.wanted_on,
                "terms": Terms.CREDIT if party.level in ON_ACCOUNT else Terms.PREPAID,
                "freight": order.freight,
                "receiver": order.receiver,
                "phone": known["phone"],
                "fax": known["fax"],
                "address": order.address,
            },
            lines=[self._row(line) for line in order.lines],
            at=at(day, 8, 30),
            history=True,
        )

    def _row(self, line: Line) -> dict[str, Any]:
        item = self.masters.items[line.product_id]
        return arithmetic.ordered(
            {
                "item": item,
                "unit": item.unit,
                "quantity": line.quantity,
                "price": line.price,
                "discount": line.paid_percent,
                "tax_rate": Decimal(0),
                "price_includes_tax": True,
            }
        )

    def _attach(self, document: Document, order: Order) -> None:
        """The customer's written order: the lines as the data set has them."""
        rows = [
            f"{line.quantity} x {self.masters.items[line.product_id].name} @ {line.price}"
            f" - {line.discount:.0%}"
            for line in order.lines
        ]
        text = "\n".join(
            [order.customer_number, order.receiver, order.address, str(order.wanted_on), *rows]
        )
        file = ContentFile(text.encode(), name=f"{order.customer_number}.txt")
        attachments.attach(document, file, by=self.desks.clerk, at=at(order.ordered_on, 8, 40))

    def _price(self, document: Document, order: Order) -> Document:
        lines = CustomerOrderLine._base_manager.filter(body_id=document.pk)
        given = {
            "prices": {pk: {"reason": REASON} for pk in lines.values_list("pk", flat=True)},
            "account": self.masters.account,
            "remit_by": order.ordered_on + timedelta(days=REMITTED_WITHIN),
            "shortage_told": True,
        }
        when = at(order.ordered_on, 10)
        return self._step(document, "price", self.desks.billing, when=when, data=given)

    def _approve(self, document: Document, order: Order) -> Document:
        """Desk after desk of the chain, each its own person."""
        people = {
            Role.REGIONAL_MANAGER: self.desks.manager,
            Role.SALES_DIRECTOR: self.desks.director,
        }
        while document.state == "approving":
            desk = approvals.desk_of(document)
            person = people[Role(desk.role)] if desk else self.desks.manager
            when = at(order.ordered_on, 10, 30)
            document = self._step(document, "approve", person, when=when)
        return document

    def _remit(self, document: Document, order: Order) -> None:
        """Who is not known well pays first: claimed by the clerk, found at the bank by finance."""
        day = order.ordered_on
        line = BankLine.objects.create(
            account=self.masters.account,
            on_date=day,
            amount=document.total,
            payer=self._party(order).name[:200],
            reference=order.customer_number,
            entered_by=self.desks.accountant,
            entered_at=at(day, 14),
        )
        claim = drafts.create(
            REMITTANCE,
            actor=self.desks.clerk,
            head={"date": day, "party": document.party},
            body={
                "kind": Kind.RECEIPT,
                "money": document.total,
                "payer": line.payer,
                "reported_at": at(day, 13),
                "no_slip_reason": NO_SLIP,
            },
            lines=[{"order": document, "amount": document.total}],
            at=at(day, 13),
            history=True,
        )
        self._step(claim, "file", self.desks.clerk, when=at(day, 13, 10))
        found = {"bank_line": line}
        self._step(claim, "confirm", self.desks.accountant, when=at(day, 15), data=found)
