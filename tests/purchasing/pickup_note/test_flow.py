"""The pick-up note step by step: filed with its scan, sent on, confirmed or fetched, undone."""

from decimal import Decimal

import pytest

from documents.errors import NotAllowed, Refused
from documents.models import Document
from inventory.places.direct import find_direct_bin
from purchasing.pickup_note.models import PickupNote
from purchasing.receipt.actions import open_rows
from tests import factories
from tests.grounds import begins_with
from tests.orders.delivery import straight
from tests.purchasing import firm
from tests.purchasing.pickup_note import notes

pytestmark = pytest.mark.django_db
D = Decimal


def file(document: Document) -> Document:
    return notes.step(document, "file", firm.people().purchaser)


def refusal_of_filing(document: Document) -> str:
    with pytest.raises(Refused) as refused:
        file(document)
    return str(refused.value)


@begins_with(firm.order)
def test_without_the_scan_it_stays_a_draft() -> None:
    document = notes.note(firm.order(), "40")

    refusal_of_filing(document)

    assert firm.state_of(document) == "draft"
    notes.scan(document)
    assert file(document).state == "filed"


@begins_with(firm.order)
def test_without_the_suppliers_number_it_stays_a_draft() -> None:
    document = notes.note(firm.order(), "40", supplier_number="")
    notes.scan(document)

    refusal_of_filing(document)


@begins_with(firm.order)
def test_what_is_fetched_needs_a_place_and_what_goes_straight_does_not() -> None:
    order = firm.order()
    fetched = notes.note(order, "40", way="store", pickup_place="")
    straight_on = notes.note(order, "40", pickup_place="")
    notes.scan(fetched)
    notes.scan(straight_on)

    refusal_of_filing(fetched)

    assert file(straight_on).state == "filed"
    assert find_direct_bin() is not None


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_noted_and_received_stay_within_the_order() -> None:
    order = firm.order("螺丝 100 x 2.26")
    firm.receipt([order], "50")
    notes.filed(order, "30")
    over = notes.note(order, "21")
    notes.scan(over)

    sentence = refusal_of_filing(over)

    assert "21" in sentence
    assert "30" in sentence


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_void_note_gives_its_goods_free() -> None:
    order = firm.order("螺丝 100 x 2.26")
    first = notes.filed(order, "80")
    notes.step(first, "void", firm.people().purchaser, reason="未发货")

    assert notes.filed(order, "100").state == "filed"


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_an_unapproved_receipt_without_a_note_holds_goods_too() -> None:
    order = firm.order("螺丝 100 x 2.26")
    firm.receipt([order], "70", state="draft")
    document = notes.note(order, "40")
    notes.scan(document)

    assert "70" in refusal_of_filing(document)


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_receipt_from_the_order_leaves_out_what_is_noted() -> None:
    order = firm.order("螺丝 100 x 2.26")
    notes.filed(order, "40")

    (row,) = open_rows([firm.order_lines(order)[0].body])

    assert row["quantity"] == 60


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_an_order_of_another_supplier_does_not_fit() -> None:
    order = firm.order("螺丝 100 x 2.26")
    document = notes.note(order, "40")
    Document.objects.filter(pk=document.pk).update(party=factories.supplier("乙厂"))
    notes.scan(document)

    assert order.number in refusal_of_filing(document)


@begins_with(firm.order)
def test_sent_on_it_says_to_whom_how_and_when() -> None:
    document = notes.sent_on(firm.order(), "40")

    body = notes.body(document)
    assert (body.forwarded_to, body.forwarded_name) == ("customer", "王老板")
    assert body.forwarded_by_channel == "fax"
    assert body.forwarded_at is not None


@begins_with(firm.order)
def test_sent_on_to_nobody_is_refused() -> None:
    document = notes.filed(firm.order(), "40")

    with pytest.raises(Refused):
        notes.step(document, "forward", notes.clerk(), data={"forwarded_to": "customer"})


@begins_with(firm.order)
def test_each_way_has_its_own_next_step() -> None:
    order = firm.order()
    straight_on, fetched = notes.sent_on(order, "30"), notes.sent_on(order, "30", way="store")

    with pytest.raises(Refused):
        notes.step(straight_on, "collect", notes.clerk(), data={"collector": "老陈"})
    with pytest.raises(Refused):
        notes.confirm(fetched)


@begins_with(straight.announced)
def test_the_purchaser_does_not_speak_for_the_customer() -> None:
    note, _delivery = straight.announced()

    with pytest.raises(NotAllowed):
        notes.step(note, "confirm", firm.people().purchaser, data={"confirmed_name": "王"})


@begins_with(straight.announced)
def test_every_step_is_taken_back() -> None:
    note, delivery = straight.announced()
    buyer = firm.people().purchaser
    note = notes.confirm(note)
    for code, state in (("unconfirm", "forwarded"), ("unforward", "filed")):
        note = notes.step(note, code, notes.clerk(), reason="录错")
        assert note.state == state
    body = notes.body(note)
    assert (body.confirmed_name, body.confirmed_at, body.forwarded_at) == ("", None, None)

    with pytest.raises(Refused) as refused:
        notes.step(note, "unfile", buyer, reason="录错")

    assert delivery.number in str(refused.value)


@begins_with(firm.order)
def test_the_hand_over_is_taken_back_count_by_count() -> None:
    document = notes.handed_over(firm.order(), "40")
    buyer = firm.people().purchaser

    document = notes.step(document, "disagree", buyer, reason="再点")
    (line,) = notes.lines(document)
    assert (document.state, line.counted, line.agreed) == ("counted", D(40), None)
    document = notes.step(document, "recount", buyer, reason="再点")
    (line,) = notes.lines(document)
    assert (document.state, line.counted) == ("collected", None)
    assert notes.step(document, "uncollect", notes.clerk(), reason="未提到货").state == "forwarded"


def test_one_person_does_not_count_twice() -> None:
    from masterdata.roles import Role

    both = factories.user(Role.STOREKEEPER, Role.PURCHASER, username="liangzhi")
    document = notes.fetched(firm.order(), "40")
    document = notes.step(document, "count", both, data=notes.counts(document))

    with pytest.raises(Refused):
        notes.step(document, "agree", both, data=notes.counts(document))

    assert PickupNote.objects.get(pk=document.pk).agreed_by is None


@begins_with(firm.order)
def test_a_difference_is_explained() -> None:
    document = notes.fetched(firm.order(), "40")

    with pytest.raises(Refused):
        notes.counted(document, "38")

    assert notes.counted(document, "38", reasons=["途中破损"]).state == "counted"


@begins_with(firm.order)
def test_a_note_with_a_receipt_is_neither_void_nor_taken_back() -> None:
    document = notes.handed_over(firm.order(), "40")
    receipt = notes.receive(document)
    buyer = firm.people().purchaser

    for code in ("void", "disagree"):
        with pytest.raises(Refused) as refused:
            notes.step(document, code, buyer, reason="录错")
        assert receipt.number in str(refused.value)


@begins_with(firm.order)
def test_two_receipts_of_one_note_are_refused() -> None:
    document = notes.handed_over(firm.order(), "40")
    first = notes.receive(document)

    with pytest.raises(Refused) as refused:
        notes.receive(document)

    assert first.number in str(refused.value)
