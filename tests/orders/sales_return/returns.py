"""Sales returns in a line, always through the real steps.

delivered("螺丝 10 x 2.50")          an order and its signed delivery
applied([delivery], "4")             an application for 4 of its first line
go(document, "graded", ...)          on to any state up to closed
posted([delivery], "4", outcome=…)   walked till the credit is in the books
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from documents import approvals, drafts, engine
from documents.errors import Refused
from documents.models import Document
from finance.parties.models import OpenItem
from inventory.places.models import Bin
from masterdata.models import User
from masterdata.roles import Role
from orders import lines as arithmetic
from orders.delivery.models import DeliveryLine
from orders.sales_return import actions
from orders.sales_return.flow import SALES_RETURN
from orders.sales_return.models import SalesReturn, SalesReturnLine
from tests import factories
from tests.grounds import kept
from tests.orders import desk
from tests.orders.delivery import road

ROUTE = (
    "applied", "approving", "approved", "received", "graded", "drawn", "posted", "replied", "closed"
)  # fmt: skip
D = Decimal
NO_PHOTO = {"no_photo_reason": "客户不便拍照"}
SAID = {"reason": "客户退", **NO_PHOTO}


def rep() -> User:
    return desk.person(Role.SALES_REP)


def inspector() -> User:
    return desk.person(Role.INSPECTOR)


@kept
def delivered(
    text: str = "螺丝 10 x 2.50", *quantities: str, **more: Any
) -> tuple[Document, Document]:
    """An order and its delivery, signed for; `refused` by line number."""
    refused = more.pop("refused", None)
    order = road.ordered(text, **more)
    return order, road.sign(road.send([order], *quantities), refused=refused)


def delivery_lines(delivery: Document) -> list[DeliveryLine]:
    return road.lines(delivery)


def rows(deliveries: Sequence[Document], *quantities: str, **more: Any) -> list[dict[str, Any]]:
    """Lines of an application from all lines of these deliveries, in base units; 0 leaves out."""
    found = [line for each in deliveries for line in delivery_lines(each)]
    made = []
    for line, text in zip(found, quantities, strict=True):
        row = actions.row_of(line, D(text))
        if row is not None:
            made.append(row | {"reason": "漆面起泡"} | more)
    return actions.with_amounts(made)


def applied(deliveries: Sequence[Document], *quantities: str, **more: Any) -> Document:
    """An application of the order clerk; `wish`, `reason` may be given."""
    maker = more.pop("maker", None) or desk.people().clerk
    body = more.pop("body", {})
    lines = rows(deliveries, *quantities, **more) if quantities else None
    return actions.apply_for(deliveries, actor=maker, rows=lines, body=SAID | body)


def free(text: str = "螺丝 3 x 2.50", *, buyer: str = desk.CUSTOMER, **more: Any) -> Document:
    """An application that names no delivery."""
    lines = [
        arithmetic.ordered({"tax_rate": D(13), **row}) | {"reason": "展厅退回", "wish": "credit"}
        for row in desk.rows(text)
    ]
    names = {field.name for field in SALES_RETURN.line._meta.concrete_fields}
    return drafts.create(
        SALES_RETURN,
        actor=desk.people().clerk,
        head={"party": desk.customer(buyer)},
        body={"warehouse": factories.warehouse("main"), "reason": "无单", **NO_PHOTO} | more,
        lines=[{n: v for n, v in row.items() if n in names} for row in lines],
    )


def step(document: Document, code: str, actor: User, **options: Any) -> Document:
    taken = engine.perform(document.pk, code, actor=actor, **options).document
    taken.refresh_from_db()
    return taken


# --- The steps, as they are usually taken ------------------------------------------------------


def submit(document: Document) -> Document:
    return step(document, "submit", desk.people().clerk)


def vouch(document: Document) -> Document:
    return step(document, "vouch", rep(), reason="展厅样品, 当时未开单")


def approve(document: Document) -> Document:
    """All desks of the chain that are left, one after the other."""
    signers = {Role.SALES_REP: rep(), Role.REGIONAL_MANAGER: desk.people().manager}
    while document.state == "approving":
        waiting = approvals.desk_of(document)
        assert waiting is not None
        document = step(document, "approve", signers[Role(waiting.role)])
    return document


def reject(document: Document) -> Document:
    return step(document, "reject", rep(), reason="超过退货期")


def receive(document: Document, counted: Mapping[int, str] | None = None, **more: Any) -> Document:
    """By line number, where it is not what was approved."""
    own = {line.line_no: line.pk for line in lines(document)}
    data = {
        "counted": {own[n]: D(text) for n, text in (counted or {}).items()},
        "notes": {own[n]: "少来" for n in counted or {}},
        "carrier": "德邦",
    }
    return step(document, "receive", road.keeper(), data=data | more)


def grade(document: Document, grades: Mapping[int, Mapping[str, Any]] | None = None) -> Document:
    """By line number: {"good": "3", "scrap": "1", "outcome": "credit"}; else all are good."""
    own = {line.line_no: line.pk for line in lines(document)}
    given = {
        own[number]: {name: _plain(value) for name, value in found.items()}
        for number, found in (grades or {}).items()
    }
    return step(document, "grade", inspector(), data={"grades": given})


def _plain(value: Any) -> Any:
    return D(value) if isinstance(value, str) and value.replace(".", "").isdigit() else value


def draw_up(document: Document) -> Document:
    return step(document, "draw_up", desk.people().billing)


def post(document: Document) -> Document:
    return step(document, "post", desk.people().accountant)


def reply(document: Document) -> Document:
    told = {"channel": "fax", "receiver": "王老板"}
    return step(document, "reply", desk.people().clerk, data=told)


def close(document: Document) -> Document:
    return step(document, "close", desk.people().clerk, data={"confirmed_by": "王老板"})


STEPS = {
    "applied": submit,
    "approving": approve,
    "approved": receive,
    "received": grade,
    "graded": draw_up,
    "drawn": post,
    "posted": reply,
    "replied": close,
}


def go(document: Document, state: str) -> Document:
    """From where it stands onward to a state up to closed."""
    assert state in ROUTE, f"no road leads to {state}"
    while document.state != state:
        before = document.state
        document = STEPS[before](document)
        assert document.state != before, f"{document} stays {before}"
    return document


def posted(deliveries: Sequence[Document], *quantities: str, **more: Any) -> Document:
    """Applied for and taken back in full; `wish` is what becomes of it."""
    return go(applied(deliveries, *quantities, **more), "posted")


def reverse(document: Document) -> Document:
    return step(document, "reverse", desk.people().accountant, reason="录错")


# --- What is there -----------------------------------------------------------------------------


def body(document: Document) -> SalesReturn:
    return SalesReturn.objects.select_related("head").get(pk=document.pk)


def lines(document: Document) -> list[SalesReturnLine]:
    return list(SalesReturnLine.objects.filter(body=document.pk).order_by("line_no"))


def refused(call: Any) -> str:
    """What the refusal of this call says."""
    with pytest.raises(Refused) as caught:
        call()
    return str(caught.value)


def open_items(document: Document) -> list[Decimal]:
    """What is left of each item of a paper."""
    items = OpenItem.objects.filter(document=document, reverses=None, reversed_by=None)
    return [item.amount - item.allocated for item in items.order_by("id")]


def in_bin(code: str, item: str = "螺丝") -> Decimal:
    place = Bin.objects.get(warehouse=factories.warehouse("main"), code=code)
    found = place.stock_balances.filter(item=factories.item(item)).first()
    return found.on_hand if found else D(0)


def rich() -> Any:
    """The customer with credit enough."""
    return desk.customer(credit_limit=D(100_000), credit_days=30)


@kept
def on_account() -> tuple[Document, Document]:
    return delivered("螺丝 10 x 2.50", paid=False, terms="credit", buyer=rich())
