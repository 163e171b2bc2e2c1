"""Real connections at the same moment: one wins, the other gets a sentence, the books are right."""

from typing import Any

import pytest
from django.db import connection

from documents import engine
from documents.books import run_checks
from documents.models import Document
from tests import factories
from tests.documents.races import at_once, deadlocks, refusals
from tests.notation import owed, stock
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]
SHIP: dict[str, Any] = {"data": returns.HANDED_OVER}


def second(role: firm.Role) -> Any:
    return factories.user(role, name="副手")


def taking(document: Document, step: str, actor: Any, **options: Any) -> Any:
    return lambda: engine.perform(document.pk, step, actor=actor, **options)


def test_two_returns_of_one_receipt_line_submitted_at_once() -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    both = [returns.draft([receipt], "30") for _each in range(2)]
    buyer = firm.people().purchaser

    answers = at_once(*(taking(each, "submit", buyer) for each in both))

    (refused,) = refusals(answers)
    assert "螺丝" in str(refused)
    assert sorted(firm.state_of(each) for each in both) == ["draft", "submitted"]
    assert run_checks() == []


def test_two_returns_of_one_receipt_line_leave_at_once_and_add_up() -> None:
    receipt = firm.receipt([firm.order("螺丝 3 x 3.333333")], "3")
    both = [returns.approve(returns.draft([receipt], text)) for text in ("1", "2")]
    keepers = [firm.people().storekeeper, second(firm.Role.STOREKEEPER)]

    answers = at_once(
        *(taking(each, "ship", who, **SHIP) for each, who in zip(both, keepers, strict=True))
    )

    assert refusals(answers) == []
    assert stock("螺丝 main 0")
    assert owed("甲厂 0")
    assert run_checks() == []


def test_one_return_is_handed_over_once() -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    document = returns.approve(returns.draft([receipt], "10", outcome="replace"))
    keepers = [firm.people().storekeeper, second(firm.Role.STOREKEEPER)]

    answers = at_once(*(taking(document, "ship", who, **SHIP) for who in keepers))

    assert len(refusals(answers)) == 1
    assert stock("螺丝 main 30")
    assert stock("螺丝 main expected 70")
    assert run_checks() == []


def test_goods_that_another_return_takes_at_the_same_moment() -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    cited = returns.approve(returns.draft([receipt], "30"))
    free = returns.approve(returns.free("螺丝 30 x 2.26"))
    keepers = [firm.people().storekeeper, second(firm.Role.STOREKEEPER)]

    answers = at_once(
        taking(cited, "ship", keepers[0], **SHIP), taking(free, "ship", keepers[1], **SHIP)
    )

    (refused,) = refusals(answers)
    assert "螺丝" in str([refused.sentence, *refused.details])
    assert stock("螺丝 main 10")
    assert owed("甲厂 22.60")
    assert run_checks() == []


def test_a_return_leaves_while_its_receipt_is_reversed() -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    document = returns.approve(returns.draft([receipt], "10"))
    people = firm.people()

    answers = at_once(
        taking(document, "ship", people.storekeeper, **SHIP),
        taking(receipt, "reverse", people.manager, reason="数量有误"),
    )

    # The link of the waiting return already keeps the receipt; the return leaves.
    assert len(refusals(answers)) == 1
    assert firm.state_of(document) == "posted"
    assert stock("螺丝 main 30")
    assert run_checks() == []


def test_a_replacement_and_a_receipt_of_the_same_order_wait_for_each_other() -> None:
    order = firm.order("螺丝 100 x 2.26, 螺母 100 x 1")
    receipt = firm.receipt([order], "60", "60")
    coming = firm.receipt([order], "40", "40", state="submitted")
    document = returns.approve(returns.draft([receipt], "10", "10", outcome="replace"))
    before = deadlocks()

    answers = at_once(
        taking(document, "ship", firm.people().storekeeper, **SHIP),
        taking(coming, "approve", firm.people().manager),
    )

    assert refusals(answers) == []
    assert deadlocks() == before
    assert firm.state_of(order) == "active"
    assert stock("螺丝 main 90")
    assert stock("螺丝 main expected 10")
    assert run_checks() == []
