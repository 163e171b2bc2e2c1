"""Two at once: the same request paid twice, the same receipt asked for twice; one effect each."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from finance.payment_request import actions, standing
from finance.payment_request.models import Payment
from finance.settlement.models import Settlement
from masterdata.roles import Role
from tests.documents.races import at_once, deadlocks, refusals
from tests.finance.payment_request import desk
from tests.notation import owed

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs real row locks"),
]
ROUNDS = 8


@pytest.fixture(autouse=True)
def _no_deadlock(books: None) -> None:
    before = deadlocks()
    yield  # type: ignore[misc]
    assert deadlocks() == before


def test_two_cashiers_pay_the_same_request_once() -> None:
    second = desk.person(Role.CASHIER, 2)
    for number in range(ROUNDS):
        supplier = f"供应商{number}"
        (debt,) = desk.owe("100.00", supplier=supplier)
        request = desk.approved(desk.asking(debt, "100.00"), supplier=supplier)
        first, account = desk.cashier(), desk.bank()

        answers = at_once(
            partial(desk.pay, request, by=first, account=account),
            partial(desk.pay, request, by=second, account=account),
        )

        assert len(refusals(answers)) == 1
        assert Payment.objects.filter(line__body=request.pk).count() == 1
        assert Settlement.objects.filter(request=request).count() == 1
        assert desk.state_of(request) == "paid"
        assert owed(f"{supplier} 0")


def test_of_two_requests_for_one_debt_the_second_is_refused_naming_the_first() -> None:
    desk.chain()
    for number in range(ROUNDS):
        supplier = f"供应商{number}"
        (debt,) = desk.owe("100.00", supplier=supplier)
        one = desk.draft(desk.asking(debt, "70.00"), supplier=supplier)
        two = desk.draft(desk.asking(debt, "70.00"), supplier=supplier)

        answers = at_once(partial(desk.submit, one), partial(desk.submit, two))

        (refusal,) = refusals(answers)
        passed = one if desk.state_of(one) == "submitted" else two
        assert passed.number in str(refusal)
        assert standing.of_items([debt.pk])[debt.pk].applied == Decimal("70.00")


def test_two_parts_paid_at_once_are_no_more_than_approved() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.approved(desk.asking(debt, "100.00"))
    first, second, account = desk.cashier(), desk.person(Role.CASHIER, 2), desk.bank()

    answers = at_once(
        partial(desk.pay, request, by=first, amount="60.00", account=account),
        partial(desk.pay, request, by=second, amount="60.00", account=account),
    )

    assert len(refusals(answers)) == 1
    assert [line.paid for line in desk.lines_of(request)] == [Decimal("60.00")]
    assert owed("甲厂 40.00")


def test_paying_and_sending_back_at_once_do_not_both_happen() -> None:
    for number in range(ROUNDS):
        supplier = f"供应商{number}"
        (debt,) = desk.owe("100.00", supplier=supplier)
        request = desk.approved(desk.asking(debt, "100.00"), supplier=supplier)
        payer, accountant, account = desk.cashier(), desk.accountant(), desk.bank()

        answers = at_once(
            partial(desk.pay, request, by=payer, account=account),
            partial(desk.step, request, "return", accountant, reason="账号不对"),
        )

        assert len(refusals(answers)) == 1
        paid = desk.state_of(request) == "paid"
        assert owed(f"{supplier} 0" if paid else f"{supplier} 100.00")


def test_two_batches_at_once_make_one_draft() -> None:
    (debt,) = desk.owe("100.00")
    buyer, now = desk.buyer(), timezone.now()

    answers = at_once(
        partial(actions.request_due, [debt.pk], actor=buyer, at=now),
        partial(actions.request_due, [debt.pk], actor=buyer, at=now),
    )

    assert sorted(len(each.requests) for each in answers) == [0, 1]
    assert sorted(len(each.left_out) for each in answers) == [0, 1]
