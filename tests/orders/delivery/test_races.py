"""Real connections at the same moment: the last piece goes once, and the books stay right."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from documents import engine
from documents.books import run_checks
from documents.models import Document
from finance.parties import funds
from masterdata.roles import Role
from tests.documents.races import at_once, deadlocks, refusals
from tests.notation import owing, stock
from tests.orders import desk
from tests.orders.delivery import road

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


def plan() -> dict[str, Any]:
    return {"plan_on": timezone.localdate()}


def second_clerk() -> Any:
    return desk.person(Role.ORDER_CLERK, 2)


def test_two_deliveries_of_the_last_piece_are_not_both_authorised() -> None:
    order = road.ordered("螺丝 1 x 2.50")
    one, two = road.drawn([order], "1"), road.drawn([order], "1")
    first, second = desk.people().clerk, second_clerk()

    answers = at_once(
        taking(one, "authorize", first, data=plan()), taking(two, "authorize", second, data=plan())
    )

    (refused,) = refusals(answers)
    assert "螺丝" in " ".join(str(each) for each in (refused.sentence, *refused.details))
    assert sorted(desk.state_of(each) for each in (one, two)) == ["authorized", "draft"]


def test_money_for_one_delivery_lets_only_one_of_two_go() -> None:
    order = road.ordered("螺丝 10 x 2.50", terms="deposit", deposit_percent=D(20), paid=False)
    one, two = road.drawn([order], "2"), road.drawn([order], "2")

    answers = at_once(
        taking(one, "authorize", desk.people().clerk, data=plan()),
        taking(two, "authorize", second_clerk(), data=plan()),
    )

    assert len(refusals(answers)) == 1


def test_two_gatekeepers_let_the_same_goods_leave_once() -> None:
    order = road.ordered("螺丝 10 x 2.50")
    document = road.go(road.drawn([order]), "loaded")

    answers = at_once(
        taking(document, "dispatch", road.chief()), taking(document, "dispatch", road.keeper())
    )

    assert len(refusals(answers)) == 1
    assert stock("螺丝 main 90")
    assert stock("螺丝 main reserved 0")
    assert owing(f"{desk.CUSTOMER} 0")
    assert run_checks() == []


def test_a_dispatch_against_a_reversal_of_the_same_order() -> None:
    order = road.ordered("螺丝 10 x 2.50")
    gone = road.send([order], "4")
    going = road.go(road.drawn([order], "6"), "loaded")
    before = deadlocks()

    answers = at_once(
        taking(gone, "reverse", road.chief(), reason="录错"),
        taking(going, "dispatch", road.keeper()),
    )

    assert refusals(answers) == []
    assert deadlocks() == before
    assert stock("螺丝 main 94")
    assert stock("螺丝 main reserved 4")
    assert funds.covers([order.pk]) == {order.pk: D(10)}
    (line,) = desk.lines_of(order)
    assert line.shipped_quantity == D(6)
    assert run_checks() == []


def test_signing_against_reversing_ends_in_one_of_both() -> None:
    order = road.ordered("螺丝 10 x 2.50")
    document = road.send([order])
    (line,) = road.lines(document)
    data = {"signer": "王老板", "refused": {line.pk: D(2)}, "reasons": {line.pk: "碰伤"}}

    at_once(
        taking(document, "sign", desk.people().clerk, data=data),
        taking(document, "reverse", road.chief(), reason="录错"),
    )

    state = desk.state_of(document)
    if state == "reversed":
        assert stock("螺丝 main 100")
        assert funds.covers([order.pk]) == {order.pk: D(25)}
    else:
        assert state == "delivered"
        assert stock("螺丝 main 92")
    assert run_checks() == []


def test_money_taken_back_while_the_goods_leave() -> None:
    order = road.ordered("螺丝 10 x 2.50", terms="deposit", deposit_percent=D(20), paid=False)
    remittance = desk.remit(order, "20.00")
    document = road.go(road.drawn([order]), "loaded")

    answers = at_once(
        taking(remittance, "reverse", desk.people().accountant, reason="退票"),
        taking(document, "dispatch", road.chief()),
    )

    assert len(refusals(answers)) == 1, "either the money stays, or the goods do"
    assert run_checks() == []
