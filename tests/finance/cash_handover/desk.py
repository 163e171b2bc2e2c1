"""Drivers with cash of papers that stand in for deliveries, and hand-overs by their real steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents import drafts, engine
from documents.models import Document
from finance.cash.models import AccountKind, CashAccount
from finance.cash_handover import sources
from finance.cash_handover.flow import CASH_HANDOVER
from finance.cash_handover.sources import HandoverSource, OpenCash
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.finance.remittance import desk as remittances

FAKE = "fake_delivery"
_collected: dict[int, OpenCash] = {}


def person(role: Role, number: int = 1) -> User:
    name = f"cash-{role.value}-{number}"
    return User.objects.filter(username=name).first() or factories.user(role, username=name)


def driver(number: int = 1) -> User:
    return person(Role.DRIVER, number)


def box(code: str = "现金") -> CashAccount:
    given = {"name": code, "kind": AccountKind.CASH}
    return CashAccount.objects.get_or_create(code=code, defaults=given)[0]


def collected(amount: str, *, by: User | None = None, **more: Any) -> Document:
    """A paper of a customer on which a driver collected cash; it stands in for a delivery."""
    customer = more.pop("customer", remittances.CUSTOMER)
    paper = remittances.claim("1.00", customer=customer)
    cash = Decimal(amount)
    on = more.pop("on", timezone.localdate())
    _collected[paper.pk] = OpenCash(paper.pk, cash, cash, (by or driver()).pk, on)
    return paper


@contextmanager
def fake_source() -> Iterator[None]:
    """The registry with this source alone, and nothing collected yet."""
    before = dict(sources._sources)
    sources._sources.clear()
    _collected.clear()
    sources.register_source(HandoverSource(FAKE, "Delivery", _rows))
    try:
        yield
    finally:
        sources._sources.clear()
        sources._sources.update(before)


def _rows(driver_id: int | None) -> list[OpenCash]:
    known = set(Document.objects.filter(pk__in=_collected).values_list("pk", flat=True))
    rows = [row for pk, row in _collected.items() if pk in known]
    return [row for row in rows if driver_id is None or row.driver_id == driver_id]


def draft(*lines: tuple[Document, str], by: User | None = None, **more: Any) -> Document:
    brings = by or driver()
    return drafts.create(
        CASH_HANDOVER,
        actor=more.pop("maker", None) or brings,
        head={"handler": brings},
        body={},
        lines=[{"delivery": paper, "amount": Decimal(amount)} for paper, amount in lines],
    )


def step(document: Document, code: str, actor: User, **options: Any) -> Document:
    return engine.perform(document.pk, code, actor=actor, **options).document


def hand(document: Document, actor: User | None = None) -> Document:
    return step(document, "hand", actor or document.maker)


def count(document: Document, *counted: str, reason: str = "", number: int = 1) -> Document:
    """What the cashier found, line by line; all that was handed over where nothing is said."""
    lines = list(document.cashhandover.lines.order_by("line_no"))
    found = {line.pk: Decimal(amount) for line, amount in zip(lines, counted, strict=False)}
    data = {"account": box(), "counts": found, "difference_reason": reason}
    return step(document, "count", person(Role.CASHIER, number), data=data)


def reverse(document: Document) -> Document:
    return step(document, "reverse", person(Role.ACCOUNTANT), reason="录错")
