"""The demo firm's purchases of the last weeks, in every state, made by its people's own steps.

Loading twice changes nothing: each order has a key of its own, and one that is there stays.
"""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents import drafts
from documents.demo_firm import Firm
from documents.models import Document
from inventory.places.models import ItemPlace, Warehouse
from masterdata.models import Item, Party, User
from masterdata.money import round_money, round_price
from purchasing import demo_chasing, seeds
from purchasing import lines as arithmetic
from purchasing.demo_plan import ARRIVALS, PLAN, Planned, Receiving
from purchasing.purchase_order.flow import PURCHASE_ORDER
from purchasing.purchase_order.models import PurchaseOrder, PurchaseOrderLine
from purchasing.receipt.actions import rows_from
from purchasing.receipt.flow import RECEIPT
from purchasing.suppliers.models import SupplierPrice

KEY = uuid.UUID("0f6d3c52-8f5e-4f0c-9a3c-6d0a8d6b1e55")
DESKS = ("caigou", "caigou2", "caigoujl", "zongjingli", "cangku")
USUAL_RATE = Decimal(13)


def load(actors: Mapping[str, User] | None = None) -> None:
    """The chains and price lists, then the orders of the plan with their receipts."""
    seeds.seed()
    people = actors or {u.username: u for u in User.objects.filter(username__in=DESKS)}
    if len(people) < len(DESKS) or not Warehouse.objects.exists():
        return
    _price_lists(timezone.localdate())
    firm = Firm(people, timezone.localdate())
    for number, planned in enumerate(PLAN, start=1):
        key = uuid.uuid5(KEY, str(number))
        if not Document.objects.filter(key=key).exists():
            _walk(firm, planned, key)
    for arrival in ARRIVALS:
        _arrive(firm, *arrival)
    demo_chasing.load(today=firm.today)


def _arrive(firm: Firm, supplier: str, warehouse: str, packages: int, ago: int) -> None:
    """Written down at the gate by the storekeeper; the clock of rule T7 runs."""
    drafts.create(
        RECEIPT,
        actor=firm.people["cangku"],
        key=uuid.uuid5(KEY, f"{supplier} {warehouse}"),
        head={"date": firm.day(ago), "party": Party.objects.get(code=supplier)},
        body={
            "warehouse": Warehouse.objects.get(code=warehouse),
            "arrived_at": firm.at(ago, 15),
            "packages": packages,
            "deliverer": "供方送货员",
        },
        state="arrived",
        at=firm.at(ago, 15),
        history=True,
    )


def _price_lists(today: date) -> None:
    """Every supplier's list of the items he usually brings, valid since the new year."""
    first = date(today.year, 1, 1)
    known = set(SupplierPrice.objects.values_list("party_id", "item_id"))
    items = Item.objects.filter(default_supplier__isnull=False, list_purchase_price__gt=0)
    SupplierPrice.objects.bulk_create(
        [
            SupplierPrice(
                party_id=item.default_supplier_id,
                item=item,
                price=item.list_purchase_price,
                includes_tax=True,
                lead_time_days=item.lead_time_days,
                min_quantity=item.minimum_order,
                valid_from=first,
            )
            for item in items
            if (item.default_supplier_id, item.pk) not in known
        ]
    )


def _walk(firm: Firm, planned: Planned, key: uuid.UUID) -> None:
    document = _draft(firm, planned, key)
    if planned.fate == "draft":
        return
    ago = planned.ago
    document = firm.step(document, "submit", planned.buyer, ago=ago, hour=9)
    if planned.fate == "submitted":
        return
    if planned.fate == "rejected":
        reason = "单价高于上次进价，请重新询价"
        firm.step(document, "reject", "caigoujl", ago=ago, hour=10, reason=reason)
        return
    document = _approve(firm, document, ago=ago, hour=10)
    if planned.fate in ("approved", "waiting"):
        return
    _sign(firm, planned, document)
    if planned.fate == "signed":
        return
    confirmed = {"promised_on": _promised(firm, planned), "source": "供方电话"}
    document = firm.step(document, "confirm", planned.buyer, ago=ago - 1, hour=9, data=confirmed)
    for receiving in planned.receipts:
        _receive(firm, planned, document, receiving)
    _finish(firm, planned, document)


def _finish(firm: Firm, planned: Planned, document: Document) -> None:
    """What became of the order beside its receipts."""
    last = min([r.ago for r in planned.receipts], default=max(planned.ago - 2, 0))
    if planned.fate == "short":
        firm.step(
            document,
            "short_close_lines",
            planned.buyer,
            ago=last,
            hour=17,
            reason="供方停产，余量取消",
        )
    if planned.fate == "closed":
        place = {"archive_place": "2026 年第 3 册"}
        firm.step(document, "close", planned.buyer, ago=last, hour=17, data=place)
    if planned.fate == "held":
        reason = "来料色差，待供方答复"
        firm.step(document, "hold", "caigoujl", ago=last, hour=16, reason=reason)
    if planned.fate == "cancelled":
        firm.step(document, "cancel", "caigoujl", ago=last, hour=16, reason="客户取消订单")
    if planned.fate == "late":
        later = {"promised_on": firm.day(2), "source": "供方传真"}
        firm.step(
            document, "promise", planned.buyer, ago=5, hour=11, reason="供方模具维修", data=later
        )


def _promised(firm: Firm, planned: Planned) -> date:
    return firm.day(planned.ago) + timedelta(days=planned.lead)


def _draft(firm: Firm, planned: Planned, key: uuid.UUID) -> Document:
    party = Party.objects.get(code=planned.supplier)
    rows = [_order_row(firm, planned, party, code, quantity) for code, quantity in planned.goods]
    place = ItemPlace.objects.filter(item=rows[0]["item"]).select_related("bin__warehouse").first()
    warehouse = place.bin.warehouse if place else Warehouse.objects.order_by("id").first()
    wanted = _promised(firm, planned)
    total = sum((row["gross"] for row in rows), Decimal(0))
    return drafts.create(
        PURCHASE_ORDER,
        actor=firm.people[planned.buyer],
        key=key,
        head={"date": firm.day(planned.ago), "party": party, "remark": planned.remark},
        body={
            "warehouse": warehouse,
            "wanted_on": wanted,
            "payment_terms": party.payment_terms,
            "prepayment": round_money(total * planned.prepaid / 100),
            "delivery_place": "佛山市顺德区龙江镇东华路168号",
        },
        lines=rows,
        at=firm.at(planned.ago, 8),
        history=True,
    )


def _order_row(
    firm: Firm, planned: Planned, party: Party, code: str, quantity: int
) -> dict[str, Any]:
    item = Item.objects.select_related("unit").get(code=code)
    due = _promised(firm, planned)
    price = item.list_purchase_price * (100 + planned.dearer) / 100
    return arithmetic.ordered(
        {
            "item": item,
            "unit": item.unit,
            "quantity": Decimal(quantity),
            "price": round_price(price),
            "tax_rate": party.default_tax_rate or item.tax_rate or USUAL_RATE,
            "need_on": due,
            "contract_on": due,
        }
    )


def _approve(firm: Firm, document: Document, *, ago: int, hour: int) -> Document:
    for who in ("caigoujl", "zongjingli"):
        if document.state == "submitted":
            document = firm.step(document, "approve", who, ago=ago, hour=hour)
    return document


def _sign(firm: Firm, planned: Planned, document: Document) -> None:
    order = PurchaseOrder.objects.get(pk=document.pk)
    signed = {
        "contract_number": order.contract_number,
        "signed_on": firm.day(planned.ago),
        "our_signer": firm.people[planned.buyer].display_name,
        "their_signer": document.party.head_person if document.party else "",
        "no_scan_reason": "原件在途，收到后补传",
    }
    firm.step(document, "sign", planned.buyer, ago=planned.ago, hour=15, data=signed)


def _receive(firm: Firm, planned: Planned, document: Document, receiving: Receiving) -> None:
    """One delivery: so many hundredths of what is open, of which some are rejected."""
    order = PurchaseOrder.objects.select_related("warehouse").get(pk=document.pk)
    rows = [
        row for line in _rows(order) if (row := _receipt_row(line, receiving, firm)) is not None
    ]
    receipt = drafts.create(
        RECEIPT,
        actor=firm.people[planned.buyer],
        head={"date": firm.day(receiving.ago), "party": document.party},
        body={
            "warehouse": order.warehouse,
            "arrived_at": firm.at(receiving.ago, 8),
            "packages": 1 + len(rows) * 3,
            "delivery_note": f"SH{firm.day(receiving.ago):%m%d}{document.pk % 100:02}",
            "deliverer": "供方送货员",
        },
        lines=rows,
        state="draft",
        sources=[document],
        at=firm.at(receiving.ago, 9),
        history=True,
    )
    _walk_receipt(firm, planned, receipt, receiving)


def _walk_receipt(firm: Firm, planned: Planned, receipt: Document, receiving: Receiving) -> None:
    ago = receiving.ago
    if receiving.state == "draft":
        return
    if receiving.state == "inspecting":
        firm.step(receipt, "inspect", "cangku", ago=ago, hour=10)
        return
    receipt = firm.step(receipt, "submit", planned.buyer, ago=ago, hour=11)
    if receiving.state == "submitted":
        return
    receipt = _approve(firm, receipt, ago=ago, hour=14)
    if receiving.state == "reversed":
        reason = "数量录错，重新开单"
        firm.step(receipt, "reverse", "caigoujl", ago=ago, hour=16, reason=reason)


def _rows(order: PurchaseOrder) -> list[dict[str, Any]]:
    lines = PurchaseOrderLine.objects.filter(body=order).select_related("item", "unit")
    return rows_from(lines.order_by("line_no"), warehouse_id=order.warehouse_id)


def _receipt_row(row: dict[str, Any], receiving: Receiving, firm: Firm) -> dict[str, Any] | None:
    names = {each.name for each in RECEIPT.line._meta.concrete_fields}
    arrived = (row["quantity"] * receiving.hundredths / 100).quantize(Decimal(1))
    if arrived <= 0:
        return None
    rejected = min(Decimal(receiving.rejected), arrived)
    given = {name: value for name, value in row.items() if name in names}
    inspected = receiving.state not in ("draft", "inspecting")
    given |= {
        "quantity": arrived,
        "rejected": rejected,
        "accepted": arrived - rejected,
        "reject_reason": "表面划伤" if rejected else "",
        "unpacked": inspected,
        "inspected_by": firm.people["cangku"] if inspected else None,
        "inspected_at": firm.at(receiving.ago, 10) if inspected else None,
    }
    return arithmetic.received(given)
