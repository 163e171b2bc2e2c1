"""What money is likely for; no database."""

from decimal import Decimal

from finance.remittance.proposal import Wanted, propose


def wanted(**left: str) -> list[Wanted]:
    return [Wanted(key, Decimal(amount)) for key, amount in left.items()]


def test_the_old_debt_on_the_notice_comes_first_then_the_orders() -> None:
    found = propose(
        Decimal(100), debts=wanted(old="30"), orders=wanted(a="50", b="50"), asked=Decimal(30)
    )

    assert found.amounts == {"old": 30, "a": 50, "b": 20}
    assert (found.surplus, found.lack) == (0, 30)


def test_a_debt_that_the_notice_did_not_ask_for_waits_for_the_orders() -> None:
    found = propose(Decimal(60), debts=wanted(old="30"), orders=wanted(a="50"), asked=Decimal(0))

    assert found.amounts == {"old": 10, "a": 50}


def test_what_is_left_stays_the_customers_own() -> None:
    found = propose(Decimal(100), debts=wanted(old="30"), orders=wanted(a="50"), asked=Decimal(30))

    assert (found.surplus, found.lack) == (20, 0)


def test_without_orders_the_money_pays_what_is_owed() -> None:
    found = propose(Decimal(40), debts=wanted(x="30", y="30"), orders=[], asked=Decimal(0))

    assert found.amounts == {"x": 30, "y": 10}


def test_nothing_came_and_nothing_is_proposed() -> None:
    found = propose(Decimal(0), debts=wanted(x="30"), orders=wanted(a="5"), asked=Decimal(99))

    assert found.amounts == {}
    assert found.lack == 35
