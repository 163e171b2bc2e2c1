"""Races for money: one debt, one prepayment, one request, one remittance; deposits and months."""

import uuid
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents import engine, periods
from documents.models import Document, Event
from finance.payment_request.models import Payment
from finance.remittance.models import Kind as RemittanceKind
from finance.settlement.models import Kind
from masterdata.models import Company
from masterdata.roles import Role
from proving.race import Scene, Script, race, take
from tests.finance.cash_voucher import walk as vouchers
from tests.finance.closing.test_figures import ago, person, reopen
from tests.finance.payment_request import desk as paying
from tests.finance.remittance import desk as remitting
from tests.finance.settlement import desk as settling
from tests.notation import owed, owing
from tests.orders import desk


def posting(papers: list[Document], scene: Scene) -> list[Any]:
    crowd = scene.crowd(Role.ACCOUNTANT)
    return [take(paper, "post", who) for paper, who in zip(papers, crowd, strict=True)]


@race("one payable settled by many")
def one_payable(scene: Scene) -> Script:
    (debt,) = settling.owe("100.00", supplier=scene.supplier)
    given = {"money": "30.00", "supplier": scene.supplier}
    papers = [
        settling.submit(settling.draft((debt, "30.00"), **given)) for _each in range(scene.people)
    ]

    answers = yield posting(papers, scene)

    fits = min(3, len(papers))
    answers.exactly(fits)
    owed(f"{scene.supplier} {100 - 30 * fits}")


@race("one prepayment used by many")
def one_prepayment(scene: Scene) -> Script:
    amounts = ["40.00"] * scene.people
    *debts, prepaid = settling.owe(*amounts, "-50.00", supplier=scene.supplier)
    given: dict[str, Any] = {"kind": Kind.OFFSET, "supplier": scene.supplier}
    papers = [
        settling.submit(settling.draft((debt, "40.00"), (prepaid, "40.00"), **given))
        for debt in debts
    ]

    answers = yield posting(papers, scene)

    answers.exactly(1)
    assert settling.left(prepaid) == -10, f"{settling.left(prepaid)} left of the prepayment"


@race("one request paid by many")
def one_request(scene: Scene) -> Script:
    """Cashiers of their own accord, and one form that is sent again and again."""
    (debt,) = paying.owe("100.00", supplier=scene.supplier)
    request = paying.approved(paying.asking(debt, "100.00"), supplier=scene.supplier)
    slip, cashiers, key = paying.slip(), scene.crowd(Role.CASHIER), uuid.uuid4()
    mine = paying.cashier()

    def resent() -> str:
        given: dict[str, Any] = {"data": slip, "key": key}
        return str(engine.perform(request.pk, "pay", actor=mine, **given).repeated)

    answers = yield [
        resent if number % 2 else take(request, "pay", who, data=slip)
        for number, who in enumerate(cashiers)
    ]

    paid = Payment.objects.filter(line__body=request.pk).count()
    assert paid == 1, f"paid {paid} times"
    assert paying.state_of(request) == "paid", paying.state_of(request)
    first = [text for text in answers.texts("done") if text != "True"]
    assert len(first) == 1, f"{len(first)} were told that it was they who paid"
    owed(f"{scene.supplier} 0")


@race("one remittance allotted by many")
def one_remittance(scene: Scene) -> Script:
    remitting.remit("100.00", customer=scene.customer)
    debts = remitting.owes(*["80.00"] * scene.people, customer=scene.customer)
    given: dict[str, Any] = {"kind": RemittanceKind.ALLOTMENT, "customer": scene.customer}
    papers = [remitting.file(remitting.claim("0", (debt, "80.00"), **given)) for debt in debts]
    crowd = scene.crowd(Role.ACCOUNTANT)

    answers = yield [take(p, "allot_funds", who) for p, who in zip(papers, crowd, strict=True)]

    answers.exactly(1)
    owing(f"{scene.customer} {80 * len(papers) - 100}")


@race("one line of the bank for many claims")
def one_bank_line(scene: Scene) -> Script:
    line = remitting.bank_line("100.00")
    claims = [
        remitting.file(remitting.claim("100.00", customer=scene.customer))
        for _each in range(scene.people)
    ]
    crowd, data = scene.crowd(Role.ACCOUNTANT), {"bank_line": line}

    answers = yield [
        take(paper, "confirm", who, data=data) for paper, who in zip(claims, crowd, strict=True)
    ]

    answers.exactly(1)
    owing(f"{scene.customer} -100")


@race("deposit gate against rejecting the remittance")
def deposit_gate(scene: Scene) -> Script:
    terms: dict[str, Any] = {"terms": "deposit", "deposit_percent": Decimal(20)}
    desk.put(f"{scene.item} 10 x 1.00")
    order = desk.order(f"{scene.item} 10 x 2.50", to="noticed", buyer=scene.customer, **terms)
    remittance = desk.remit(order, "20.00")
    clerks, accountants = scene.crowd(Role.ORDER_CLERK), scene.crowd(Role.ACCOUNTANT)

    answers = yield [
        take(remittance, "reverse", accountants[number], reason="退票")
        if number % 2
        else take(order, "release", clerks[number])
        for number in range(scene.people)
    ]

    released = desk.state_of(order) == "released"
    taken_back = desk.state_of(remittance) == "reversed"
    answers.exactly(released + taken_back)
    assert released + taken_back >= 1, "neither was done"
    if released and taken_back:
        # Money may be taken back of an order that is released; none is released without it.
        assert moment(order, "release") < moment(remittance, "reverse"), "released without it"


def moment(document: Document, step: str) -> int:
    return Event.objects.values_list("pk", flat=True).get(document=document, step=step)


@race("closing the month against posting into it")
def closing_the_month(scene: Scene) -> Script:
    """The papers are of today and posted into last month, so that none stands in the way."""
    Company.objects.update_or_create(pk=1, defaults={"backdate_days": 366})
    accountant, approver = person(Role.ACCOUNTANT), vouchers.person(Role.ACCOUNTANT)
    box = f"箱{scene.tag}"
    papers = [vouchers.submitted(f"收 {box} 10.00") for _each in range(scene.people - 1)]
    if periods.is_closed(ago(1)):
        reopen(ago(1))

    def close() -> str:
        periods.close(ago(1), actor=accountant, at=timezone.now())
        return "closed"

    answers = yield [close, *(take(paper, "approve", approver, on=ago(1)) for paper in papers)]

    posted = [paper for paper in papers if desk.state_of(paper) == "approved"]
    assert "closed" in answers.texts("done"), answers.said()
    answers.exactly(len(posted) + 1)
