"""Booklets brought into each of their states by real steps; last month's, for it is over."""

from datetime import date
from typing import Any

from documents import drafts
from documents.models import Document
from purchasing.contract_booklet.collecting import rows_of
from purchasing.contract_booklet.flow import CONTRACT_BOOKLET
from purchasing.contract_booklet.models import ContractBooklet
from purchasing.contract_booklet.months import to_bind
from tests.purchasing import firm


def last_month() -> date:
    return to_bind(firm.today())[-1]


def free_month() -> date:
    """The newest month that has no booklet yet."""
    live = ContractBooklet.objects.exclude(head__state="void")
    bound = set(live.values_list("month", flat=True))
    free = [month for month in to_bind(firm.today()) if month not in bound]
    return max(free, default=last_month())


def signed(day: date, text: str = "螺丝 100 x 2.26", **more: Any) -> Document:
    """An order whose contract was signed that day."""
    order = firm.order(text, state="approved", **more)
    data = firm.NO_SCAN | {"signed_on": day}
    return firm.step(order, "sign", firm.people().purchaser, data=data)


def draft(month: date | None = None) -> Document:
    month = month or last_month()
    return drafts.create(
        CONTRACT_BOOKLET,
        actor=firm.people().purchaser,
        body={"month": month},
        lines=rows_of(month),
    )


def submit(document: Document) -> Document:
    return firm.step(document, "submit", firm.people().purchaser)


def accept(document: Document) -> Document:
    return firm.step(document, "accept", firm.people().manager)


def make(state: str) -> Document:
    month = free_month()
    signed(month.replace(day=12))
    document = draft(month)
    if state == "draft":
        return document
    if state == "void":
        return firm.step(document, "void", firm.people().purchaser, reason="重复")
    document = submit(document)
    return document if state == "submitted" else accept(document)
