"""Two people at the same moment: goods and credit are promised once, and the books are right."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from documents import engine
from documents.books import run_checks
from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from orders.customer_order.release import reserved_of
from tests.documents.races import at_once, refusals
from tests.notation import stock
from tests.orders import desk

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]


def taking(document: Document, step: str, actor: User, **options: Any) -> Any:
    return lambda: engine.perform(document.pk, step, actor=actor, **options)


def reserved(document: Document) -> Decimal:
    return sum((part.quantity for part in reserved_of(document.pk)), Decimal(0))


def second_clerk() -> User:
    return desk.person(Role.ORDER_CLERK, 2)


def test_two_clerks_release_and_the_last_piece_is_promised_once() -> None:
    desk.put("螺丝 1 x 1.00")
    orders = [desk.order("螺丝 1 x 2.50", to="noticed", terms="cod") for _each in range(2)]
    first, second = desk.people().clerk, second_clerk()

    answers = at_once(taking(orders[0], "release", first), taking(orders[1], "release", second))

    assert refusals(answers) == []
    assert sorted(reserved(order) for order in orders) == [0, Decimal(1)]
    assert stock("螺丝 main reserved 1")
    assert run_checks() == []


def test_two_clerks_release_the_same_order_and_it_reserves_once() -> None:
    desk.put("螺丝 20 x 1.00")
    order = desk.order(to="noticed", terms="cod")
    first, second = desk.people().clerk, second_clerk()

    answers = at_once(taking(order, "release", first), taking(order, "release", second))

    (refused,) = refusals(answers)
    assert order.number in str(refused)
    assert stock("螺丝 main reserved 10")
    assert run_checks() == []


def test_two_orders_of_two_items_in_opposite_order_do_not_lock_each_other() -> None:
    desk.put("螺丝 12 x 1.00, 螺母 12 x 1.00")
    one = desk.order("螺丝 10 x 2.50, 螺母 10 x 1.00", to="noticed", terms="cod")
    two = desk.order("螺母 10 x 1.00, 螺丝 10 x 2.50", to="noticed", terms="cod")
    first, second = desk.people().clerk, second_clerk()

    answers = at_once(taking(one, "release", first), taking(two, "release", second))

    assert refusals(answers) == []
    assert reserved(one) + reserved(two) == Decimal(24)
    assert run_checks() == []


def test_two_orders_do_not_both_use_the_last_of_the_credit() -> None:
    desk.customer(credit_limit=Decimal(30))
    orders = [desk.order(to="approving", terms="credit") for _each in range(2)]
    first, second = desk.people().manager, desk.person(Role.REGIONAL_MANAGER, 2)

    answers = at_once(taking(orders[0], "approve", first), taking(orders[1], "approve", second))

    (refused,) = refusals(answers)
    assert "20.00" in str(refused)
    assert sorted(desk.state_of(order) for order in orders) == ["approving", "noticed"]


def test_two_orders_do_not_both_set_off_the_same_money() -> None:
    orders = [desk.order(to="pricing") for _each in range(2)]
    desk.own_money("30.00")
    first, second = desk.people().billing, desk.person(Role.BILLING_CLERK, 2)
    data = {"shortage_told": True}

    answers = at_once(
        taking(orders[0], "price", first, data=data), taking(orders[1], "price", second, data=data)
    )

    assert refusals(answers) == []
    used = sorted(desk.body_of(order).credit_used for order in orders)
    assert used == [Decimal(5), Decimal(25)]
    assert [desk.approve(order).state for order in _fresh(orders)] == ["noticed", "noticed"]
    assert run_checks() == []


def test_goods_are_taken_from_each_other_at_the_same_moment() -> None:
    desk.put("螺丝 10 x 1.00")
    one = desk.order("螺丝 10 x 2.50, 螺母 5 x 1.00", to="released")
    two = desk.order("螺母 10 x 1.00, 螺丝 5 x 2.50", to="released")
    desk.put("螺母 7 x 1.00")
    first, second = desk.people().manager, desk.people().director
    # One has all screws, the other all nuts; each wants what the other has.
    desk.step(two, "allot_override", second, reason="急用")
    swaps = (
        (one, first, {"order": two.pk, "line": 1, "quantity": Decimal(3)}),
        (two, second, {"order": one.pk, "line": 1, "quantity": Decimal(3)}),
    )

    answers = at_once(
        *(
            taking(order, "allot_override", actor, data={"take": [take]}, reason="换货")
            for order, actor, take in swaps
        )
    )

    assert refusals(answers) == []
    assert stock("螺丝 main reserved 10")
    assert stock("螺母 main reserved 7")
    assert run_checks() == []


def _fresh(orders: list[Document]) -> list[Document]:
    return list(Document.objects.filter(pk__in=[order.pk for order in orders]).order_by("pk"))
