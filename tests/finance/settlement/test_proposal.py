"""Which debts are proposed to be settled from what; no database."""

from datetime import date
from decimal import Decimal

from finance.settlement.models import Kind
from finance.settlement.proposal import Open, propose


def item(number: int, left: str, day: int = 1, orders: tuple[int, ...] = ()) -> Open:
    return Open(number, Decimal(left), date(2026, 11, day), frozenset(orders))


def amounts(found: dict[int, Decimal]) -> dict[int, str]:
    return {number: f"{amount:.2f}" for number, amount in found.items()}


def test_the_money_goes_to_the_debts_that_are_due_first() -> None:
    debts = [item(1, "50", day=20), item(2, "60", day=5), item(3, "40", day=12)]

    found = propose(Kind.PAYMENT, debts, [], money=Decimal(80))

    assert amounts(found) == {2: "60.00", 3: "20.00"}


def test_prepayments_are_always_proposed_and_help_the_money() -> None:
    found = propose(Kind.PAYMENT, [item(1, "100")], [item(9, "30")], money=Decimal(50))

    assert amounts(found) == {1: "80.00", 9: "30.00"}


def test_the_prepayment_of_the_debts_own_order_comes_before_an_older_one() -> None:
    older, own = item(8, "70", day=1), item(9, "50", day=9, orders=(4,))

    found = propose(Kind.OFFSET, [item(1, "60", orders=(4, 5))], [older, own])

    assert amounts(found) == {1: "60.00", 9: "50.00", 8: "10.00"}


def test_without_a_link_the_oldest_prepayment_comes_first() -> None:
    found = propose(Kind.OFFSET, [item(1, "40")], [item(9, "30", day=8), item(8, "30", day=2)])

    assert amounts(found) == {1: "40.00", 8: "30.00", 9: "10.00"}


def test_a_discount_leaves_that_much_less_to_the_prepayments() -> None:
    found = propose(Kind.OFFSET, [item(1, "40")], [item(9, "90")], discount=Decimal(5))

    assert amounts(found) == {1: "40.00", 9: "35.00"}


def test_what_the_money_has_too_much_is_left_to_the_surplus() -> None:
    found = propose(Kind.PAYMENT, [item(1, "40")], [], money=Decimal(100))

    assert amounts(found) == {1: "40.00"}


def test_a_refund_is_taken_from_the_oldest_prepayments() -> None:
    credits = [item(9, "30", day=8), item(8, "30", day=2)]

    found = propose(Kind.REFUND, [], credits, money=Decimal(-45))

    assert amounts(found) == {8: "30.00", 9: "15.00"}


def test_a_set_off_takes_the_same_from_both_sides() -> None:
    found = propose(Kind.SET_OFF, [item(1, "40"), item(2, "40", day=3)], [item(5, "50")])

    assert amounts(found) == {1: "40.00", 2: "10.00", 5: "50.00"}


def test_a_prepayment_settles_nothing() -> None:
    assert propose(Kind.PREPAYMENT, [item(1, "40")], [], money=Decimal(9)) == {}
