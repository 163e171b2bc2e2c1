"""赊销额度: what counts against the limit, who may go beyond it, and when it is asked again."""

from decimal import Decimal
from typing import Any

import pytest

from documents.errors import Refused
from documents.models import ApprovalRule, ChainStep
from orders.customer_order import credit, gates
from tests.finance.remittance import desk as money
from tests.orders import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def buyer(limit: str = "100") -> Any:
    return desk.customer(credit_limit=Decimal(limit))


def on_account(price: str = "2.50", *, to: str = "noticed", **more: Any) -> Any:
    return desk.order(f"螺丝 10 x {price}", to=to, terms="credit", **more)


def known(**more: Any) -> credit.Exposure:
    return credit.exposure(desk.customer().pk, **more)


def test_nothing_is_owed_and_the_limit_is_free() -> None:
    buyer("100")

    assert known() == credit.Exposure(Decimal(0), Decimal(0), Decimal(100))
    assert known().free == Decimal(100)


@pytest.mark.parametrize(
    ("state", "counts"),
    [("draft", 0), ("approving", 0), ("noticed", 25), ("released", 25)],
)
def test_open_orders_count_from_their_approval(state: str, counts: int) -> None:
    buyer()
    on_account(to=state)

    assert known().open_orders == counts


def test_what_is_closed_short_counts_no_more() -> None:
    buyer()
    document = on_account(to="released")

    desk.step(document, "short_close", desk.people().clerk, reason="不要了")

    assert known().used == 0


@pytest.mark.parametrize("terms", ["prepaid", "deposit", "cod"])
def test_orders_that_are_paid_before_they_leave_use_no_credit(terms: str) -> None:
    buyer()
    desk.order(to="noticed", terms=terms)

    assert known().used == 0


def test_old_debts_count_and_own_money_lowers_them() -> None:
    buyer()
    money.owes("40")
    assert known().balance == Decimal(40)

    desk.own_money("15")

    assert (known().balance, known().free) == (Decimal(25), Decimal(75))


def test_money_kept_for_an_order_is_not_set_against_other_debts() -> None:
    buyer()
    money.owes("40")
    prepaid = desk.order(to="noticed")
    desk.remit(prepaid, "25")

    assert known().balance == Decimal(40)


def test_money_for_an_order_on_account_lowers_what_it_will_add() -> None:
    buyer()
    document = on_account()
    desk.remit(document, "10")

    assert (known().balance, known().open_orders) == (0, Decimal(15))


def test_set_off_money_is_not_counted_twice() -> None:
    buyer()
    desk.own_money("10")
    on_account()

    assert known().used == Decimal(15)


def test_the_order_that_is_asked_about_can_be_left_out() -> None:
    buyer()
    document = on_account()

    assert known(but=document.pk).open_orders == 0
    assert credit.over_credit(document.party_id, Decimal(101), but=document.pk) == Decimal(1)
    assert credit.over_credit(document.party_id, Decimal(100), but=document.pk) == 0


# --- Who goes beyond -----------------------------------------------------------------------------


def desks(document: Any) -> list[str]:
    steps = ChainStep.objects.filter(document=document).order_by("position")
    return [step.role for step in steps]


def test_beyond_the_limit_the_director_signs_too() -> None:
    buyer("25")
    assert desks(on_account("2.50", to="approving")) == ["regional_manager"]

    document = on_account("2.51", to="approving")

    assert desks(document) == ["regional_manager", "sales_director"]
    assert desk.approve(document).state == "noticed"


def test_what_the_director_signed_is_released() -> None:
    buyer("10")

    assert on_account(to="released").state == "released"


def test_a_limit_used_up_meanwhile_stops_the_approval() -> None:
    buyer("30")
    first, second = on_account(to="approving"), on_account(to="approving")
    desk.approve(first)

    with pytest.raises(Refused) as told:
        desk.step(second, "approve", desk.people().manager)

    assert "20.00" in str(told.value)
    second.refresh_from_db()
    second = desk.step(second, "reject", desk.people().manager, reason="超额度")
    second = desk.price(second)
    assert "sales_director" in desks(second)
    assert desk.approve(second).state == "noticed"


def test_a_lowered_limit_stops_the_release_until_two_allow_it() -> None:
    buyer("30")
    document = on_account()
    buyer("20")
    with pytest.raises(Refused) as told:
        desk.step(document, "release", desk.people().clerk)
    assert "5.00" in str(told.value)
    document.refresh_from_db()

    for person in (desk.people().manager, desk.people().accountant):
        document = desk.step(document, "allow_release", person, reason="春节后付")

    assert desk.step(document, "release", desk.people().clerk).state == "released"


def test_handing_over_asks_the_limit_again() -> None:
    buyer("30")
    document = on_account(to="released")
    buyer("20")
    with pytest.raises(Refused):
        desk.step(document, "hand_over", desk.people().clerk)

    buyer("25")

    assert desk.step(document, "hand_over", desk.people().clerk)


def test_reopening_lines_asks_the_limit_again() -> None:
    buyer("30")
    document = on_account(to="released")
    document = desk.step(document, "short_close", desk.people().clerk, reason="不要了")
    on_account()
    document.refresh_from_db()

    body = desk.body_of(document)
    assert gates.credit_for_reopening(body, None)
    with pytest.raises(Refused):
        desk.step(document, "reopen_lines", desk.people().clerk, reason="又要")
    buyer("50")
    assert desk.step(document, "reopen_lines", desk.people().clerk, reason="又要")


def test_without_a_director_in_the_chain_nobody_goes_beyond() -> None:
    desk.people()
    ApprovalRule.objects.filter(role="sales_director").delete()
    buyer("10")
    document = on_account(to="approving")

    with pytest.raises(Refused) as told:
        desk.step(document, "approve", desk.people().manager)

    assert "15.00" in str(told.value)


def test_asking_takes_the_same_few_queries_for_many_orders(
    django_assert_max_num_queries: Any,
) -> None:
    buyer("100000")
    for _each in range(4):
        on_account()

    with django_assert_max_num_queries(7):
        known()
