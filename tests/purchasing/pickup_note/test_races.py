"""Real connections at the same moment: the pair goes once, whole or not at all."""

from typing import Any

import pytest
from django.db import connection

from documents import engine
from documents.books import run_checks
from documents.models import Document
from masterdata.roles import Role
from tests import factories
from tests.documents.races import at_once, refusals
from tests.notation import owed, stock
from tests.orders import desk
from tests.orders.delivery import straight
from tests.purchasing import firm
from tests.purchasing.pickup_note import notes

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]


def taking(document: Document, step: str, actor: Any, **options: Any) -> Any:
    return lambda: engine.perform(document.pk, step, actor=actor, **options)


def test_two_managers_approve_and_the_pair_goes_once() -> None:
    note, delivery = straight.announced()
    receipt = notes.receive(notes.confirm(note))
    second = factories.user(Role.PURCHASING_MANAGER, username="fujingli")

    answers = at_once(
        taking(receipt, "approve", firm.people().manager), taking(receipt, "approve", second)
    )

    assert len(refusals(answers)) == 1
    assert firm.state_of(delivery) == "dispatched"
    assert owed("甲厂 90.40")
    assert stock("螺丝 ZF 0")
    assert run_checks() == []


def test_a_delivery_taken_back_at_that_moment_holds_the_receipt_or_is_too_late() -> None:
    note, delivery = straight.announced()
    receipt = notes.receive(notes.confirm(note))

    answers = at_once(
        taking(receipt, "approve", firm.people().manager),
        taking(delivery, "unauthorize", desk.people().clerk, reason="数量有误"),
    )

    assert len(refusals(answers)) == 1
    pair = (firm.state_of(receipt), firm.state_of(delivery))
    assert pair in {("approved", "dispatched"), ("submitted", "draft")}
    assert stock("螺丝 ZF 0")
    assert run_checks() == []


def test_of_two_notes_of_the_last_goods_one_is_filed() -> None:
    order = firm.order("螺丝 100 x 2.26")
    drafts = [notes.note(order, "60"), notes.note(order, "60")]
    for draft in drafts:
        notes.scan(draft)
    buyer, manager = firm.people().purchaser, firm.people().manager

    answers = at_once(taking(drafts[0], "file", buyer), taking(drafts[1], "file", manager))

    (refused,) = refusals(answers)
    assert "60" in str(refused)
    assert sorted(firm.state_of(each) for each in drafts) == ["draft", "filed"]
