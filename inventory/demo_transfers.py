"""The demo firm's goods on their way between its warehouses: one all there, one on its way, one
that waits for the supervisor.

Loading twice changes nothing: each transfer has a key of its own.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_CEILING
from typing import Any

from django.utils import timezone

from documents import drafts
from documents.demo_firm import Firm
from documents.models import Document
from inventory.places.models import Warehouse
from inventory.stock.models import StockBalance
from inventory.transfer.flow import TRANSFER
from inventory.transfer.models import TransferLine
from masterdata.models import User

KEY = uuid.UUID("c2f6a0b4-3d15-4f7e-9b68-7e0d4a5c8f21")
KEEPER, SUPERVISOR = "cangku", "cangkuzg"
ONE_IN = 20


@dataclass(frozen=True)
class Moved:
    """A twentieth of so many goods of a warehouse, the first ones by their codes."""

    ago: int
    way: tuple[str, str]
    goods: int
    reason: str
    state: str


PLAN = (
    Moved(8, ("WJ", "CP"), 2, "成品包装用五金件", "closed"),
    Moved(1, ("YL", "WJ"), 3, "车间备料", "out"),
    Moved(0, ("WJ", "YL"), 1, "库位调整", "submitted"),
)
ROUTE = ("draft", "submitted", "approved", "out", "closed")


def load() -> None:
    people = {u.username: u for u in User.objects.filter(username__in=(KEEPER, SUPERVISOR))}
    stores = {warehouse.code: warehouse for warehouse in Warehouse.objects.all()}
    if len(people) < 2 or not {"CP", "WJ", "YL"} <= stores.keys():
        return
    firm = Firm(people, timezone.localdate())
    for number, moved in enumerate(PLAN, start=1):
        key = uuid.uuid5(KEY, str(number))
        if not Document.objects.filter(key=key).exists():
            _move(firm, moved, stores, key)


def _move(firm: Firm, moved: Moved, stores: dict[str, Warehouse], key: uuid.UUID) -> None:
    here, there = (stores[code] for code in moved.way)
    rows = _rows(here, there, moved.goods)
    if not rows:
        return
    paper = drafts.create(
        TRANSFER,
        actor=firm.people[KEEPER],
        key=key,
        head={"date": firm.day(moved.ago)},
        body={
            "from_warehouse": here,
            "to_warehouse": there,
            "reason": moved.reason,
            "wanted_on": firm.day(moved.ago) + timedelta(days=2),
        },
        lines=rows,
        at=firm.at(moved.ago, 9),
        history=True,
    )
    for state in ROUTE[: ROUTE.index(moved.state)]:
        paper = _next(firm, moved, paper, state)


def _rows(here: Warehouse, there: Warehouse, goods: int) -> list[dict[str, Any]]:
    lying = StockBalance.objects.filter(bin__warehouse=here, on_hand__gte=ONE_IN, reserved=0)
    found = lying.select_related("item__unit", "bin").order_by("item__code")[:goods]
    into = there.bins.order_by("code")[0]
    rows = []
    for balance in found:
        quantity = (balance.on_hand / ONE_IN).to_integral_value(ROUND_CEILING)
        rows.append(
            {
                "item": balance.item,
                "unit": balance.item.unit,
                "quantity": quantity,
                "base_quantity": quantity,
                "from_bin": balance.bin,
                "to_bin": into,
            }
        )
    return rows


def _next(firm: Firm, moved: Moved, paper: Document, state: str) -> Document:
    code, who, hour = {
        "draft": ("submit", KEEPER, 9),
        "submitted": ("approve", SUPERVISOR, 10),
        "approved": ("ship", KEEPER, 14),
        "out": ("receive", SUPERVISOR, 16),
    }[state]
    data: dict[str, Any] = {}
    if code == "receive":
        lines = TransferLine.objects.filter(body_id=paper.pk)
        data = {
            "counted": {line.pk: {"quantity": line.base_quantity, "reason": ""} for line in lines}
        }
    return firm.step(paper, code, who, ago=moved.ago, hour=hour, data=data)
