"""The firm's people at work for the property tests: each act through the program's real steps."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from documents import drafts, engine
from documents.errors import Refused
from documents.models import Document
from finance import seeds as money_seeds
from finance.cash.models import CashAccount
from finance.parties.models import OpenItem
from finance.payment_request.flow import PAYMENT_REQUEST
from finance.payment_request.models import Method
from finance.settlement.flow import SETTLEMENT
from finance.settlement.models import Kind
from masterdata.models import Party, User
from masterdata.roles import Role
from purchasing import lines as arithmetic
from purchasing import seeds
from purchasing.purchase_order.flow import PURCHASE_ORDER
from purchasing.purchase_order.models import PurchaseOrderLine
from purchasing.purchase_return.actions import rows_of
from purchasing.purchase_return.flow import PURCHASE_RETURN
from purchasing.purchase_return.forms import give_amounts
from purchasing.purchase_return.models import Outcome
from purchasing.receipt.flow import RECEIPT
from purchasing.receipt.models import Receipt, ReceiptLine
from purchasing.supplier_invoice.flow import SUPPLIER_INVOICE
from purchasing.supplier_invoice.queries import billable, rows_from
from tests import factories
from tests.purchasing.firm import NO_SCAN

SUPPLIERS = ("甲厂", "乙厂")
ITEMS = ("螺丝", "合页", "拉手")
TAX = Decimal(13)
_numbers = count(1)


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
    account: CashAccount
    suppliers: dict[str, Party]
    items: dict[str, Any]

    @classmethod
    def open(cls) -> "Desk":
        seeds.seed()
        money_seeds.seed()
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
            CashAccount.objects.create(code="工行", name="工行", overdraft=Decimal(10**9)),
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

    def send_back(self, line: int, quantity: Decimal, at: datetime, *, replaced: bool) -> int:
        """A return of a receipt line from its draft to the gate; its id."""
        received = ReceiptLine.objects.select_related("body__head__party").get(pk=line)
        rows = [row for row in rows_of([received.body]) if row["receipt_line"].pk == line]
        for row in rows:
            row |= {"quantity": quantity, "base_quantity": quantity, "reason": "碰伤"}
            row["outcome"] = Outcome.REPLACE if replaced else Outcome.CREDIT
        give_amounts(rows)
        names = {field.name for field in PURCHASE_RETURN.line._meta.concrete_fields}
        document = drafts.create(
            PURCHASE_RETURN,
            actor=self.purchaser,
            at=at,
            head={"party": received.body.head.party},
            body={"warehouse": self.warehouse},
            lines=[{n: v for n, v in row.items() if n in names} for row in rows],
            sources=[received.body.head],
        )
        self._submit(document, self.purchaser, at)
        self.approve(document.pk, at)
        given = {"carrier": "自提", "waybill": "", "packages": 1}
        return self.step(document.pk, "ship", self.storekeeper, at, data=given).pk

    def settle(
        self,
        kind: Kind,
        supplier: str,
        money: Decimal,
        items: list[tuple[int, Decimal]],
        at: datetime,
    ) -> int:
        """A posted settlement of these open items; its id."""
        found = OpenItem.objects.in_bulk([pk for pk, _amount in items])
        lines = [{"open_item": found[pk], "amount": amount} for pk, amount in items]
        return self._posted({"kind": kind, "money": money}, supplier, lines, at)

    def prepay(self, supplier: str, order: int, money: Decimal, at: datetime) -> int:
        body = {"kind": Kind.PREPAYMENT, "money": money, "for_document_id": order}
        return self._posted(body, supplier, [], at)

    def _posted(
        self, body: dict[str, Any], supplier: str, lines: list[dict[str, Any]], at: datetime
    ) -> int:
        document = drafts.create(
            SETTLEMENT,
            actor=self.cashier,
            at=at,
            head={"party": self.suppliers[supplier]},
            body=body | {"account": self.account if body["money"] else None},
            lines=lines,
        )
        self._submit(document, self.cashier, at)
        if body["kind"] == Kind.REFUND:
            return self.step(document.pk, "approve_refund", self.deputy, at).pk
        return self.step(document.pk, "post", self.accountant, at).pk

    def request(self, supplier: str, items: list[tuple[int, Decimal]], at: datetime) -> Document:
        """A payment request for these debts, approved by both desks of its chain."""
        found = OpenItem.objects.select_related("document").in_bulk([pk for pk, _sum in items])
        lines = [
            {"open_item": found[pk], "source": found[pk].document, "amount": amount}
            for pk, amount in items
        ]
        document = drafts.create(
            PAYMENT_REQUEST,
            actor=self.purchaser,
            at=at,
            head={"party": self.suppliers[supplier]},
            body={"method": Method.CASH, "purpose": "货款"},
            lines=lines,
        )
        self._submit(document, self.purchaser, at)
        return self.approve(document.pk, at)

    def pay(self, request: int, amount: Decimal, at: datetime) -> int:
        """The cashier pays so much of it; the id of the settlement."""
        given = {"account": self.account, "amount": amount, "slip_number": "DZ1"}
        self.step(request, "pay", self.cashier, at, data=given)
        made = Document.objects.filter(request_payments__line__body=request)
        return made.order_by("-pk")[0].pk

    def invoice(self, receipt: int, at: datetime) -> int:
        """The supplier's invoice over all of a receipt that is not invoiced yet; matched."""
        received = Receipt.objects.select_related("head__party").get(pk=receipt)
        rows = [row for row in rows_from(billable().filter(body=receipt)) if row["quantity"] > 0]
        sums = {f"paper_{name}": sum(row[name] for row in rows) for name in ("net", "tax")}
        names = {field.name for field in SUPPLIER_INVOICE.line._meta.concrete_fields}
        document = drafts.create(
            SUPPLIER_INVOICE,
            actor=self.purchaser,
            at=at,
            head={"party": received.head.party},
            body=sums
            | {
                "invoice_number": f"{next(_numbers):020}",
                "invoice_date": at.date(),
                "no_scan_reason": "电子发票",
            },
            lines=[{n: v for n, v in row.items() if n in names} for row in rows],
            sources=[received.head],
        )
        self._submit(document, self.purchaser, at)
        return self.step(document.pk, "match", self.accountant, at).pk

    def _submit(self, document: Document, actor: User, at: datetime) -> None:
        """What is refused at once is thrown away, so that it holds nothing."""
        try:
            self.step(document.pk, "submit", actor, at)
        except Refused:
            self.step(document.pk, "void", actor, at, reason="录错")
            raise

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
