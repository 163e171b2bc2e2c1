"""The people of the road and deliveries in a line, always through the real steps.

ordered("螺丝 10 x 2.50")                released, paid, the goods kept for it
drawn([order], "4")                      a draft of 4 of its first line
send([order], "4")                       walked till the goods are gone
go(document, "checked")                  on to any state before the signature
sign(document, refused={1: "1"})         signed for, with refusals by line number
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents import engine
from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from orders.delivery import actions, queries
from orders.delivery.models import Delivery, DeliveryLine
from orders.delivery.proposal import row_of, with_amounts
from tests import factories
from tests.grounds import kept
from tests.orders import desk

ROUTE = ("draft", "authorized", "picked", "checked", "loaded", "dispatched")


def person(role: Role, number: int = 1) -> User:
    return desk.person(role, number)


def keeper() -> User:
    return person(Role.STOREKEEPER)


def chief() -> User:
    return desk.people().warehouse


def driver(number: int = 1) -> User:
    return person(Role.DRIVER, number)


@kept
def ordered(text: str = "螺丝 10 x 2.50", *, stock: str = "100", **more: Any) -> Document:
    """A released order; its money is there, and so much of each item lies in the store."""
    paid = more.pop("paid", True)
    if Decimal(stock):
        items = [part.split()[0] for part in text.split(",")]
        desk.put(",".join(f"{item} {stock} x 1.00" for item in items))
    order = desk.order(text, to="released", **more)
    missing = desk.funds(order).missing
    if paid and order.customerorder.terms in ("prepaid", "deposit") and missing:
        desk.remit(order, missing)
    return order


def drawn(orders: Sequence[Document], *quantities: str, **more: Any) -> Document:
    """A draft; with quantities, one per order line in base units, else all that can go."""
    rows = None
    if quantities:
        lines = [line for order in orders for line in desk.lines_of(order)]
        main = factories.warehouse("main").bins.get(code="ZC")
        rows = with_amounts(
            [
                row_of(line, Decimal(quantity)) | {"bin": main}
                for line, quantity in zip(lines, quantities, strict=True)
                if Decimal(quantity)
            ]
        )
        rows += more.pop("spares", [])
    maker = more.pop("maker", None) or desk.people().billing
    return actions.draw_up(list(orders), actor=maker, rows=rows, **more)


def spare(item: str = "备用螺丝", quantity: str = "2") -> dict[str, Any]:
    """A row of spare parts, free of charge."""
    found = factories.item(item)
    nothing = Decimal(0)
    return {
        "item": found,
        "unit": found.unit,
        "quantity": Decimal(quantity),
        "base_quantity": Decimal(quantity),
        "price": nothing,
        "net": nothing,
        "tax": nothing,
        "gross": nothing,
        "is_gift": True,
        "spare": True,
        "bin": factories.warehouse("main").bins.get(code="ZC"),
    }


def step(document: Document, code: str, actor: User, **options: Any) -> Document:
    taken = engine.perform(document.pk, code, actor=actor, **options).document
    taken.refresh_from_db()
    return taken


def authorize(document: Document) -> Document:
    day = timezone.localdate()
    return step(document, "authorize", desk.people().clerk, data={"plan_on": day})


def pick(document: Document, picked: Mapping[int, str] | None = None) -> Document:
    """By line number, where it is not all of it."""
    given = {line.pk: Decimal((picked or {})[line.line_no]) for line in lines(document)
             if line.line_no in (picked or {})}  # fmt: skip
    return step(document, "pick", keeper(), data={"picked": given})


def check(document: Document, by: User | None = None) -> Document:
    ticked = [line.pk for line in lines(document)]
    return step(document, "check", by or chief(), data={"checked": ticked})


def load(document: Document, **more: Any) -> Document:
    data = {"vehicle": "粤A12345", "driver": driver(), "packages": parcels(document), **more}
    return step(document, "load", keeper(), data=data)


def parcels(document: Document) -> int:
    from orders.delivery.amounts import packages_of

    return packages_of(lines(document))


def dispatch(document: Document) -> Document:
    return step(document, "dispatch", chief())


STEPS = {
    "draft": authorize,
    "authorized": pick,
    "picked": check,
    "checked": load,
    "loaded": dispatch,
}


def go(document: Document, state: str) -> Document:
    """From where it stands onward to a state up to dispatched."""
    assert state in ROUTE, f"no road leads to {state}"
    while document.state != state:
        before = document.state
        document = STEPS[before](document)
        assert document.state != before, f"{document} stays {before}"
    return document


def send(orders: Sequence[Document], *quantities: str, **more: Any) -> Document:
    return go(drawn(orders, *quantities, **more), "dispatched")


def sign(document: Document, *, refused: Mapping[int, str] | None = None, **more: Any) -> Document:
    """Signed by the customer; `refused` by line number."""
    by = more.pop("by", None) or desk.people().clerk
    back = {each.line_no: each.pk for each in lines(document)}
    data = {
        "signer": "王老板",
        "refused": {back[n]: Decimal(q) for n, q in (refused or {}).items()},
        "reasons": {back[n]: "碰伤" for n in (refused or {})},
    }
    return step(document, "sign", by, data=data | more)


def file_slip(document: Document, **more: Any) -> Document:
    data = {"slip_place": "回单夹 3", "no_scan_reason": "扫描仪坏了", **more}
    return step(document, "file_slip", desk.people().clerk, data=data)


def reverse(document: Document) -> Document:
    return step(document, "reverse", chief(), reason="录错")


def body(document: Document) -> Delivery:
    return Delivery.objects.select_related("head").get(pk=document.pk)


def lines(document: Document) -> list[DeliveryLine]:
    return list(DeliveryLine.objects.filter(body=document.pk).order_by("line_no"))


def open_of(order: Document) -> list[Decimal]:
    return [each.quantity for each in queries.deliverable([order.pk])]
