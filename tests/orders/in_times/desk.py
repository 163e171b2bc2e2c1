"""Customer orders from the fax to the hand-over, by real steps, each at its own time."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents import drafts, engine
from documents.models import ApprovalRule, Document
from inventory.stock.queries import USABLE
from masterdata.roles import Role
from orders import lines as arithmetic
from orders.customer_order.flow import CUSTOMER_ORDER
from orders.customer_order.models import Channel, Terms
from orders.delivery.actions import draw_up
from orders.delivery.proposal import row_of, with_amounts
from tests import factories, notation
from tests.finance.remittance import desk as money

person = money.person


def step(order: Document, code: str, role: Role, **options: Any) -> Document:
    return engine.perform(order.pk, code, actor=person(role), **options).document


def draft(received_at: datetime, text: str = "螺丝 10 x 11.30", **body: Any) -> Document:
    for part in text.split(","):
        factories.item(part.split()[0])
    rows = [arithmetic.ordered({"tax_rate": Decimal(13)} | row) for row in notation.lines(text)]
    given = {
        "warehouse": factories.warehouse("main"),
        "channel": Channel.PHONE,
        "received_at": received_at,
        "address": "人民路 1 号",
        "terms": Terms.PREPAID,
    }
    return drafts.create(
        CUSTOMER_ORDER,
        actor=person(Role.ORDER_CLERK),
        head={"party": factories.customer(money.CUSTOMER)},
        body=given | body,
        lines=rows,
    )


def registered(received_at: datetime, *, at: datetime, **more: Any) -> Document:
    return step(draft(received_at, **more), "register", Role.ORDER_CLERK, at=at)


def approved(order: Document, *, at: datetime, **price: Any) -> Document:
    """Talked over, confirmed by phone, priced by billing and signed by the regional manager."""
    ApprovalRule.objects.get_or_create(
        type="customer_order", position=1, role=Role.REGIONAL_MANAGER, from_amount=0
    )
    clerk = Role.ORDER_CLERK
    step(order, "consult", clerk, data={"note": "老客户,可接"}, at=at)
    step(order, "call", clerk, data={"person": "王老板", "all_same": True}, at=at)
    step(order, "confirm_call", clerk, at=at)
    priced = {
        "prices": {line.pk: {"reason": "约定价"} for line in order.customerorder.lines.all()},
        "account": money.bank(),
        "shortage_told": True,
        "remit_by": (at + timedelta(days=5)).date(),
    }
    step(order, "price", Role.BILLING_CLERK, data=priced | price, at=at)
    return step(order, "approve", Role.REGIONAL_MANAGER, at=at)


def noticed(order: Document, *, at: datetime, **told: Any) -> Document:
    data = {"receiver": "王老板", "channel": Channel.FAX} | told
    return step(order, "send_notice", Role.ORDER_CLERK, data=data, at=at)


def told(at: datetime, *, promised: Any = None, **more: Any) -> Document:
    """An order received and answered at that time."""
    order = registered(at - timedelta(minutes=10), at=at, **more)
    return noticed(approved(order, at=at), at=at, promised_on=promised)


def paid(order: Document, amount: str, *, at: datetime | None = None) -> Document:
    """The customer's money, claimed, filed and confirmed by finance; returns the remittance."""
    return money.remit(amount, (order, amount), at=at or timezone.now())


def delivery(order: Document) -> Document:
    """Drawn up by billing, of all lines, from a bin that need not hold them yet."""
    bin_ = factories.warehouse("main").bins.filter(kind__in=USABLE).first()
    lines = order.customerorder.lines.all()
    rows = with_amounts([row_of(line, line.base_quantity) | {"bin": bin_} for line in lines])
    return draw_up([order], actor=person(Role.BILLING_CLERK), rows=rows)
