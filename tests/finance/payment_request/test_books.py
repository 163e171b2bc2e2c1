"""The checks see a request whose counters, state or people no longer agree."""

import pytest
from django.db.models import F

from documents.books import run_checks
from documents.models import ChainStep
from finance.payment_request.models import Payment, PaymentRequestLine
from masterdata.fields import MoneyField
from tests.finance.payment_request import desk

pytestmark = pytest.mark.django_db
NAMES = ("request_paid", "request_states", "request_people", "request_settlements")


def found() -> set[str]:
    return {breach.check for breach in run_checks(NAMES)}


def a_payment() -> None:
    debt, _prepaid = desk.owe("100.00", "-30.00")
    desk.pay(desk.approved(desk.asking(debt, "100.00")), amount="60.00", used="20.00")


def test_paid_taken_back_and_paid_again_agree() -> None:
    debt, _prepaid = desk.owe("100.00", "-30.00")
    request = desk.approved(desk.asking(debt, "100.00"))
    desk.pay(request, amount="60.00", used="20.00")
    desk.pay(request)
    desk.take_back(request)
    desk.step(request, "finish", desk.accountant(), reason="余款不付")

    assert found() == set()


def test_a_counter_that_says_more_than_the_payments_is_seen() -> None:
    a_payment()

    PaymentRequestLine.objects.update(paid=F("paid") + MoneyField().get_prep_value(1))

    assert "request_paid" in found()


def test_a_line_paid_in_full_on_a_request_that_is_not_is_seen() -> None:
    a_payment()

    PaymentRequestLine.objects.update(dropped=F("amount") - F("paid"))

    assert found() == {"request_states"}


def test_a_payer_who_approved_is_seen() -> None:
    a_payment()

    ChainStep.objects.filter(position=20).update(done_by=desk.cashier())

    assert found() == {"request_people"}


def test_a_payment_of_another_amount_than_the_settlement_is_seen() -> None:
    a_payment()

    Payment.objects.update(amount=59)

    assert found() == {"request_paid", "request_settlements"}
