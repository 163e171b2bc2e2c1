"""Regions with their people, reports by their real steps, and days on which things were sold.

region("HN")                      the region of that code
clerk(region), manager(region)    its people
report("daily", region)           a draft of today, as the duty begins it
submit(document), read(document)  by the region's own people
sold("螺丝 10 x 2.50", on=day)     ordered, and sent on that day by the books
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents import drafts, engine
from documents.content import load_body
from documents.models import Document
from masterdata.models import Party, Region, User
from masterdata.roles import Role
from masterdata.workdays import SHANGHAI
from orders.daily_papers.tables import Block
from orders.sales_report import effects, figures
from orders.sales_report.flow import SALES_REPORT
from orders.sales_report.models import SalesReport
from orders.sales_report.periods import Kind
from tests import factories
from tests.orders import desk
from tests.orders.delivery import road

CUSTOMER = "红星商场"


def region(code: str = "HN") -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name": f"区域{code}"})[0]


def of_region(role: Role, where: Region | None) -> User:
    name = f"report-{role.value}-{where.code if where else 'all'}"
    known = User.objects.filter(username=name).first()
    return known or factories.user(role, username=name, name=name, region=where)


def clerk(where: Region | None = None) -> User:
    return of_region(Role.ORDER_CLERK, where)


def manager(where: Region | None = None) -> User:
    return of_region(Role.REGIONAL_MANAGER, where)


def director() -> User:
    return desk.people().director


def customer(code: str = CUSTOMER, where: Region | None = None) -> Party:
    return desk.customer(code, region=where or region(), credit_limit=Decimal(100_000))


def report(kind: str = Kind.DAILY, where: Region | None = None, **more: Any) -> Document:
    """A draft of this kind, of today unless `day` says otherwise."""
    columns = effects.columns_of(kind, more.pop("day", timezone.localdate()))
    lines = more.pop("lines", [])
    at = more.pop("at", None)
    return drafts.create(
        SALES_REPORT,
        actor=more.pop("by", None) or clerk(where),
        body={"kind": kind, "region": where, **columns, **more},
        lines=lines,
        at=at,
        history=True,
    )


def free_day() -> date:
    """A day of the past without a daily report of the firm."""
    day = timezone.localdate()
    while SalesReport.objects.filter(kind=Kind.DAILY, held_on=day).exists():
        day -= timedelta(days=1)
    return day


def step(document: Document, code: str, actor: User, **options: Any) -> Document:
    taken = engine.perform(document.pk, code, actor=actor, **options).document
    taken.refresh_from_db()
    return taken


def body(document: Document) -> SalesReport:
    return SalesReport.objects.select_related("region", "head").get(pk=document.pk)


def submit(document: Document, **options: Any) -> Document:
    return step(document, "submit", clerk(body(document).region), **options)


def read(document: Document, by: User | None = None) -> Document:
    where = body(document).region
    return step(document, "read", by or (manager(where) if where else director()))


def send_back(document: Document) -> Document:
    where = body(document).region
    by = manager(where) if where else director()
    return step(document, "return", by, reason="金额不对")


def blocks(document: Document) -> list[Block]:
    return figures.blocks_shown(load_body(document))


def main(document: Document) -> Block:
    return blocks(document)[0]


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def sold(text: str = "螺丝 10 x 2.50", *quantities: str, on: date, **more: Any) -> Document:
    """A delivery of a released order (all of it, or so much) that left on that day; the order
    was approved and the money came today."""
    order = road.ordered(text, buyer=more.pop("buyer", None) or customer(), **more)
    document = road.go(road.drawn([order], *quantities), "loaded")
    return step(document, "dispatch", road.chief(), on=on)


def sign(document: Document, refused: dict[int, str], *, on: date) -> Document:
    back = {line.line_no: line.pk for line in road.lines(document)}
    data = {
        "signer": "王老板",
        "refused": {back[number]: Decimal(count) for number, count in refused.items()},
        "reasons": {back[number]: "碰伤" for number in refused},
    }
    return step(document, "sign", desk.people().clerk, data=data, on=on)
