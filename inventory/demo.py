"""The demo firm's stores: warehouses with their bins, and the stock they were opened with.

The opening stock walks its real steps, entered by one person and approved by another. Loading
twice changes nothing.
"""

import uuid
from decimal import Decimal

from django.db import transaction

from documents import drafts, engine, opening
from inventory.opening_stock.flow import OPENING_STOCK
from inventory.places.actions import open_warehouse
from inventory.places.models import Bin, ItemPlace, Warehouse
from masterdata.models import Item, User
from masterdata.models.items import ItemKind
from masterdata.money import round_money, round_price

KEY = uuid.UUID("6d0c4c0e-2f0b-4d0a-9a51-0d2f5b1f7c11")
# Code, name, keeper, shelves, and the beginnings of the item codes that lie there.
WAREHOUSES = (
    ("CP", "成品仓", "cangku", ("A-01", "A-02", "B-01"), ("BG", "WS", "KT")),
    ("WJ", "五金仓", "cangku", ("C-01", "C-02", "C-03"), ("JG", "JL", "LS")),
    ("YL", "原料仓", "cangkuzg", ("D-01", "D-02"), ("",)),
)
# How much of the safety stock lies there, in tenths: some items are short, for the list to show.
TENTHS = (25, 18, 32, 8, 40, 15, 22, 5, 28, 12)
COST_OF_PRICE = Decimal("0.55")
INCLUDED_TAX = Decimal("1.13")


def load() -> None:
    shelves = {row[0]: _warehouse(*row[:4]) for row in WAREHOUSES}
    placed = set(ItemPlace.objects.values_list("item_id", flat=True))
    for number, item in enumerate(_goods()):
        if item.pk in placed:
            continue
        code = next(row[0] for row in WAREHOUSES if item.code.startswith(row[4]))
        own = shelves[code]
        ItemPlace.objects.create(item=item, bin=own[number % len(own)])
    if opening.closed() is None:
        for row in WAREHOUSES:
            _open(Warehouse.objects.get(code=row[0]))


def _warehouse(code: str, name: str, keeper: str, shelves: tuple[str, ...]) -> list[Bin]:
    warehouse = Warehouse.objects.filter(code=code).first()
    if warehouse is None:
        person = User.objects.filter(username=keeper).first()
        with transaction.atomic():
            warehouse = open_warehouse(code, name=name, keeper=person)
            for shelf in shelves:
                Bin.objects.create(warehouse=warehouse, code=shelf, name=shelf)
    return list(warehouse.bins.filter(code__in=shelves).order_by("code"))


def _goods() -> list[Item]:
    return list(Item.objects.exclude(kind=ItemKind.SERVICE).order_by("code"))


def _open(warehouse: Warehouse) -> None:
    """One paper for what lies here; the same key finds the paper that was made before."""
    places = ItemPlace.objects.filter(bin__warehouse=warehouse).select_related("item", "bin")
    lines = [
        _line(place, tenths=TENTHS[number % len(TENTHS)])
        for number, place in enumerate(places.order_by("item__code", "id"))
    ]
    maker, approver = (User.objects.filter(username=name).first() for name in ("admin", "caiwu"))
    if not lines or maker is None or approver is None:
        return
    document = drafts.create(
        OPENING_STOCK,
        actor=maker,
        key=uuid.uuid5(KEY, warehouse.code),
        head={"remark": "开账"},
        body={"warehouse": warehouse},
        lines=lines,
    )
    if document.state == "draft":
        engine.perform(document.pk, "approve", actor=approver)


def _line(place: ItemPlace, *, tenths: int) -> dict[str, object]:
    item = place.item
    quantity = max(Decimal(1), (item.safety_stock or Decimal(10)) * tenths // 10)
    price = item.list_purchase_price or item.list_price * COST_OF_PRICE
    unit_cost = round_price(price / INCLUDED_TAX).quantize(Decimal("0.0001"))
    return {
        "item": item,
        "bin": place.bin,
        "quantity": quantity,
        "unit_cost": unit_cost,
        "amount": round_money(quantity * unit_cost),
    }
