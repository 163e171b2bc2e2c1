"""Goods that go straight to the customer: authorised apart, gone with the receipt alone."""

from decimal import Decimal

import pytest
from django.utils import timezone

from documents import engine
from documents.errors import NotAllowed, Refused
from orders.delivery import actions
from orders.delivery.models import Delivery
from tests import factories
from tests.grounds import begins_with
from tests.notation import stock
from tests.orders import desk
from tests.orders.delivery import road, straight
from tests.purchasing import firm
from tests.purchasing.pickup_note import notes

pytestmark = pytest.mark.django_db
D = Decimal


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_the_delivery_proposes_released_orders_of_the_same_goods() -> None:
    note = notes.sent_on(firm.order("螺丝 100 x 2.26"), "40")
    road.ordered("铰链 10 x 3.00", stock="0")
    order = road.ordered("螺丝 25 x 5.00", stock="0")
    later = road.ordered("螺丝 25 x 5.00", stock="0")

    document = straight.drawn(note, [order, later])

    lines = road.lines(document)
    assert [line.sent for line in lines] == [D(25), D(15)]
    assert [line.order_line.body_id for line in lines if line.order_line] == [order.pk, later.pk]
    assert {line.bin.kind for line in lines if line.bin} == {"direct"}
    assert document.party == order.party


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_without_a_released_order_nothing_is_proposed() -> None:
    note = notes.sent_on(firm.order("螺丝 100 x 2.26"), "40")
    desk.order("螺丝 25 x 5.00")

    with pytest.raises(Refused) as refused:
        straight.drawn(note)

    assert note.number in str(refused.value)


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_it_is_not_authorised_the_ordinary_way() -> None:
    note = notes.sent_on(firm.order("螺丝 100 x 2.26"), "40")
    document = straight.drawn(note, [road.ordered("螺丝 40 x 5.00", stock="0")])

    with pytest.raises(Refused) as refused:
        road.authorize(document)

    assert note.number in str(refused.value)


def test_an_ordinary_delivery_does_not_go_straight() -> None:
    document = road.drawn([road.ordered("螺丝 10 x 2.50")], "4")

    with pytest.raises(Refused):
        straight.authorize(document)

    assert desk.state_of(document) == "draft"


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_it_waits_for_the_money_like_any_other() -> None:
    note = notes.sent_on(firm.order("螺丝 100 x 2.26"), "40")
    order = road.ordered(
        "螺丝 40 x 5.00", stock="0", paid=False, terms="deposit", deposit_percent=D(20)
    )
    document = straight.drawn(note, [order])

    with pytest.raises(Refused) as refused:
        straight.authorize(document)

    assert order.number in str(refused.value)


@begins_with(straight.announced)
def test_one_note_is_taken_by_one_delivery() -> None:
    note, first = straight.announced()
    order = road.ordered("螺丝 40 x 5.00", stock="0")
    other = actions.draw_up(
        [order],
        actor=desk.people().billing,
        rows=straight.rows_of(order, "40"),
        body=straight.place_of(note),
    )

    with pytest.raises(Refused) as refused:
        straight.authorize(other)

    assert first.number in str(refused.value)


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_it_lies_in_no_store_of_the_firm() -> None:
    note = notes.sent_on(firm.order("螺丝 100 x 2.26"), "40")
    order = road.ordered("螺丝 40 x 5.00")
    main = factories.warehouse("main")
    document = road.drawn([order], "40", body={"pickup_note": note, "warehouse": main})

    with pytest.raises(Refused):
        straight.authorize(document)


def test_an_authorised_one_counts_against_its_order() -> None:
    _note, document = straight.announced("螺丝 40", ordered="40")
    (line,) = road.lines(document)
    assert line.order_line is not None

    assert road.open_of(line.order_line.body.head) == []


@begins_with(straight.announced)
def test_nobody_takes_the_programs_step() -> None:
    _note, document = straight.announced()

    with pytest.raises(NotAllowed):
        road.step(document, "ship_direct", road.chief())


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_the_program_does_not_take_it_before_it_is_authorised() -> None:
    note = notes.sent_on(firm.order("螺丝 100 x 2.26"), "40")
    document = straight.drawn(note, [road.ordered("螺丝 40 x 5.00", stock="0")])

    assert engine.system(document.pk, "ship_direct", at=timezone.now(), cause=note) is None
    assert stock("螺丝 ZF 0")


@begins_with(straight.announced)
def test_taken_back_it_can_be_changed_and_authorised_anew() -> None:
    _note, document = straight.announced()

    document = road.step(document, "unauthorize", desk.people().clerk, reason="数量有误")

    assert document.state == "draft"
    assert straight.authorize(document).state == "direct"


def test_it_is_signed_for_and_its_slip_filed_like_any_other() -> None:
    _note, document, _receipt = straight.shipped()

    document = road.file_slip(road.sign(document))

    assert document.state == "closed"
    assert Delivery.objects.get(pk=document.pk).signer == "王老板"
