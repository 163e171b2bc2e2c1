"""转发: goods are fetched by our own people, counted by two, received, and sent on as usual."""

from decimal import Decimal

import pytest

from documents import links
from documents.books import run_checks
from documents.errors import Refused
from documents.models import Document, Task
from documents.undoing import undo_from_end
from masterdata.roles import Role
from tests.notation import owed, stock
from tests.orders import desk
from tests.orders.delivery import road
from tests.purchasing import firm
from tests.purchasing.pickup_note import notes

pytestmark = pytest.mark.django_db
D = Decimal


def waits_for(document: Document) -> tuple[str, str]:
    task = Task.objects.get(document=document, closed_at=None)
    return str(task.role), task.rule


def test_from_the_note_to_the_shelf_and_on_to_the_customer() -> None:
    bought = firm.order("螺丝 100 x 2.26")
    sold = road.ordered("螺丝 40 x 5.00", stock="0")
    note = notes.filed(bought, "40", way="store")
    assert waits_for(note) == (Role.ORDER_CLERK, "R59")
    note = notes.step(notes.forward(note), "collect", notes.clerk(), data={"collector": "老陈"})
    assert waits_for(note) == (Role.STOREKEEPER, "R121")
    note = notes.counted(note, "39", reasons=["一箱短少"])
    assert waits_for(note) == (Role.PURCHASER, "R121")
    note = notes.agreed(note, "39")
    assert waits_for(note) == (Role.PURCHASER, "T7")

    receipt = firm.approve(notes.receive(note))

    assert stock("螺丝 main 39")
    assert stock("螺丝 main expected 61")
    assert owed("甲厂 88.14")
    assert firm.state_of(note) == "received"
    delivery = road.send([sold], "39")
    assert stock("螺丝 main 0")
    assert set(links.chain(note)) >= {bought, note, receipt}
    assert delivery not in links.chain(note)
    assert run_checks() == []


def test_a_reversed_receipt_leaves_the_note_to_be_received_anew() -> None:
    note = notes.handed_over(firm.order("螺丝 100 x 2.26"), "40")
    firm.reverse(firm.approve(notes.receive(note)))
    assert firm.state_of(note) == "handed_over"
    assert stock("螺丝 main 0")

    firm.approve(notes.receive(note))

    assert firm.state_of(note) == "received"
    assert stock("螺丝 main 40")
    assert run_checks() == []


def test_undone_from_its_end_the_note_takes_its_receipt_with_it() -> None:
    note = notes.handed_over(firm.order("螺丝 100 x 2.26"), "40")
    receipt = firm.approve(notes.receive(note))

    undo_from_end(note.pk, actor=firm.people().manager, reason="供方破产", at=firm.now())

    assert firm.state_of(receipt) == "reversed"
    assert firm.state_of(note) == "void"
    assert stock("螺丝 main expected 100")
    assert run_checks() == []


def test_two_counts_that_differ_are_not_a_hand_over() -> None:
    note = notes.counted(notes.fetched(firm.order("螺丝 100 x 2.26"), "40"))

    with pytest.raises(Refused) as refused:
        notes.agreed(note, "39", reasons=["少一箱"])

    assert "39" in str(refused.value)
    assert firm.state_of(note) == "counted"


def test_its_goods_are_not_received_before_both_have_counted() -> None:
    note = notes.counted(notes.fetched(firm.order("螺丝 100 x 2.26"), "40"))

    with pytest.raises(Refused) as refused:
        notes.receive(note)

    assert note.number in str(refused.value)


def test_no_direct_delivery_takes_goods_that_are_fetched() -> None:
    from orders.delivery.pages import notes_to_deliver

    note = notes.sent_on(firm.order("螺丝 100 x 2.26"), "40", way="store")

    assert not notes_to_deliver(desk.people().billing).filter(pk=note.pk).exists()
