"""Settlements through their real steps: what is settled, what is left, who may, what is refused."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from documents.errors import NotAllowed, Refused
from documents.models import Document, Task
from finance.bank_accounts.rules import verify
from finance.cash.models import CashBalance
from finance.parties.models import Side
from finance.settlement.actions import pay
from finance.settlement.models import Kind
from masterdata.models import BankAccount
from masterdata.roles import Role
from tests import factories
from tests.finance.settlement import desk
from tests.notation import owed, owing
from tests.purchasing import firm

pytestmark = pytest.mark.usefixtures("books", "_english")


@pytest.fixture
def _english() -> Iterator[None]:
    """The sentences are asked for as the code has them."""
    with translation.override("en"):
        yield


def cash(code: str = "工行") -> Decimal:
    found = CashBalance.objects.filter(account__code=code).first()
    return found.amount if found else Decimal(0)


def test_several_debts_are_paid_at_once_one_of_them_in_part() -> None:
    first, second = desk.owe("60.00", "60.00")

    paper = desk.settle((first, "60.00"), (second, "40.00"), money="100.00")

    assert (desk.left(first), desk.left(second)) == (0, 20)
    assert owed("甲厂 20.00")
    assert cash() == -100
    assert paper.total == 100


def test_a_surplus_becomes_a_prepayment() -> None:
    (debt,) = desk.owe("60.00")

    paper = desk.settle((debt, "60.00"), money="100.00")

    assert paper.settlement.surplus == 40
    assert desk.left(desk.surplus(paper)) == -40
    assert owed("甲厂 -40.00")


def test_prepayments_and_a_discount_help_to_pay() -> None:
    debt, prepaid = desk.owe("100.00", "-30.00")

    paper = desk.settle((debt, "100.00"), (prepaid, "30.00"), money="68.00", discount=Decimal(2))

    assert owed("甲厂 0.00")
    assert cash() == -68
    body = paper.settlement
    assert (body.credits_used, body.debts_settled, body.surplus) == (30, 100, 0)


def test_an_offset_needs_no_money_and_a_purchaser_may_enter_it() -> None:
    debt, prepaid = desk.owe("100.00", "-30.00")

    buyer = desk.person(Role.PURCHASER)
    desk.settle((debt, "30.00"), (prepaid, "30.00"), kind=Kind.OFFSET, maker=buyer)

    assert (desk.left(debt), desk.left(prepaid)) == (70, 0)
    assert cash() == 0


def test_who_handles_no_money_pays_none() -> None:
    (debt,) = desk.owe("100.00")
    paper = desk.draft((debt, "100.00"), money="100.00", maker=desk.person(Role.PURCHASER))

    with pytest.raises(Refused, match="accountant or the cashier"):
        desk.submit(paper)


def test_nobody_posts_what_he_entered() -> None:
    (debt,) = desk.owe("100.00")
    accountant = desk.person(Role.ACCOUNTANT, 2)
    paper = desk.submit(desk.draft((debt, "100.00"), money="100.00", maker=accountant))

    with pytest.raises(NotAllowed):
        desk.step(paper, "post", accountant)


def test_a_prepayment_names_its_order_or_has_the_purchasing_managers_reason() -> None:
    paper = desk.submit(desk.draft(money="500.00", kind=Kind.PREPAYMENT))

    with pytest.raises(Refused, match="Name the order"):
        desk.step(paper, "post", desk.person(Role.ACCOUNTANT))
    desk.step(paper, "give_reason", desk.person(Role.PURCHASING_MANAGER), reason="原料紧缺")
    paper = desk.step(paper, "post", desk.person(Role.ACCOUNTANT))

    assert paper.settlement.prepayment_reason == "原料紧缺"
    assert desk.left(desk.surplus(paper)) == -500


def test_a_refund_is_approved_by_the_deputy_general_manager_alone() -> None:
    (prepaid,) = desk.owe("-80.00")
    paper = desk.submit(desk.draft((prepaid, "50.00"), money="-50.00", kind=Kind.REFUND))

    with pytest.raises(Refused, match="deputy general manager"):
        desk.step(paper, "post", desk.person(Role.ACCOUNTANT))
    desk.step(paper, "approve_refund", desk.person(Role.DEPUTY_GENERAL_MANAGER))

    assert desk.left(prepaid) == -30
    assert cash() == 50
    assert owed("甲厂 -30.00")


def test_a_refund_is_never_more_than_is_open() -> None:
    (prepaid,) = desk.owe("-80.00")

    with pytest.raises(Refused, match="80.00 left, not 90.00"):
        desk.submit(desk.draft((prepaid, "90.00"), money="-90.00", kind=Kind.REFUND))
    with pytest.raises(Refused, match="make them equal"):
        desk.submit(desk.draft((prepaid, "80.00"), money="-90.00", kind=Kind.REFUND))


def test_a_set_off_needs_the_consent_of_both_sides() -> None:
    (debt,) = desk.owe("100.00")
    (claim,) = desk.owe("70.00", side=Side.RECEIVABLE, customer=True)
    lines = ((debt, "70.00"), (claim, "70.00"))
    paper = desk.submit(desk.draft(*lines, kind=Kind.SET_OFF))

    with pytest.raises(Refused, match="consent of both sides"):
        desk.step(paper, "post", desk.person(Role.ACCOUNTANT))
    chief = desk.person(Role.DEPUTY_GENERAL_MANAGER)
    desk.step(paper, "consent", chief, data=desk.CONSENT)
    paper = desk.step(paper, "post", desk.person(Role.ACCOUNTANT))

    assert owed("甲厂 30.00")
    assert owing("甲厂 0.00")
    assert paper.total == 70
    assert paper.settlement.our_consent_by == chief


def test_a_paper_that_goes_back_loses_its_consent() -> None:
    (debt,) = desk.owe("100.00")
    (claim,) = desk.owe("70.00", side=Side.RECEIVABLE, customer=True)
    paper = desk.submit(desk.draft((debt, "70.00"), (claim, "70.00"), kind=Kind.SET_OFF))
    desk.step(paper, "consent", desk.person(Role.GENERAL_MANAGER), data=desk.CONSENT)

    paper = desk.step(paper, "withdraw", paper.maker)

    paper.settlement.refresh_from_db()
    assert paper.settlement.our_consent_by is None
    assert paper.settlement.surplus is None


def test_an_unverified_bank_account_of_the_supplier_gets_no_money() -> None:
    (debt,) = desk.owe("100.00")
    account = BankAccount.objects.create(
        party=desk.party(), bank_name="农行", account_number="6228480012345678"
    )
    paper = desk.draft((debt, "100.00"), money="100.00", bank_account=account)

    with pytest.raises(Refused, match="6228480012345678.* not verified"):
        desk.submit(paper)
    verify(account.pk, by=desk.person(Role.ACCOUNTANT), at=timezone.now())
    paper = desk.submit(paper)

    assert paper.settlement.payee_account == "6228480012345678"
    assert paper.settlement.payee == "甲厂"


def test_more_than_is_open_is_refused_and_every_item_named() -> None:
    first, second = desk.owe("60.00", "20.00")
    paper = desk.draft((first, "61.00"), (second, "21.00"), money="82.00")

    with pytest.raises(Refused) as refused:
        desk.submit(paper)

    assert "60.00 left, not 61.00" in str(refused.value)
    assert "20.00 left, not 21.00" in str(refused.value)


def test_prepayments_beyond_the_debts_are_refused_and_so_is_too_little() -> None:
    debt, prepaid = desk.owe("50.00", "-80.00")

    with pytest.raises(Refused, match="settle nothing"):
        desk.submit(desk.draft((debt, "50.00"), (prepaid, "80.00"), kind=Kind.OFFSET))
    with pytest.raises(Refused, match="10.00"):
        desk.submit(desk.draft((debt, "50.00"), (prepaid, "40.00"), kind=Kind.OFFSET))


def test_items_of_somebody_else_are_refused() -> None:
    (debt,) = desk.owe("50.00")
    factories.supplier("乙厂")

    with pytest.raises(Refused, match="not debts or prepayments of this supplier"):
        desk.submit(desk.draft((debt, "50.00"), money="50.00", supplier="乙厂"))


def test_what_a_settlement_left_over_is_undone_before_it() -> None:
    (debt,) = desk.owe("60.00")
    first = desk.settle((debt, "60.00"), money="100.00")
    (later,) = desk.owe("40.00", supplier="乙厂")
    second = desk.draft((desk.surplus(first), "40.00"), money="-40.00", kind=Kind.REFUND)
    second = desk.post(second)

    with pytest.raises(Refused, match=second.number):
        desk.reverse(first)
    desk.reverse(second, Role.DEPUTY_GENERAL_MANAGER)
    desk.reverse(first)

    assert owed("甲厂 60.00")
    assert cash() == 0
    assert desk.left(later) == 40


def test_a_request_that_pays_too_much_pays_nothing() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.draft(money="1.00", kind=Kind.PREPAYMENT)

    with pytest.raises(Refused, match="100.00 left, not 120.00"):
        pay(
            request,
            actor=desk.person(Role.CASHIER),
            account=desk.bank(),
            money=Decimal(120),
            lines=[(debt.pk, Decimal(120))],
            party=desk.party(),
            on=timezone.localdate(),
            at=timezone.now(),
        )

    assert owed("甲厂 100.00")
    assert cash() == 0


def test_only_an_order_of_this_supplier_is_prepaid() -> None:
    order = firm.order(supplier="乙厂")

    with pytest.raises(Refused, match=f"{order.number} is not an order to"):
        desk.submit(desk.draft(money="5.00", kind=Kind.PREPAYMENT, for_document=order))
    waiting = firm.draft_order()
    with pytest.raises(Refused, match="cannot be prepaid"):
        desk.submit(desk.draft(money="5.00", kind=Kind.PREPAYMENT, for_document=waiting))


@pytest.mark.parametrize(
    ("kind", "money", "amounts", "said"),
    [
        (Kind.PAYMENT, "0", ("10.00", ""), "A payment has money"),
        (Kind.PAYMENT, "10.00", ("", "10.00"), "settles at least one debt"),
        (Kind.PREPAYMENT, "10.00", ("10.00", ""), "money alone"),
        (Kind.OFFSET, "0", ("", "10.00"), "at least one debt"),
        (Kind.REFUND, "-10.00", ("10.00", ""), "from prepayments alone"),
        (Kind.SET_OFF, "0", ("10.00", ""), "customer and supplier"),
        (Kind.PAYMENT, "0", ("", ""), "Nothing is settled"),
    ],
)
def test_each_kind_holds_what_belongs_to_it(
    kind: Kind, money: str, amounts: tuple[str, str], said: str
) -> None:
    items = zip(desk.owe("100.00", "-30.00"), amounts, strict=True)
    lines = [(item, amount) for item, amount in items if amount]

    with pytest.raises(Refused) as refused:
        desk.submit(desk.draft(*lines, money=money, kind=kind))

    assert said in str(refused.value)


def test_a_set_off_is_equal_on_both_sides() -> None:
    (debt,) = desk.owe("100.00")
    (claim,) = desk.owe("70.00", side=Side.RECEIVABLE, customer=True)

    with pytest.raises(Refused, match="make them equal"):
        desk.submit(desk.draft((debt, "60.00"), (claim, "70.00"), kind=Kind.SET_OFF))


def test_money_needs_an_account_that_is_open() -> None:
    (debt,) = desk.owe("10.00")
    with pytest.raises(Refused, match="Choose the cash or bank account"):
        desk.submit(desk.draft((debt, "10.00"), money="10.00", account=None))
    closed = desk.bank()
    type(closed).objects.update(is_active=False)
    with pytest.raises(Refused, match="is closed"):
        desk.submit(desk.draft((debt, "10.00"), money="10.00"))


def test_a_cash_box_pays_no_more_than_is_in_it() -> None:
    (debt,) = desk.owe("10.00")
    paper = desk.submit(
        desk.draft((debt, "10.00"), money="10.00", account=desk.bank("小行", overdraft="5"))
    )

    with pytest.raises(Refused):
        desk.step(paper, "post", desk.person(Role.ACCOUNTANT))

    assert desk.left(debt) == 10


def asked(document: Document) -> dict[str, str]:
    rows = Task.objects.filter(document=document, closed_at=None).exclude(kind=Task.STATE)
    return dict(rows.values_list("kind", "role"))


def test_whoever_has_to_agree_is_asked_until_he_did() -> None:
    debt, prepaid = desk.owe("100.00", "-80.00")
    refund = desk.submit(desk.draft((prepaid, "50.00"), money="-50.00", kind=Kind.REFUND))
    deposit = desk.submit(desk.draft(money="500.00", kind=Kind.PREPAYMENT))
    plain = desk.submit(desk.draft((debt, "1.00"), money="1.00"))

    assert asked(refund) == {"refund": Role.DEPUTY_GENERAL_MANAGER}
    assert asked(deposit) == {"reason": Role.PURCHASING_MANAGER}
    assert asked(plain) == {}
    desk.step(deposit, "give_reason", desk.person(Role.PURCHASING_MANAGER), reason="原料紧缺")
    desk.step(refund, "withdraw", refund.maker)
    assert asked(deposit) == asked(refund) == {}
    desk.submit(refund)
    assert asked(refund) == {"refund": Role.DEPUTY_GENERAL_MANAGER}
