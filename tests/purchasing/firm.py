"""The people of the purchasing tests and the papers they make, always through the real steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents import drafts, engine
from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from purchasing import lines as arithmetic
from purchasing import seeds
from purchasing.order_change.actions import begin, row_from
from purchasing.purchase_order.flow import PURCHASE_ORDER
from purchasing.purchase_order.models import PurchaseOrder, PurchaseOrderLine
from purchasing.receipt.flow import RECEIPT
from tests import factories, notation
from tests.grounds import kept

NO_SCAN = {
    "contract_number": "",
    "our_signer": "周丽",
    "their_signer": "叶恒",
    "no_scan_reason": "对方尚未寄回",
}


@dataclass(frozen=True)
class People:
    purchaser: User
    manager: User
    general_manager: User
    storekeeper: User
    inspector: User


DESKS = {
    "caigou": Role.PURCHASER,
    "caigoujl": Role.PURCHASING_MANAGER,
    "zongjingli": Role.GENERAL_MANAGER,
    "kuguan": Role.STOREKEEPER,
    "pinjian": Role.INSPECTOR,
}


def people() -> People:
    """One person per desk, made at the first call, with the firm's approval chains."""
    known = {user.username: user for user in User.objects.filter(username__in=DESKS)}
    if len(known) < len(DESKS):
        seeds.seed()
        for name, role in DESKS.items():
            known[name] = known.get(name) or factories.user(role, username=name, name=name)
    return People(*(known[name] for name in DESKS))


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.now()


def priced(text: str, **more: Any) -> list[dict[str, Any]]:
    """Order lines from `螺丝 100 x 2.26`, with tax included and today as contract date."""
    for part in text.split(","):
        factories.item(part.split()[0])
    rows = notation.lines(text)
    defaults = {"tax_rate": Decimal(13), "contract_on": today() + timedelta(days=7), **more}
    return [arithmetic.ordered(defaults | row) for row in rows]


@kept
def draft_order(text: str = "螺丝 100 x 2.26", *, supplier: str = "甲厂", **more: Any) -> Document:
    warehouse = factories.warehouse("main")
    return drafts.create(
        PURCHASE_ORDER,
        actor=people().purchaser,
        head={"party": factories.supplier(supplier), "remark": more.pop("remark", "")},
        body={"warehouse": warehouse, "contract_number": more.pop("contract_number", "")},
        lines=priced(text, **more),
    )


@kept
def order(text: str = "螺丝 100 x 2.26", *, state: str = "active", **more: Any) -> Document:
    """An order walked to its state."""
    document = draft_order(text, **more)
    for reached, take in ORDER_WALK:
        if document.state == state:
            break
        document = take(document)
        assert document.state in {reached, "submitted"}
    assert document.state == state
    return document


def step(document: Document, code: str, actor: User, **options: Any) -> Document:
    return engine.perform(document.pk, code, actor=actor, **options).document


def approve(document: Document) -> Document:
    """All desks of the chain, one after the other."""
    for person in (people().manager, people().general_manager):
        if document.state == "submitted":
            document = step(document, "approve", person)
    return document


def sign(document: Document) -> Document:
    data = NO_SCAN | {"contract_number": f"HT-{document.number}"}
    return step(document, "sign", people().purchaser, data=data)


ORDER_WALK = (
    ("submitted", lambda d: step(d, "submit", people().purchaser)),
    ("approved", approve),
    ("signed", sign),
    ("active", lambda d: step(d, "confirm", people().purchaser)),
)


def order_lines(document: Document) -> list[PurchaseOrderLine]:
    return list(
        PurchaseOrderLine.objects.filter(body_id=document.pk)
        .select_related("item", "unit", "body__head", "body__warehouse")
        .order_by("line_no")
    )


def receipt_rows(orders: Sequence[Document], *quantities: str, **more: Any) -> list[dict[str, Any]]:
    """Lines of a receipt from all lines of these orders; each quantity `arrived[-rejected]`."""
    main = factories.warehouse("main").bins.get(code="ZC")
    found = [line for each in orders for line in order_lines(each)]
    rows = []
    for line, text in zip(found, quantities, strict=True):
        arrived, _dash, rejected = text.partition("-")
        row = {
            "order_line": line,
            "item": line.item,
            "unit": line.unit,
            "quantity": Decimal(arrived),
            "rejected": Decimal(rejected or 0),
            "reject_reason": "碰伤" if rejected else "",
            "price": line.price,
            "price_includes_tax": line.price_includes_tax,
            "tax_rate": line.tax_rate,
            "discount": line.discount,
            "bin": main,
            "unpacked": True,
        }
        rows.append(arithmetic.received(row | more))
    return rows


def draft_receipt(orders: Sequence[Document], *quantities: str, **more: Any) -> Document:
    """A receipt of these orders' lines; `maker`, `body` and line columns may be given."""
    body = {"warehouse": factories.warehouse("main"), **more.pop("body", {})}
    return drafts.create(
        RECEIPT,
        actor=more.pop("maker", None) or people().purchaser,
        head={"party": orders[0].party},
        body=body,
        lines=receipt_rows(orders, *quantities, **more),
        state="draft",
        sources=orders,
    )


def receipt(orders: Sequence[Document], *quantities: str, **more: Any) -> Document:
    """A receipt walked to its state (approved unless said otherwise)."""
    state = more.pop("state", "approved")
    document = draft_receipt(orders, *quantities, **more)
    if state == "draft":
        return document
    document = step(document, "submit", people().purchaser)
    return document if state == "submitted" else approve(document)


def change(order: Document, *news: dict[str, Any]) -> Document:
    """A draft of a change order that sets these columns on the first lines."""
    rows = [row_from(line) for line in order_lines(order)]
    changed = [arithmetic.ordered(row | new) for row, new in zip(rows, news, strict=False)]
    return begin(
        PurchaseOrder.objects.select_related("head__party").get(pk=order.pk),
        actor=people().purchaser,
        reason="客户追加",
        rows=changed,
    )


def reverse(document: Document, reason: str = "数量有误") -> Document:
    return step(document, "reverse", people().manager, reason=reason)


def state_of(document: Document) -> str:
    return str(Document.objects.values_list("state", flat=True).get(pk=document.pk))
