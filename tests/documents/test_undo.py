"""Undo from the end: dependants first, all in one act, or nothing."""

from decimal import Decimal

import pytest
from django.utils import timezone

from documents import links, undoing
from documents.errors import Refused
from documents.models import Event
from masterdata.roles import Role
from tests import factories
from tests.notation import owed, stock
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def undo(document: object, **more: object) -> list[str]:
    actor = more.get("actor") or firm.people().manager
    done = undoing.undo_from_end(document.pk, actor=actor, reason="整单作废", at=timezone.now())
    return [paper.number for paper in done]


def test_an_order_with_receipts_says_what_must_be_undone_first() -> None:
    order = firm.order()
    receipt = firm.receipt([order], "40")

    with pytest.raises(Refused) as refused:
        firm.step(order, "cancel", firm.people().manager, reason="不要了")

    assert str(refused.value)
    plan = [entry.document.number for entry in undoing.undo_plan(order)]
    assert plan == [receipt.number, order.number]


def test_undo_from_the_end_reverses_dependants_first() -> None:
    order = firm.order()
    receipts = [firm.receipt([order], "40"), firm.receipt([order], "10")]
    assert stock("螺丝 main 50")
    assert stock("螺丝 main expected 50")

    done = undo(order)

    assert done == [receipts[1].number, receipts[0].number, order.number]
    assert {firm.state_of(each) for each in receipts} == {"reversed"}
    assert firm.state_of(order) == "void"
    assert stock("螺丝 main 0")
    assert stock("螺丝 main expected 0")
    assert owed("甲厂 0")
    assert set(Event.objects.filter(step="reverse").values_list("reason", flat=True)) == {
        "整单作废"
    }


def test_if_one_is_refused_nothing_is_undone() -> None:
    order = firm.order()
    receipt = firm.receipt([order], "40")

    with pytest.raises(Refused) as refused:
        undo(order, actor=firm.people().purchaser)

    assert receipt.number in str(refused.value)
    assert (firm.state_of(receipt), firm.state_of(order)) == ("approved", "active")
    assert stock("螺丝 main 40")
    assert owed("甲厂 90.40")


def test_a_receipt_that_still_waits_is_voided_on_the_way() -> None:
    order = firm.order()
    firm.receipt([order], "40")
    waiting = firm.receipt([order], "10", state="submitted")
    boss = factories.user(Role.PURCHASING_MANAGER)

    done = undo(order, actor=boss)

    assert waiting.number in done
    assert firm.state_of(waiting) == "void"


def test_goods_already_taken_away_cannot_be_sent_back_by_reversal() -> None:
    order = firm.order()
    receipt = firm.receipt([order], "40")
    from inventory.stock import ledger
    from inventory.stock.entry import Stock
    from tests.documents.test_periods import now

    line = firm.order_lines(order)[0]
    store = factories.warehouse("main").bins.get(code="ZC")
    taken = Stock(1, line.item_id, store.pk, "on_hand", Decimal(-30), cause="test")
    ledger.post(order, [taken], at=now(), on=firm.today(), actor=order.maker)

    with pytest.raises(Refused) as refused:
        firm.reverse(receipt)

    assert "螺丝" in str(refused.value)
    assert firm.state_of(receipt) == "approved"
    ledger.post(
        order,
        [Stock(1, line.item_id, store.pk, "on_hand", Decimal(30), amount=Decimal("60.00"))],
        at=now(),
        on=firm.today(),
        actor=order.maker,
    )


def test_a_chain_shows_every_paper_that_belongs_together() -> None:
    order = firm.order()
    receipts = [firm.receipt([order], "40"), firm.receipt([order], "10")]

    for paper in (order, *receipts):
        assert set(links.chain(paper)) == {order, *receipts}
    assert links.sources_of(receipts[0]) == [order]
    assert links.targets_of(order) == receipts


def test_a_reversed_receipt_stands_in_nobodys_way() -> None:
    order = firm.order()
    receipt = firm.receipt([order], "40")
    firm.reverse(receipt)

    assert links.dependants(order) == []
    assert firm.step(order, "cancel", firm.people().manager, reason="不要了").state == "void"


def test_what_was_reversed_is_not_reversed_again() -> None:
    receipt = firm.receipt([firm.order()], "40")
    firm.reverse(receipt)

    with pytest.raises(Refused):
        firm.reverse(receipt)

    assert stock("螺丝 main 0")
