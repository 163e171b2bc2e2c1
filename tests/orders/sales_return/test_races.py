"""Real connections at the same moment: the last piece comes back once, and the books stay right."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from documents import engine
from documents.books import run_checks
from documents.models import Document
from masterdata.roles import Role
from tests.documents.races import at_once, deadlocks, refusals
from tests.notation import owing, stock
from tests.orders import desk
from tests.orders.delivery import road
from tests.orders.sales_return import returns

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]
D = Decimal


def taking(document: Document, step: str, actor: Any, **options: Any) -> Any:
    return lambda: engine.perform(document.pk, step, actor=actor, **options)


def test_two_returns_of_the_last_piece_are_not_both_submitted() -> None:
    _order, delivery = returns.delivered("螺丝 1 x 2.50")
    one, two = returns.applied([delivery], "1"), returns.applied([delivery], "1")
    other = desk.person(Role.ORDER_CLERK, 2)

    answers = at_once(taking(one, "submit", desk.people().clerk), taking(two, "submit", other))

    (refused,) = refusals(answers)
    assert "螺丝" in str(refused)
    assert sorted(desk.state_of(each) for each in (one, two)) == ["applied", "approving"]


def test_two_accountants_credit_the_same_return_once() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "drawn")
    second = desk.person(Role.ACCOUNTANT, 2)

    answers = at_once(
        taking(document, "post", desk.people().accountant), taking(document, "post", second)
    )

    assert len(refusals(answers)) == 1
    assert stock("螺丝 main 94")
    assert owing(f"{desk.CUSTOMER} -10.00")
    assert run_checks() == []


def test_two_returns_of_one_line_are_posted_at_once_to_the_fen() -> None:
    _order, delivery = returns.delivered("螺丝 3 x 3.3333")
    one = returns.go(returns.applied([delivery], "1"), "drawn")
    two = returns.go(returns.applied([delivery], "2"), "drawn")
    billed = returns.delivery_lines(delivery)[0].gross
    before = deadlocks()

    answers = at_once(
        taking(one, "post", desk.people().accountant),
        taking(two, "post", desk.person(Role.ACCOUNTANT, 2)),
    )

    assert refusals(answers) == []
    assert deadlocks() == before
    assert owing(f"{desk.CUSTOMER} -{billed}")
    assert run_checks() == []


def test_a_replacement_posted_while_another_delivery_of_the_order_leaves() -> None:
    order = road.ordered("螺丝 10 x 2.50")
    delivery = road.sign(road.send([order], "6"))
    document = returns.go(returns.applied([delivery], "2", wish="replace"), "drawn")
    going = road.go(road.drawn([order], "4"), "loaded")
    before = deadlocks()

    answers = at_once(
        taking(document, "post", desk.people().accountant),
        taking(going, "dispatch", road.keeper()),
    )

    assert refusals(answers) == []
    assert deadlocks() == before
    (line,) = desk.lines_of(order)
    assert line.shipped_quantity == D(8)
    assert run_checks() == []
