"""The firm's people at work for the property tests: each act through the program's real steps."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from documents import drafts, engine
from documents.models import Document
from masterdata.models import Party, User
from masterdata.roles import Role
from purchasing import lines as arithmetic
from purchasing import seeds
from purchasing.purchase_order.flow import PURCHASE_ORDER
from purchasing.purchase_order.models import PurchaseOrderLine
from purchasing.receipt.flow import RECEIPT
from purchasing.receipt.models import ReceiptLine
from tests import factories
from tests.purchasing.firm import NO_SCAN

SUPPLIERS = ("甲厂", "乙厂")
ITEMS = ("螺丝", "合页", "拉手")
TAX = Decimal(13)


@dataclass(frozen=True)
class Desk:
    """Everybody who has a hand in a purchase, and where the goods go."""

    purchaser: User
    manager: User
    deputy: User
    director: User
    accountant: User
    cashier: User
    storekeeper: User
    warehouse: Any
    bin: Any
    suppliers: dict[str, Party]
    items: dict[str, Any]

    @classmethod
    def open(cls) -> "Desk":
        seeds.seed()
        warehouse = factories.warehouse("main")
        return cls(
            factories.user(Role.PURCHASER, name="采购员"),
            factories.user(Role.PURCHASING_MANAGER, name="采购部经理"),
            factories.user(Role.DEPUTY_GENERAL_MANAGER, name="副总经理"),
            factories.user(Role.GENERAL_MANAGER, name="总经理"),
            factories.user(Role.ACCOUNTANT, name="财务"),
            factories.user(Role.CASHIER, name="出纳"),
            factories.user(Role.STOREKEEPER, name="库管员"),
            warehouse,
            warehouse.bins.get(code="ZC"),
            {name: factories.supplier(name) for name in SUPPLIERS},
            {name: factories.item(name) for name in ITEMS},
        )

    def step(self, pk: int, code: str, actor: User, at: datetime, **options: Any) -> Document:
        return engine.perform(pk, code, actor=actor, at=at, **options).document

    def approve(self, pk: int, at: datetime) -> Document:
        """All desks of the chain, one after the other."""
        document = Document.objects.get(pk=pk)
        for person in (self.manager, self.deputy, self.director):
            if document.state == "submitted" and self._is_next(document, person):
                document = self.step(pk, "approve", person, at)
        return document

    def _is_next(self, document: Document, person: User) -> bool:
        from documents import approvals
        from masterdata.roles import roles_of

        desk = approvals.desk_of(document)
        return desk is not None and Role(desk.role) in roles_of(person)

    def order(self, supplier: str, goods: list[tuple[str, int, Decimal]], at: datetime) -> Document:
        contract_on = at.date() + timedelta(days=30)
        rows = [
            arithmetic.ordered(self._row(item, quantity, price) | {"contract_on": contract_on})
            for item, quantity, price in goods
        ]
        document = drafts.create(
            PURCHASE_ORDER,
            actor=self.purchaser,
            at=at,
            head={"party": self.suppliers[supplier]},
            body={"warehouse": self.warehouse},
            lines=rows,
        )
        self.step(document.pk, "submit", self.purchaser, at)
        self.approve(document.pk, at)
        contract = NO_SCAN | {"contract_number": f"HT-{document.number}"}
        self.step(document.pk, "sign", self.purchaser, at, data=contract)
        return self.step(document.pk, "confirm", self.purchaser, at)

    def receipt(self, goods: list[tuple[int, int]], at: datetime) -> Document:
        """`goods`: an order line's id and what arrived of it."""
        lines = PurchaseOrderLine.objects.select_related("item", "unit", "body__head").in_bulk(
            [pk for pk, _quantity in goods]
        )
        rows = [self._received(lines[pk], quantity) for pk, quantity in goods]
        order = lines[goods[0][0]].body.head
        return drafts.create(
            RECEIPT,
            actor=self.purchaser,
            at=at,
            head={"party": order.party},
            body={"warehouse": self.warehouse},
            lines=rows,
            state="draft",
            sources=[order],
        )

    def _received(self, line: PurchaseOrderLine, quantity: int) -> dict[str, Any]:
        row = self._row(line.item.code, quantity, line.price)
        more = {"order_line": line, "rejected": Decimal(0), "bin": self.bin, "unpacked": True}
        return arithmetic.received(row | more)

    def _row(self, item: str, quantity: int, price: Decimal) -> dict[str, Any]:
        goods = self.items[item]
        return {
            "item": goods,
            "unit": goods.unit,
            "quantity": Decimal(quantity),
            "price": price,
            "price_includes_tax": True,
            "tax_rate": TAX,
            "discount": Decimal(100),
        }


def order_lines(pk: int) -> list[PurchaseOrderLine]:
    return list(PurchaseOrderLine.objects.filter(body_id=pk).order_by("line_no"))


def receipt_lines(pk: int) -> list[ReceiptLine]:
    return list(ReceiptLine._base_manager.filter(body_id=pk).order_by("line_no"))
