"""The people of the sale and customer orders in a line, always through the real steps.

order("螺丝 10 x 2.50")                 a draft of 红星商场, prepaid, by phone
order("螺丝 10 x 2.50", to="released")  walked there; the money comes where it must
walk_to(document, "noticed")            any state before the end
remit(document, "25.00")                money for it, found at the bank
put("螺丝 100 x 1.00")                  goods lie in the warehouse main
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents import approvals, drafts, engine
from documents.errors import Refused
from documents.models import ApprovalRule, Document
from masterdata.models import Party, User
from masterdata.roles import Role
from orders import lines as arithmetic
from orders import seeds
from orders.customer_order.flow import CUSTOMER_ORDER
from orders.customer_order.models import CustomerOrder, CustomerOrderLine
from orders.customer_order.queries import OrderFunds, order_funds
from tests import factories, notation
from tests.finance.remittance import desk as money
from tests.grounds import kept
from tests.inventory.transfer.depot import opened
from tests.purchasing import firm as purchasing

CUSTOMER = "红星商场"
ROUTE = ("draft", "consulting", "calling", "pricing", "approving", "noticed", "released")
Data = dict[str, Any]


DESKS = (
    Role.ORDER_CLERK,
    Role.BILLING_CLERK,
    Role.REGIONAL_MANAGER,
    Role.SALES_DIRECTOR,
    Role.WAREHOUSE_SUPERVISOR,
)
NAMES = (*(f"sale-{role.value}-1" for role in DESKS), "remit-accountant-1")


@dataclass(frozen=True)
class People:
    clerk: User
    billing: User
    manager: User
    director: User
    warehouse: User
    accountant: User


def people() -> People:
    """One person per desk, made at the first call, with the firm's approval chains."""
    known = {user.username: user for user in User.objects.filter(username__in=NAMES)}
    if len(known) < len(NAMES) or not ApprovalRule.objects.filter(type="customer_order").exists():
        seeds.seed()
        made = [*(person(role) for role in DESKS), money.person(Role.ACCOUNTANT)]
        known = {user.username: user for user in made}
    return People(*(known[name] for name in NAMES))


def person(role: Role, number: int = 1) -> User:
    name = f"sale-{role.value}-{number}"
    return User.objects.filter(username=name).first() or factories.user(role, username=name)


def customer(code: str = CUSTOMER, **fields: Any) -> Party:
    """The customer of that code; fields that are given are set."""
    party = factories.customer(code)
    for name, value in fields.items():
        setattr(party, name, value)
    if fields:
        party.save()
    return party


@kept
def put(text: str, warehouse: str = "main") -> None:
    """Goods on hand: `螺丝 10 x 2.50`; from the opening, and bought where that was before."""
    for part in text.split(","):
        factories.item(part.split()[0])
    try:
        opened(text, warehouse)
    except Refused:
        bought = purchasing.order(text)
        purchasing.receipt([bought], *(part.split()[1] for part in text.split(",")))


def rows(text: str, **more: Any) -> list[Data]:
    for part in text.replace("，", ",").split(","):
        factories.item(part.split()[0])
    given = {"tax_rate": Decimal(13), **more}
    return [arithmetic.ordered(given | row) for row in notation.lines(text)]


@kept
def order(text: str = "螺丝 10 x 2.50", *, to: str = "draft", **more: Any) -> Document:
    """`buyer`, `clerk`, `line` (columns of all lines) and body columns may be given."""
    buyer = more.pop("buyer", None) or CUSTOMER
    lines = rows(text, **more.pop("line", {}))
    clerk = more.pop("clerk", None) or people().clerk
    document = drafts.create(
        CUSTOMER_ORDER,
        actor=clerk,
        head={"party": buyer if isinstance(buyer, Party) else customer(buyer)},
        body={
            "warehouse": factories.warehouse("main"),
            "channel": "phone",
            "received_at": timezone.now() - timedelta(minutes=5),
            "wanted_on": timezone.localdate() + timedelta(days=7),
            "terms": "prepaid",
            "address": "广州市天河路 1 号",
            "receiver": "王老板",
            "phone": "020-87654321",
            **more,
        },
        lines=lines,
    )
    return walk_to(document, to)


def step(document: Document, code: str, actor: User, **options: Any) -> Document:
    taken = engine.perform(document.pk, code, actor=actor, **options).document
    taken.refresh_from_db()
    return taken


# --- The steps, as they are usually taken ------------------------------------------------------


def register(document: Document) -> Document:
    return step(document, "register", people().clerk)


def consult(document: Document, note: str = "可以接") -> Document:
    return step(document, "consult", people().clerk, data={"note": note})


def call(document: Document, **more: Any) -> Document:
    """One call in which all is as in the fax, unless `results` say otherwise."""
    data = {"person": "王老板", "phone": "020-87654321", "all_same": True, **more}
    return step(document, "call", people().clerk, data=data)


def confirm(document: Document) -> Document:
    return step(call(document), "confirm_call", people().clerk)


def price(document: Document, *, line: Data | None = None, **more: Any) -> Document:
    """`line` is said of every line: price, discount, reason; the rest is of the order."""
    said = {"reason": "老客户", **(line or {})}
    prices = {each.pk: said for each in lines_of(document)}
    days = timezone.localdate() + timedelta(days=3)
    given = {"prices": prices, "account": money.bank(), "remit_by": days, "shortage_told": True}
    return step(document, "price", people().billing, data=given | more)


def approve(document: Document) -> Document:
    """All desks of the chain that are left, one after the other."""
    signers = {Role.REGIONAL_MANAGER: people().manager, Role.SALES_DIRECTOR: people().director}
    while document.state == "approving":
        desk = approvals.desk_of(document)
        assert desk is not None
        document = step(document, "approve", signers[Role(desk.role)])
    return document


def release(document: Document) -> Document:
    """Told and released; what must be there before is remitted first."""
    told = {"channel": "fax", "receiver": "王老板"}
    document = step(document, "send_notice", people().clerk, data=told)
    missing = funds(document).deposit_missing
    if missing:
        remit(document, missing)
    return step(document, "release", people().clerk)


STEPS: dict[str, Callable[[Document], Document]] = {
    "draft": register,
    "consulting": consult,
    "calling": confirm,
    "pricing": price,
    "approving": approve,
    "noticed": release,
}


def walk_to(document: Document, state: str) -> Document:
    """From where it stands onward to a state up to released."""
    assert state in ROUTE, f"no road leads to {state}"
    while document.state != state:
        before = document.state
        document = STEPS[before](document)
        assert document.state != before, f"{document} stays {before}"
    return document


def remit(document: Document, amount: str | Decimal, *, surplus: str = "0") -> Document:
    """Money for an order, claimed by the clerk and found at the bank; returns the remittance."""
    total = Decimal(amount) + Decimal(surplus)
    return money.remit(total, (document, amount), customer=document.party)


def own_money(amount: str | Decimal, buyer: str | Party = CUSTOMER) -> Document:
    """Money of the customer's own, for nothing yet."""
    party = buyer if isinstance(buyer, Party) else customer(buyer)
    return money.remit(amount, customer=party)


# --- What is there -----------------------------------------------------------------------------


def lines_of(document: Document) -> list[CustomerOrderLine]:
    return list(
        CustomerOrderLine.objects.filter(body_id=document.pk)
        .select_related("body__head")
        .order_by("line_no")
    )


def body_of(document: Document) -> CustomerOrder:
    return CustomerOrder.objects.select_related("head__party").get(pk=document.pk)


def funds(document: Document) -> OrderFunds:
    return order_funds([document.pk])[document.pk]


def state_of(document: Document) -> str:
    return str(Document.objects.values_list("state", flat=True).get(pk=document.pk))
