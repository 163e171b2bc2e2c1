"""The walk of a payment request: four people, what may be asked for, payment and its undoing."""

from decimal import Decimal

import pytest

from documents.errors import NotAllowed, Refused
from documents.models import Document, Link, Task
from finance.payment_request import standing
from finance.payment_request.models import Payment
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.finance.payment_request import desk
from tests.finance.settlement import desk as settling
from tests.notation import owed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def with_roles(*roles: Role) -> User:
    return factories.user(*roles)


def test_four_people_pay_a_debt() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.approved(desk.asking(debt, "100.00"))
    assert owed("甲厂 100.00")

    desk.pay(request)

    assert owed("甲厂 0")
    assert desk.state_of(request) == "paid"
    payment = Payment.objects.get()
    assert payment.amount == Decimal("100.00")
    assert (payment.payer, payment.requester) == (desk.cashier(), desk.buyer())
    assert desk.settlement_of(request).state == "posted"


def test_the_chain_is_the_purchasing_manager_then_the_deputy() -> None:
    assert desk.chain() == ["purchasing_manager", "deputy_general_manager"]


def test_the_approver_on_the_paper_stays_the_deputy_after_payment() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.pay(desk.approved(desk.asking(debt, "100.00")))

    assert request.approver == desk.deputy()


def test_who_made_it_reviewed_it_or_approved_it_does_not_pay_it() -> None:
    every_role = (Role.PURCHASER, Role.PURCHASING_MANAGER, Role.CASHIER)
    maker, reviewer = with_roles(*every_role), with_roles(*every_role)
    director = with_roles(Role.DEPUTY_GENERAL_MANAGER, Role.CASHIER)
    (debt,) = desk.owe("100.00")
    request = desk.submit(desk.draft(desk.asking(debt, "100.00"), maker=maker))
    with pytest.raises(NotAllowed):
        desk.step(request, "approve", maker)
    request = desk.step(request, "approve", reviewer)
    request = desk.step(request, "approve", director)

    with pytest.raises(NotAllowed):
        desk.pay(request, by=maker)
    for signer in (reviewer, director):
        with pytest.raises(Refused, match=desk.cashier().display_name):
            desk.pay(request, by=signer)

    assert desk.state_of(request) == "approved"
    assert owed("甲厂 100.00")


def test_the_second_request_for_a_debt_is_refused_and_names_the_first() -> None:
    (debt,) = desk.owe("100.00")
    first = desk.submit(desk.draft(desk.asking(debt, "70.00")))
    second = desk.draft(desk.asking(debt, "40.00"))

    with pytest.raises(Refused) as refusal:
        desk.submit(second)

    text = str(refusal.value)
    assert first.number in text
    for figure in ("100.00", "70.00", "30.00", "40.00", debt.document.number):
        assert figure in text
    assert desk.state_of(second) == "draft"


def test_what_is_free_beside_the_first_request_may_be_asked_for() -> None:
    (debt,) = desk.owe("100.00")
    desk.submit(desk.draft(desk.asking(debt, "70.00")))

    second = desk.submit(desk.draft(desk.asking(debt, "30.00")))

    assert second.state == "submitted"


def test_one_debt_on_two_lines_counts_together() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.draft(desk.asking(debt, "60.00"), desk.asking(debt, "60.00"))

    with pytest.raises(Refused, match="120.00"):
        desk.submit(request)


def test_what_was_settled_otherwise_is_asked_again_at_approval() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.submit(desk.draft(desk.asking(debt, "100.00")))
    settling.settle((debt, "20.00"), money="20.00")

    with pytest.raises(Refused, match="80.00"):
        desk.review(request)


def test_a_debt_to_another_supplier_is_refused() -> None:
    (strange,) = desk.owe("50.00", supplier="乙厂")
    request = desk.draft(desk.asking(strange, "50.00"))

    with pytest.raises(Refused, match=strange.document.number):
        desk.submit(request)


def test_a_part_is_paid_and_then_the_rest() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.approved(desk.asking(debt, "100.00"))

    desk.pay(request, amount="60.00")
    assert desk.state_of(request) == "part_paid"
    assert owed("甲厂 40.00")
    assert standing.of_items([debt.pk])[debt.pk].applied == Decimal("40.00")

    desk.pay(request)
    assert desk.state_of(request) == "paid"
    assert owed("甲厂 0")


def test_no_more_is_paid_than_was_approved() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.approved(desk.asking(debt, "80.00"))

    with pytest.raises(Refused, match="80.00"):
        desk.pay(request, amount="80.01")

    assert owed("甲厂 100.00")


def test_the_same_request_is_paid_once() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.approved(desk.asking(debt, "100.00"))
    desk.pay(request)

    with pytest.raises(Refused):
        desk.pay(request, by=desk.person(Role.CASHIER, 2))

    assert Payment.objects.count() == 1


def test_a_payment_fills_the_lines_in_their_order() -> None:
    first, second = desk.owe("30.00", "50.00")
    request = desk.approved(desk.asking(first, "30.00"), desk.asking(second, "50.00"))

    desk.pay(request, amount="45.00")

    assert [line.paid for line in desk.lines_of(request)] == [Decimal(30), Decimal(15)]
    assert (desk.left(first), desk.left(second)) == (Decimal(0), Decimal(35))


def test_a_reversed_payment_is_to_be_paid_again() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.pay(desk.approved(desk.asking(debt, "100.00")))

    desk.take_back(request)

    assert request.state == "approved"
    assert [line.paid for line in desk.lines_of(request)] == [Decimal(0)]
    assert owed("甲厂 100.00")
    assert Task.objects.get(document=request, closed_at=None).role == Role.CASHIER

    desk.pay(request)
    assert desk.state_of(request) == "paid"


def test_of_two_payments_the_last_is_taken_back_and_the_first_stands() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.approved(desk.asking(debt, "100.00"))
    desk.pay(request, amount="60.00")
    desk.pay(request)

    desk.take_back(request)

    assert request.state == "part_paid"
    assert owed("甲厂 40.00")


def test_after_the_payment_is_taken_back_the_request_can_be_void_but_not_rewritten() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.take_back(desk.pay(desk.approved(desk.asking(debt, "100.00"))))

    with pytest.raises(Refused):
        desk.step(request, "return", desk.accountant(), reason="金额有误")
    desk.step(request, "void", desk.deputy(), reason="银行退票")

    assert desk.state_of(request) == "void"
    assert standing.of_items([debt.pk])[debt.pk].free == Decimal("100.00")


def test_what_is_not_paid_any_more_can_be_asked_for_anew() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.approved(desk.asking(debt, "100.00"))
    desk.pay(request, amount="60.00")

    desk.step(request, "finish", desk.accountant(), reason="余款抵质量扣款")

    assert desk.state_of(request) == "paid"
    assert standing.of_items([debt.pk])[debt.pk].free == Decimal("40.00")
    again = desk.submit(desk.draft(desk.asking(debt, "40.00")))
    assert again.state == "submitted"
    desk.take_back(request)
    assert request.state == "approved"
    assert standing.of_items([debt.pk])[debt.pk].free == 0


@pytest.mark.parametrize(
    "role",
    [Role.PURCHASING_MANAGER, Role.DEPUTY_GENERAL_MANAGER, Role.ACCOUNTANT, Role.CASHIER],
)
def test_before_payment_it_can_be_sent_back_and_frees_the_debt(role: Role) -> None:
    (debt,) = desk.owe("100.00")
    request = desk.approved(desk.asking(debt, "100.00"))

    desk.step(request, "return", desk.person(role), reason="账号不对")

    assert desk.state_of(request) == "returned"
    assert standing.of_items([debt.pk])[debt.pk].free == Decimal("100.00")
    assert desk.submit(Document.objects.get(pk=request.pk)).state == "submitted"


def test_a_submitted_request_is_linked_to_what_it_draws_on_and_to_what_paid_it() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.pay(desk.approved(desk.asking(debt, "100.00")))

    pairs = set(Link.objects.values_list("source_id", "target_id"))
    assert (debt.document_id, request.pk) in pairs
    assert (request.pk, desk.settlement_of(request).pk) in pairs


def test_prepayments_may_be_used_for_a_part_of_the_payment() -> None:
    debt, _prepaid = desk.owe("100.00", "-30.00")
    request = desk.approved(desk.asking(debt, "100.00"))

    desk.pay(request, amount="100.00", used="30.00")

    assert owed("甲厂 0")
    assert desk.settlement_of(request).total == Decimal("70.00")
    assert desk.state_of(request) == "paid"


def test_no_more_prepayment_is_used_than_is_open() -> None:
    debt, _prepaid = desk.owe("100.00", "-30.00")
    request = desk.approved(desk.asking(debt, "100.00"))

    with pytest.raises(Refused, match="30.00"):
        desk.pay(request, amount="100.00", used="40.00")
