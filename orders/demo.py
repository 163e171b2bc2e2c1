"""The demo firm's sales of the last weeks, in every state, made by its people's own steps.

Loading twice changes nothing: each order has a key of its own, and one that is there stays.
"""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents import approvals, attachments, drafts
from documents.demo_firm import Firm
from documents.models import Document
from inventory.places.models import Warehouse
from masterdata.models import Item, Party, User
from masterdata.roles import Role
from orders import demo_after, demo_fax, demo_roads, seeds
from orders import lines as arithmetic
from orders.customer_order.flow import CUSTOMER_ORDER
from orders.customer_order.models import CustomerOrder, CustomerOrderLine
from orders.demo_money import BANK, account_of, claim, remit
from orders.demo_plan import AGREED, CLAIMED, FLOOR_PERCENT, LISTS, PLAN, Sold
from orders.prices.models import CustomerPrice, ItemFloor, PriceList, PriceListLine
from orders.prices.offers import offers_for

KEY = uuid.UUID("3f9a7c1d-5b20-4a7e-8c6f-2d1e9b7a4c35")
DESKS = (
    "gendan", "kaidan", "yewu", "quyu", "zongjian", "caiwu", "chuna", "cangku", "cangkuzg",
    "siji", "pinjian",
)  # fmt: skip
USUAL_RATE = Decimal(13)
ENTRY = ("draft", "consulting", "calling", "pricing", "approving", "noticed")


def load() -> None:
    """Chains and prices, then the orders of the plan with their money and their deliveries."""
    seeds.seed()
    people = {user.username: user for user in User.objects.filter(username__in=DESKS)}
    if len(people) < len(DESKS) or not Warehouse.objects.filter(code="CP").exists():
        return
    if account_of(BANK) is None:
        return
    firm = Firm(people, timezone.localdate())
    _prices(firm.today)
    for number, sold in enumerate(PLAN, start=1):
        key = uuid.uuid5(KEY, str(number))
        if not Document.objects.filter(key=key).exists():
            _walk(firm, sold, key)
    for code, money, ago in CLAIMED:
        claim(firm, Party.objects.get(code=code), Decimal(money), ago=ago)
    demo_after.load(firm)


def _prices(today: date) -> None:
    """Lists by level, two agreed prices, and a floor under every finished article."""
    first = date(today.year, 1, 1)
    goods = list(Item.objects.filter(kind="finished", list_price__gt=0).order_by("code"))
    for code, name, level, percent in LISTS:
        given = {"name": name, "level": level, "valid_from": first}
        sheet, made = PriceList.objects.get_or_create(code=code, defaults=given)
        if made:
            PriceListLine.objects.bulk_create(
                PriceListLine(price_list=sheet, item=item, price=_part(item.list_price, percent))
                for item in goods
            )
    known = set(ItemFloor.objects.values_list("item_id", flat=True))
    ItemFloor.objects.bulk_create(
        ItemFloor(item=item, floor_price=_part(item.list_price, FLOOR_PERCENT))
        for item in goods
        if item.pk not in known
    )
    for customer, item, price in AGREED:
        CustomerPrice.objects.get_or_create(
            party=Party.objects.get(code=customer),
            item=Item.objects.get(code=item),
            defaults={"price": Decimal(price), "valid_from": first},
        )


def _part(price: Decimal, percent: int) -> Decimal:
    return (price * percent / 100).quantize(Decimal(1))


def _walk(firm: Firm, sold: Sold, key: uuid.UUID) -> None:
    document = _draft(firm, sold, key)
    wanted = sold.fate if sold.fate in ENTRY else "noticed"
    for before in ENTRY[: ENTRY.index(wanted)]:
        document = STEPS[before](firm, sold, document)
    if sold.fate == "cancelled":
        data = {"money": "keep"}
        firm.step(document, "cancel", "quyu", ago=1, hour=10, reason=sold.why, data=data)
    if sold.fate in (*ENTRY, "cancelled"):
        return
    _release(firm, sold, document)


def _release(firm: Firm, sold: Sold, document: Document) -> None:
    parts = list(sold.paid)
    if parts:
        remit(firm, document, _percent(document, parts.pop(0)), ago=sold.ago - 1)
    document = firm.step(document, "release", "gendan", ago=sold.ago - 1, hour=15)
    if sold.fate == "held":
        firm.step(document, "hold", "gendan", ago=sold.ago - 1, hour=16, reason=sold.why)
    if parts:
        remit(firm, document, _percent(document, parts.pop(0)), ago=sold.shipments[0].ago + 1)
    for shipped in sold.shipments:
        demo_roads.send(firm, document, shipped)
    if sold.fate == "closed":
        firm.step(document, "close", "gendan", ago=sold.shipments[-1].ago - 2, hour=10)


def _percent(document: Document, percent: int) -> Decimal:
    return (document.total * percent / 100).quantize(Decimal("0.01"))


# --- The steps up to the notice ------------------------------------------------------------------


def _draft(firm: Firm, sold: Sold, key: uuid.UUID) -> Document:
    party = Party.objects.get(code=sold.customer)
    due = firm.day(sold.ago) + timedelta(days=sold.lead)
    rows = _rows(sold, party, due, on=firm.day(sold.ago))
    address = party.addresses.order_by("-is_default", "id").first()
    document = drafts.create(
        CUSTOMER_ORDER,
        actor=firm.people["gendan"],
        key=key,
        head={"date": firm.day(sold.ago), "party": party, "remark": sold.remark},
        body={
            "warehouse": Warehouse.objects.get(code="CP"),
            "channel": "fax",
            "received_at": firm.at(sold.ago, 8),
            "customer_number": sold.number,
            "wanted_on": due,
            "terms": sold.terms,
            "deposit_percent": Decimal(sold.deposit),
            "freight": Decimal(sold.freight),
            "receiver": (address and address.receiver) or party.head_person,
            "phone": (address and address.phone) or "",
            "address": (address and address.address) or "",
        },
        lines=rows,
        at=firm.at(sold.ago, 8),
        history=True,
    )
    fax = demo_fax.sheet(party, rows, sold.number)
    attachments.attach(document, fax, by=firm.people["gendan"], at=firm.at(sold.ago, 8))
    return document


def _rows(sold: Sold, party: Party, due: date, *, on: date) -> list[dict[str, Any]]:
    """At the price that this customer is offered: agreed, last sold, of his level, or listed."""
    items = {item.code: item for item in Item.objects.select_related("unit")}
    wanted = [(items[code], Decimal(quantity)) for code, quantity in sold.goods]
    offers = offers_for(party, ((item.pk, quantity) for item, quantity in wanted), on)
    return [
        arithmetic.ordered(
            {
                "item": item,
                "unit": item.unit,
                "quantity": quantity,
                "price": offers[item.pk].price,
                "tax_rate": item.tax_rate or USUAL_RATE,
                "colour": item.colour,
                "size": item.size,
                "wanted_on": due,
            }
        )
        for item, quantity in wanted
    ]


def _register(firm: Firm, sold: Sold, document: Document) -> Document:
    return firm.step(document, "register", "gendan", ago=sold.ago, hour=9)


def _consult(firm: Firm, sold: Sold, document: Document) -> Document:
    data = {"who": firm.people["yewu"], "note": "可以接单，按期交货"}
    return firm.step(document, "consult", "gendan", ago=sold.ago, hour=9, data=data)


def _call(firm: Firm, sold: Sold, document: Document) -> Document:
    person = document.party.head_person if document.party else ""
    order = CustomerOrder.objects.get(pk=document.pk)
    data = {"person": person or "采购部", "phone": order.phone, "all_same": True}
    firm.step(document, "call", "gendan", ago=sold.ago, hour=10, data=data)
    return firm.step(document, "confirm_call", "gendan", ago=sold.ago, hour=10)


def _price(firm: Firm, sold: Sold, document: Document) -> Document:
    lines = CustomerOrderLine.objects.filter(body_id=document.pk)
    said = {"discount": Decimal(sold.discount), "reason": sold.why or "按客户价格"}
    data = {
        "prices": {line.pk: said for line in lines},
        "account": account_of(BANK),
        "remit_by": firm.day(sold.ago) + timedelta(days=3),
        "shortage_told": True,
    }
    return firm.step(document, "price", "kaidan", ago=sold.ago, hour=11, data=data)


def _approve(firm: Firm, sold: Sold, document: Document) -> Document:
    desks = {Role.REGIONAL_MANAGER: "quyu", Role.SALES_DIRECTOR: "zongjian"}
    while document.state == "approving":
        desk = approvals.desk_of(document)
        who = desks[Role(desk.role)] if desk else "quyu"
        document = firm.step(document, "approve", who, ago=sold.ago, hour=14)
    told = {"channel": "fax", "receiver": document.party.head_person or "采购部"}
    return firm.step(document, "send_notice", "gendan", ago=sold.ago, hour=15, data=told)


STEPS = {
    "draft": _register,
    "consulting": _consult,
    "calling": _call,
    "pricing": _price,
    "approving": _approve,
}
