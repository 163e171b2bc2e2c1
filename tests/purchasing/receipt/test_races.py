"""Real connections at the same moment: one wins, the other gets a sentence, the books are right."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection

from documents import drafts, engine
from documents.books import run_checks
from documents.models import Document
from purchasing.receipt.flow import RECEIPT
from tests import factories
from tests.documents.races import at_once, refusals
from tests.notation import owed, stock
from tests.purchasing import firm

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]


def second_manager():  # type: ignore[no-untyped-def]
    return factories.user(*[firm.Role.PURCHASING_MANAGER], name="副经理")


def taking(document: Document, step: str, actor, **options):  # type: ignore[no-untyped-def]
    return lambda: engine.perform(document.pk, step, actor=actor, **options)


def test_two_managers_approve_the_same_receipt_and_it_is_approved_once() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "40", state="submitted")
    first, second = firm.people().manager, second_manager()

    answers = at_once(taking(receipt, "approve", first), taking(receipt, "approve", second))

    (refused,) = refusals(answers)
    assert receipt.number in str(refused)
    assert stock("螺丝 main 40")
    assert owed("甲厂 90.40")
    assert run_checks() == []


def test_two_receipts_for_the_same_line_never_exceed_the_tolerance() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipts = [firm.receipt([order], "100", state="submitted") for _each in range(2)]
    first, second = firm.people().manager, second_manager()

    answers = at_once(taking(receipts[0], "approve", first), taking(receipts[1], "approve", second))

    (refused,) = refusals(answers)
    assert "螺丝" in str(refused)
    assert stock("螺丝 main 100")
    assert stock("螺丝 main expected 0")
    assert firm.order_lines(order)[0].received_quantity == Decimal(100)
    assert run_checks() == []


def test_two_partial_receipts_of_one_order_are_both_counted() -> None:
    order = firm.order("螺丝 100 x 2.26, 螺母 50 x 1.13")
    receipts = [firm.receipt([order], "50", "25", state="submitted") for _each in range(2)]
    first, second = firm.people().manager, second_manager()

    answers = at_once(taking(receipts[0], "approve", first), taking(receipts[1], "approve", second))

    assert refusals(answers) == []
    assert firm.state_of(order) == "completed"
    assert stock("螺丝 main 100")
    assert stock("螺母 main 50")
    assert run_checks() == []


def test_approve_against_reject_leaves_one_of_both() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "40", state="submitted")
    first, second = firm.people().manager, second_manager()

    answers = at_once(
        taking(receipt, "approve", first), taking(receipt, "reject", second, reason="数量不符")
    )

    assert len(refusals(answers)) == 1
    state = firm.state_of(receipt)
    assert state in {"approved", "draft"}
    assert stock(f"螺丝 main {40 if state == 'approved' else 0}")
    assert run_checks() == []


def test_approving_one_receipt_while_another_of_the_order_is_reversed() -> None:
    order = firm.order("螺丝 100 x 2.26")
    waiting = firm.receipt([order], "60", state="submitted")
    done = firm.receipt([order], "60")
    first, second = firm.people().manager, second_manager()

    answers = at_once(
        taking(waiting, "approve", first),
        taking(done, "reverse", second, reason="数量有误"),
    )

    approved = len(refusals(answers)) == 0
    assert firm.state_of(done) == "reversed"
    assert stock(f"螺丝 main {60 if approved else 0}")
    assert stock(f"螺丝 main expected {40 if approved else 100}")
    assert run_checks() == []


def test_a_receipt_is_reversed_once_by_two_people() -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "60")
    first, second = firm.people().manager, second_manager()

    answers = at_once(
        taking(receipt, "reverse", first, reason="数量有误"),
        taking(receipt, "reverse", second, reason="数量有误"),
    )

    assert len(refusals(answers)) == 1
    assert stock("螺丝 main 0")
    assert owed("甲厂 0")
    assert run_checks() == []


def test_the_same_form_sent_twice_makes_one_receipt_and_approves_it_once() -> None:
    order = firm.order("螺丝 100 x 2.26")
    people, key, step_key = firm.people(), uuid.uuid4(), uuid.uuid4()
    rows = firm.receipt_rows([order], "40")
    body = {"warehouse": factories.warehouse("main")}

    def enter() -> Document:
        return drafts.create(
            RECEIPT,
            actor=people.purchaser,
            head={"party": order.party},
            body=body,
            lines=rows,
            key=key,
            state="draft",
            sources=[order],
        )

    made = at_once(enter, enter)
    assert {document.pk for document in made} == {made[0].pk}
    receipt = firm.step(made[0], "submit", people.purchaser)

    answers = at_once(
        taking(receipt, "approve", people.manager, key=step_key),
        taking(receipt, "approve", people.manager, key=step_key),
    )

    assert refusals(answers) == []
    assert sorted(answer.repeated for answer in answers) == [False, True]
    assert stock("螺丝 main 40")
    assert owed("甲厂 90.40")
    assert run_checks() == []


def test_short_closing_a_line_while_its_goods_are_approved() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "60", state="submitted")
    people = firm.people()

    answers = at_once(
        taking(receipt, "approve", people.manager),
        taking(order, "short_close_lines", people.purchaser, reason="停产"),
    )

    # The close waits for the receipt and closes the rest, or comes first and is refused.
    assert firm.state_of(receipt) == "approved"
    closed = not refusals(answers)
    assert stock(f"螺丝 main expected {0 if closed else 40}")
    assert run_checks() == []
