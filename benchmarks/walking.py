"""Papers walked through their real steps: the templates of the base, and what measures time.

Nothing here goes past the engine. Each walk takes only the calls that a page would make for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from benchmarks.masters import Masters
from documents import drafts, engine
from documents.models import Document
from finance.cash.models import AccountKind, CashAccount
from inventory.opening_stock.flow import OPENING_STOCK
from masterdata.models import Item, Party, User
from masterdata.money import round_money
from masterdata.roles import Role
from orders import lines as sold
from orders.customer_order.flow import CUSTOMER_ORDER
from orders.customer_order.models import CustomerOrderLine
from orders.delivery.actions import draw_up
from orders.delivery.amounts import packages_of
from orders.delivery.models import DeliveryLine
from purchasing import lines as bought
from purchasing.purchase_order.flow import PURCHASE_ORDER
from purchasing.purchase_order.models import PurchaseOrder
from purchasing.receipt.actions import open_rows, receive

Person = Callable[[Role], User]
Goods = Sequence[tuple[Item, Decimal, Decimal]]
VAT = Decimal(13)


@dataclass
class Walker:
    """One firm's people walking its papers; `at` moves on by an hour with each step of the base.

    In the base the papers are of days long past; a measure walks them now.
    """

    person: Person
    masters: Masters = field(default_factory=Masters)
    at: datetime | None = None

    @property
    def _given(self) -> dict[str, Any]:
        if self.at is None:
            return {}
        self.at += timedelta(minutes=20)
        return {"at": self.at}

    @property
    def _making(self) -> dict[str, Any]:
        return self._given | ({"history": True} if self.at else {})

    @property
    def now(self) -> datetime:
        return self.at or timezone.now()

    def step(self, document: Document, code: str, role: Role, **options: Any) -> Document:
        actor = self.person(role)
        return engine.perform(document.pk, code, actor=actor, **options, **self._given).document

    # --- Opening ------------------------------------------------------------------------------

    def opening(self, quantity: Decimal, cost: Decimal) -> Document:
        """So many of every item lie in the store before anything is bought."""
        rows = [
            {
                "item": item,
                "bin": self.masters.bin,
                "quantity": quantity,
                "unit_cost": cost,
                "amount": round_money(quantity * cost),
            }
            for item in self.masters.items
        ]
        document = drafts.create(
            OPENING_STOCK,
            actor=self.person(Role.ADMINISTRATOR),
            body={"warehouse": self.masters.warehouse},
            lines=rows,
            **self._making,
        )
        return self.step(document, "approve", Role.ACCOUNTANT)

    # --- Purchase -----------------------------------------------------------------------------

    def ordered(self, supplier: Party, goods: Goods) -> Document:
        day = timezone.localdate(self.now) + timedelta(days=7)
        rows = [
            bought.ordered(
                {
                    "item": item,
                    "unit": item.unit,
                    "quantity": quantity,
                    "price": price,
                    "tax_rate": VAT,
                    "contract_on": day,
                }
            )
            for item, quantity, price in goods
        ]
        return drafts.create(
            PURCHASE_ORDER,
            actor=self.person(Role.PURCHASER),
            head={"party": supplier},
            body={"warehouse": self.masters.warehouse},
            lines=rows,
            **self._making,
        )

    def order_on(self, order: Document, state: str) -> Document:
        """From draft to a state up to active."""
        buyer = Role.PURCHASER
        signers = {"our_signer": "周丽", "their_signer": "叶恒", "no_scan_reason": "尚未寄回"}
        steps: tuple[tuple[str, Callable[[], Document]], ...] = (
            ("submitted", lambda: self.step(order, "submit", buyer)),
            ("approved", lambda: self._approved(order)),
            ("signed", lambda: self.step(order, "sign", buyer, data=signers)),
            ("active", lambda: self.step(order, "confirm", buyer, data={})),
        )
        return _through(order, steps, state)

    def _approved(self, order: Document) -> Document:
        """A large order takes the general manager's desk beside."""
        done = self.step(order, "approve", Role.PURCHASING_MANAGER)
        if done.state == "submitted":
            done = self.step(order, "approve", Role.GENERAL_MANAGER)
        return done

    def received(self, order: Document, *, part: Decimal = Decimal(1)) -> Document:
        """A draft of what the order has open, all of it accepted; or of a part of each line."""
        found = [PurchaseOrder.objects.select_related("warehouse").get(pk=order.pk)]
        rows = []
        for row in open_rows(found):
            quantity = (row["quantity"] * part).to_integral_value()
            rows.append(bought.received(row | {"quantity": quantity, "accepted": quantity}))
        for row in rows:
            row["unpacked"] = True
        return receive([order], actor=self.person(Role.PURCHASER), rows=rows, **self._making)

    def receipt_on(self, receipt: Document, state: str) -> Document:
        steps: tuple[tuple[str, Callable[[], Document]], ...] = (
            ("submitted", lambda: self.step(receipt, "submit", Role.PURCHASER)),
            ("approved", lambda: self.step(receipt, "approve", Role.PURCHASING_MANAGER)),
        )
        return _through(receipt, steps, state)

    def purchase(self, supplier: Party, goods: Goods) -> tuple[Document, Document]:
        """Ordered, approved, contracted, received, approved: the goods lie there and are owed."""
        order = self.order_on(self.ordered(supplier, goods), "active")
        return order, self.receipt_on(self.received(order), "approved")

    # --- Sale ---------------------------------------------------------------------------------

    def wanted(self, customer: Party, goods: Goods) -> Document:
        rows = [
            sold.ordered(
                {
                    "item": item,
                    "unit": item.unit,
                    "quantity": quantity,
                    "price": price,
                    "tax_rate": VAT,
                }
            )
            for item, quantity, price in goods
        ]
        return drafts.create(
            CUSTOMER_ORDER,
            actor=self.person(Role.ORDER_CLERK),
            head={"party": customer},
            body={
                "warehouse": self.masters.warehouse,
                "channel": "phone",
                "received_at": self.now - timedelta(minutes=5),
                "wanted_on": timezone.localdate(self.now) + timedelta(days=7),
                "terms": "credit",
                "address": "广州市天河路 1 号",
                "receiver": "王老板",
                "phone": "020-87654321",
            },
            lines=rows,
            **self._making,
        )

    def sale_on(self, order: Document, state: str) -> Document:
        """From draft to a state up to released."""
        clerk, manager = Role.ORDER_CLERK, Role.REGIONAL_MANAGER
        said = {"note": "可以接"}
        spoken = {"person": "王老板", "phone": "020-87654321", "all_same": True}
        told = {"channel": "fax", "receiver": "王老板"}

        def confirm() -> Document:
            self.step(order, "call", clerk, data=spoken)
            return self.step(order, "confirm_call", clerk)

        def release() -> Document:
            self.step(order, "send_notice", clerk, data=told)
            return self.step(order, "release", clerk)

        steps: tuple[tuple[str, Callable[[], Document]], ...] = (
            ("consulting", lambda: self.step(order, "register", clerk)),
            ("calling", lambda: self.step(order, "consult", clerk, data=said)),
            ("pricing", confirm),
            ("approving", lambda: self._priced(order)),
            ("noticed", lambda: self.step(order, "approve", manager)),
            ("released", release),
        )
        return _through(order, steps, state)

    def _priced(self, order: Document) -> Document:
        lines = CustomerOrderLine.objects.filter(body_id=order.pk).order_by("line_no")
        prices = {pk: {"reason": "老客户"} for pk in lines.values_list("pk", flat=True)}
        by = timezone.localdate(self.now) + timedelta(days=3)
        data = {"prices": prices, "account": bank(), "remit_by": by, "shortage_told": True}
        return self.step(order, "price", Role.BILLING_CLERK, data=data)

    def drawn(self, order: Document) -> Document:
        """A delivery of all that can go."""
        return draw_up([order], actor=self.person(Role.BILLING_CLERK), **self._making)

    def delivery_on(self, delivery: Document, state: str) -> Document:
        keeper, chief, clerk = Role.STOREKEEPER, Role.WAREHOUSE_SUPERVISOR, Role.ORDER_CLERK
        day = timezone.localdate(self.now)
        found = DeliveryLine.objects.filter(body=delivery.pk).order_by("line_no")

        def check() -> Document:
            ticked = list(found.values_list("pk", flat=True))
            return self.step(delivery, "check", chief, data={"checked": ticked})

        def load() -> Document:
            packages = packages_of(list(found))
            driver = self.person(Role.DRIVER)
            data = {"vehicle": "粤A12345", "driver": driver, "packages": packages}
            return self.step(delivery, "load", keeper, data=data)

        filed = {"slip_place": "回单夹 3", "no_scan_reason": "扫描仪坏了"}
        signed = {"signer": "王老板", "refused": {}, "reasons": {}}
        steps: tuple[tuple[str, Callable[[], Document]], ...] = (
            ("authorized", lambda: self.step(delivery, "authorize", clerk, data={"plan_on": day})),
            ("picked", lambda: self.step(delivery, "pick", keeper, data={"picked": {}})),
            ("checked", check),
            ("loaded", load),
            ("dispatched", lambda: self.step(delivery, "dispatch", chief)),
            ("delivered", lambda: self.step(delivery, "sign", clerk, data=signed)),
            ("closed", lambda: self.step(delivery, "file_slip", clerk, data=filed)),
        )
        return _through(delivery, steps, state)

    def sale(self, customer: Party, goods: Goods, *, to: str) -> tuple[Document, Document]:
        order = self.sale_on(self.wanted(customer, goods), "released")
        return order, self.delivery_on(self.drawn(order), to)

    def closed(self, order: Document) -> Document:
        """Finance leaves what is owed on the customer's account."""
        return self.step(order, "close", Role.ACCOUNTANT)


def _through(
    document: Document, steps: Sequence[tuple[str, Callable[[], Document]]], wanted: str
) -> Document:
    """From where it stands, which is before all of these steps or behind some of them."""
    names = ["", *(reached for reached, _take in steps)]
    start = names.index(document.state) if document.state in names else 0
    if wanted == document.state:
        return document
    if wanted not in names[start:]:
        raise ValueError(f"{document.type} does not walk from {document.state} to {wanted}")
    for reached, take in steps[start : names.index(wanted)]:
        document = take()
        if document.state != reached:
            raise RuntimeError(f"{document} is {document.state}, not {reached}")
    return document


def bank() -> CashAccount:
    given = {"name": "中行", "kind": AccountKind.BANK}
    return CashAccount.objects.get_or_create(code="BENCH", defaults=given)[0]
