"""Remittances by their real steps: filed, found at the bank, allotted, paid back, reversed."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents import attachments, tasks
from documents.books import run_checks
from documents.errors import NotAllowed, Refused
from documents.models import Document
from finance.cash.models import CashBalance
from finance.parties import funds
from finance.remittance import payable_orders
from finance.remittance.models import BankLine, Kind
from masterdata.roles import Role
from tests import factories
from tests.documents.test_attachments import picture
from tests.finance.remittance import desk
from tests.notation import owing

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> Document:
    """A stand-in for an order: any paper of the customer that the registry calls payable."""
    monkeypatch.setattr(payable_orders, "_types", {})
    payable_orders.register_payable(
        "remittance",
        ("draft",),
        due=lambda ids: dict.fromkeys(ids, Decimal("80.00")),
    )
    return desk.claim("80.00", payer="订单")


def free() -> Decimal:
    return funds.total(funds.free_credits(factories.customer(desk.CUSTOMER).pk))


def test_money_that_arrived_is_kept_for_the_order_and_the_rest_is_his_own(order: Any) -> None:
    paper = desk.remit("100.00", (order, "80.00"))

    assert paper.state == "confirmed"
    assert funds.funds_of([order.pk])[order.pk].paid == 80
    assert free() == 20
    assert owing("红星商场 -100.00")
    assert CashBalance.objects.get(account=desk.bank()).amount == 100
    assert paper.remittance.surplus == 20
    assert run_checks() == []


def test_an_old_debt_is_settled(order: Any) -> None:
    (debt,) = desk.owes("60.00")

    desk.remit("100.00", (debt, "60.00"), (order, "40.00"))

    debt.refresh_from_db()
    assert debt.allocated == 60
    assert free() == 0
    assert run_checks() == []


def test_nothing_is_confirmed_without_a_line_of_the_bank() -> None:
    paper = desk.file(desk.claim("100.00"))

    with pytest.raises(Refused):
        desk.step(paper, "confirm", desk.person(Role.ACCOUNTANT), data={})
    with pytest.raises(Refused, match=r"99\.00"):
        desk.confirm(paper, desk.bank_line("99.00"))

    paper.refresh_from_db()
    assert paper.state == "filed"


def test_one_line_is_used_once_and_is_free_again_after_the_reversal() -> None:
    line = desk.bank_line("100.00")
    first = desk.confirm(desk.file(desk.claim("100.00")), line)
    second = desk.file(desk.claim("100.00"))

    with pytest.raises(Refused, match=first.number):
        desk.confirm(second, line)
    desk.reverse(first)
    second = desk.confirm(second, line)

    assert second.state == "confirmed"
    assert BankLine.objects.get(pk=line.pk).remittance == second.remittance
    assert owing("红星商场 -100.00")
    assert run_checks() == []


def test_whoever_filed_it_does_not_look_for_the_money() -> None:
    accountant = desk.person(Role.ACCOUNTANT)
    paper = desk.file(desk.claim("100.00"), accountant)

    with pytest.raises(Refused):
        desk.confirm(paper)

    assert desk.confirm(paper, actor=desk.person(Role.ACCOUNTANT, 2)).state == "confirmed"


def test_a_slip_or_a_reason_is_needed() -> None:
    paper = desk.claim("100.00", no_slip_reason="")

    with pytest.raises(Refused):
        desk.file(paper)
    slip = SimpleUploadedFile("slip.png", picture())
    attachments.attach(paper, slip, by=paper.maker, at=timezone.now())

    assert desk.file(paper).state == "filed"


def test_the_money_of_one_slip_is_claimed_once() -> None:
    first = desk.file(desk.claim("100.00", slip_number="SD-1"))

    with pytest.raises(Refused, match=first.number):
        desk.file(desk.claim("100.00", slip_number="SD-1"))
    desk.step(first, "void", first.maker, reason="重复")

    assert desk.file(desk.claim("100.00", slip_number="SD-1")).state == "filed"


def test_not_found_goes_back_to_the_clerks_tasks() -> None:
    paper = desk.file(desk.claim("100.00"))

    desk.step(paper, "reject", desk.person(Role.ACCOUNTANT), reason="银行查无此款")

    (task,) = tasks.open_tasks().filter(document=paper)
    assert task.person == paper.maker


def test_filed_it_waits_four_working_hours_for_the_accountant() -> None:
    paper = desk.file(desk.claim("100.00"))

    (task,) = tasks.open_tasks().filter(document=paper)

    assert (task.role, task.rule) == (Role.ACCOUNTANT, "R30")
    assert task.due_at is not None


def test_lines_beyond_the_money_or_the_debt_are_refused(order: Any) -> None:
    (debt,) = desk.owes("60.00")

    with pytest.raises(Refused, match=r"20\.00"):
        desk.file(desk.claim("60.00", (order, "80.00")))
    with pytest.raises(Refused, match=r"60\.00"):
        desk.file(desk.claim("100.00", (debt, "70.00")))


def test_an_order_of_another_customer_takes_no_money(order: Any) -> None:
    with pytest.raises(Refused, match=order.number):
        desk.file(desk.claim("80.00", (order, "80.00"), customer="别家"))


def test_his_own_money_is_allotted_to_an_order_and_to_a_debt(order: Any) -> None:
    desk.remit("100.00")
    (debt,) = desk.owes("30.00")

    paper = desk.allot((order, "50.00"), (debt, "30.00"))

    assert paper.total == 80
    assert free() == 20
    assert funds.funds_of([order.pk])[order.pk].paid == 50
    assert owing("红星商场 -70.00")
    assert run_checks() == []


def test_a_credit_of_the_opening_is_set_off_against_a_debt() -> None:
    debt, _credit = desk.owes("50.00", "-80.00")

    desk.allot((debt, "50.00"))

    debt.refresh_from_db()
    assert debt.allocated == 50
    assert free() == 30


def test_no_more_is_allotted_or_paid_back_than_he_has(order: Any) -> None:
    desk.remit("100.00")

    with pytest.raises(Refused, match=r"100\.00"):
        desk.allot((order, "101.00"))
    with pytest.raises(Refused, match=r"100\.00"):
        desk.refund("101.00")


def test_a_refund_takes_it_out_of_the_account() -> None:
    desk.remit("100.00")

    paper = desk.refund("40.00")

    assert paper.state == "confirmed"
    assert free() == 60
    assert CashBalance.objects.get(account=desk.bank()).amount == 60
    assert owing("红星商场 -60.00")
    assert run_checks() == []


def test_only_the_deputy_general_manager_pays_back() -> None:
    desk.remit("100.00")
    paper = desk.file(desk.claim("40.00", kind=Kind.REFUND))

    assert tasks.open_tasks().filter(document=paper, role=Role.DEPUTY_GENERAL_MANAGER).exists()
    with pytest.raises(NotAllowed):
        desk.step(paper, "approve_refund", desk.person(Role.ACCOUNTANT))


def test_it_is_reversed_only_while_the_money_is_unused(order: Any) -> None:
    paper = desk.remit("100.00")
    user = desk.allot((order, "50.00"))

    with pytest.raises(Refused) as caught:
        desk.reverse(paper)
    assert user.number in f"{caught.value} {caught.value.details}"
    desk.reverse(user)
    desk.reverse(paper)

    assert owing("红星商场 0.00")
    assert free() == 0
    assert run_checks() == []
