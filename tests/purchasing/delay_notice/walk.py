"""Delay notices brought into each of their states by real steps: an order is promised too late."""

from datetime import date, timedelta
from typing import Any

from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from purchasing.delay_notice.models import Answer, DelayNotice
from tests import factories
from tests.purchasing import firm


def clerk() -> User:
    known = User.objects.filter(username="neiqin").first()
    return known or factories.user(Role.ORDER_CLERK, username="neiqin", name="内勤")


def late_order(*, ahead: int = 30, by: int = 12, text: str = "螺丝 100 x 2.26") -> Document:
    """Promised for `ahead` days from today, and then for `by` days later."""
    contract_on = firm.today() + timedelta(days=ahead)
    order = firm.order(text, contract_on=contract_on)
    return promise(order, contract_on + timedelta(days=by))


def promise(order: Document, day: date, reason: str = "供方模具维修") -> Document:
    buyer = firm.people().purchaser
    return firm.step(order, "promise", buyer, reason=reason, data={"promised_on": day})


def notice_of(order: Document) -> Document:
    """The newest notice of this order."""
    found = DelayNotice.objects.filter(order_id=order.pk).select_related("head").order_by("pk")
    notice = found.last()
    assert notice is not None, "no notice was written"
    return notice.head


def answers(document: Document, answer: str = Answer.ACCEPT) -> dict[str, Any]:
    lines = document.delaynotice.lines.all()
    return {"answers": {line.pk: {"answer": answer, "answer_text": ""} for line in lines}}


def send(document: Document) -> Document:
    return firm.step(document, "send", firm.people().purchaser)


def make(state: str) -> Document:
    buyer = firm.people().purchaser
    document = notice_of(late_order())
    if state == "void":
        return firm.step(document, "void", buyer, reason="已按期到货")
    walk = (
        ("sent", lambda: send(document)),
        ("read", lambda: firm.step(document, "read", clerk())),
        ("answered", lambda: firm.step(document, "answer", clerk(), data=answers(document))),
        ("closed", lambda: firm.step(document, "close", buyer)),
    )
    for reached, take in walk:
        if document.state == state:
            break
        document = take()
        assert document.state == reached
    return document
