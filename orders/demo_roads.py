"""The demo firm's deliveries: drawn up, picked, checked, loaded, gone, signed for, filed."""

from decimal import Decimal

from documents.demo_firm import Firm
from documents.models import Document
from orders import demo_money
from orders.delivery import actions, queries
from orders.delivery.amounts import packages_of
from orders.delivery.models import Delivery, DeliveryLine
from orders.delivery.proposal import Row, rows_of, with_amounts
from orders.demo_plan import Shipped

VEHICLE, SIGNER = "粤X·5L168", "收货员"
ROUTE = ("draft", "authorized", "picked", "checked", "loaded", "dispatched", "delivered", "closed")


def send(firm: Firm, order: Document, shipped: Shipped) -> None:
    """One trip: so many hundredths of what lies there for the order."""
    rows = _rows(order, shipped)
    if not rows:
        return
    ago = shipped.ago
    paper = actions.draw_up(
        [order],
        actor=firm.people["kaidan"],
        rows=rows,
        head={"date": firm.day(ago)},
        at=firm.at(ago, 9),
        history=True,
    )
    for state in ROUTE[: ROUTE.index(shipped.state)]:
        paper = STEPS[state](firm, shipped, paper)


def _rows(order: Document, shipped: Shipped) -> list[Row]:
    orders = actions.orders_in([order])
    rows = rows_of(queries.deliverable([order.pk]), warehouse=orders[0].warehouse)
    for row in rows:
        part = (row["base_quantity"] * shipped.hundredths / 100).quantize(Decimal(1))
        row |= {"quantity": part, "base_quantity": part}
    return with_amounts([row for row in rows if row["base_quantity"] > 0])


def _authorize(firm: Firm, shipped: Shipped, paper: Document) -> Document:
    plan = {"plan_on": firm.day(shipped.ago)}
    return firm.step(paper, "authorize", "gendan", ago=shipped.ago, hour=9, data=plan)


def _pick(firm: Firm, shipped: Shipped, paper: Document) -> Document:
    return firm.step(paper, "pick", "cangku", ago=shipped.ago, hour=10, data={"picked": {}})


def _check(firm: Firm, shipped: Shipped, paper: Document) -> Document:
    found = {"checked": [line.pk for line in _lines(paper)]}
    return firm.step(paper, "check", "cangkuzg", ago=shipped.ago, hour=11, data=found)


def _load(firm: Firm, shipped: Shipped, paper: Document) -> Document:
    loaded = {
        "vehicle": VEHICLE,
        "driver": firm.people["siji"],
        "packages": packages_of(_lines(paper)),
    }
    return firm.step(paper, "load", "cangku", ago=shipped.ago, hour=13, data=loaded)


def _dispatch(firm: Firm, shipped: Shipped, paper: Document) -> Document:
    return firm.step(paper, "dispatch", "cangkuzg", ago=shipped.ago, hour=14)


def _sign(firm: Firm, shipped: Shipped, paper: Document) -> Document:
    """The driver enters it at the door, and hands over the cash when he is back."""
    lines = _lines(paper)
    refused = {lines[0].pk: Decimal(shipped.refused)} if shipped.refused else {}
    signed = {
        "signer": SIGNER,
        "refused": refused,
        "reasons": dict.fromkeys(refused, "面料有划痕"),
    }
    due = Delivery.objects.get(pk=paper.pk).cod_due
    if due:
        back = sum((line.gross * refused.get(line.pk, 0) / line.sent for line in lines), Decimal(0))
        cash = (due - back).quantize(Decimal("0.01"))
        signed |= {"cod_collected": cash, "cod_method": "cash"}
    paper = firm.step(paper, "sign", "siji", ago=shipped.ago, hour=16, data=signed)
    if due:
        demo_money.hand_over(firm, paper, signed["cod_collected"], ago=shipped.ago)
    return paper


def _file(firm: Firm, shipped: Shipped, paper: Document) -> Document:
    filed = {"slip_place": "回单夹 2026-11", "no_scan_reason": "原件已存，待扫描"}
    return firm.step(paper, "file_slip", "gendan", ago=shipped.ago - 1, hour=10, data=filed)


def _lines(paper: Document) -> list[DeliveryLine]:
    return list(DeliveryLine.objects.filter(body_id=paper.pk).order_by("line_no"))


STEPS = {
    "draft": _authorize,
    "authorized": _pick,
    "picked": _check,
    "checked": _load,
    "loaded": _dispatch,
    "dispatched": _sign,
    "delivered": _file,
}
