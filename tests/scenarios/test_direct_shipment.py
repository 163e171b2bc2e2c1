"""直发: a supplier sends goods straight to the customer; receipt and delivery are one pair."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from documents import engine, links
from documents.books import run_checks
from documents.errors import NotAllowed, Refused
from documents.models import Document, Task
from documents.undoing import undo_from_end
from finance.parties.models import OpenItem
from masterdata.models import User
from masterdata.roles import Role
from orders.delivery.models import DeliveryLine
from tests import factories
from tests.finance.settlement import desk as cashier
from tests.notation import owed, owing, stock, worth
from tests.orders import desk
from tests.orders.delivery import road, straight
from tests.purchasing import firm
from tests.purchasing.pickup_note import notes

pytestmark = pytest.mark.django_db
D = Decimal


def deputy() -> User:
    """Who may reverse on both sides."""
    known = User.objects.filter(username="fuzong").first()
    return known or factories.user(Role.DEPUTY_GENERAL_MANAGER, username="fuzong", name="副总")


def state_of(document: Document) -> str:
    return str(Document.objects.values_list("state", flat=True).get(pk=document.pk))


def states(*papers: Document) -> list[str]:
    return [state_of(each) for each in papers]


def test_from_two_orders_to_the_pair_and_back() -> None:
    bought = firm.order("螺丝 100 x 2.26")
    desk.put("螺丝 50 x 9.00")
    sold = road.ordered("螺丝 40 x 5.00", stock="0")
    note = notes.filed(bought, "40")
    assert Task.objects.get(document=note, closed_at=None).role == Role.ORDER_CLERK
    note = notes.forward(note)
    delivery = straight.authorize(straight.drawn(note))
    receipt = notes.receive(notes.confirm(note))
    assert stock("螺丝 main 50")

    receipt = firm.approve(receipt)

    assert states(note, delivery, receipt) == ["received", "dispatched", "approved"]
    both_halves_are_in_the_books(bought, sold, delivery)
    assert set(links.chain(note)) >= {bought, sold, note, delivery, receipt}

    road.step(delivery, "reverse", deputy(), reason="客户退单")

    assert states(note, delivery, receipt) == ["confirmed", "reversed", "reversed"]
    assert owed("甲厂 0")
    assert stock("螺丝 ZF 0")
    assert stock("螺丝 main expected 100")
    assert desk.lines_of(sold)[0].shipped_quantity == 0
    assert run_checks() == []


def both_halves_are_in_the_books(bought: Document, sold: Document, delivery: Document) -> None:
    """The own store is not touched, and what went out cost what came in."""
    assert stock("螺丝 ZF 0")
    assert stock("螺丝 main 50")
    assert worth("螺丝 main 450.00")
    assert worth("螺丝 ZF 0.00")
    assert stock("螺丝 main expected 60")
    (line,) = DeliveryLine.objects.filter(body=delivery.pk)
    assert line.cost == D("80.00")
    assert owed("甲厂 90.40")
    assert firm.order_lines(bought)[0].received_quantity == 40
    assert desk.lines_of(sold)[0].shipped_quantity == 40
    assert run_checks() == []


def test_after_the_pair_was_undone_it_is_made_anew() -> None:
    note, delivery, _receipt = straight.shipped()
    road.step(delivery, "reverse", deputy(), reason="录错")
    note.refresh_from_db()

    again = straight.authorize(straight.drawn(note))
    firm.approve(notes.receive(note))

    assert state_of(again) == "dispatched"
    assert run_checks() == []


def test_the_receipt_is_not_reversed_alone_and_names_its_twin() -> None:
    _note, delivery, receipt = straight.shipped()

    with pytest.raises(Refused) as refused:
        firm.reverse(receipt)

    assert delivery.number in str(refused.value)
    assert state_of(receipt) == "approved"
    assert state_of(delivery) == "dispatched"


def test_the_delivery_is_not_reversed_by_who_may_not_reverse_the_receipt() -> None:
    _note, delivery, receipt = straight.shipped()

    with pytest.raises(Refused) as refused:
        road.reverse(delivery)

    assert receipt.number in str(refused.value)
    assert state_of(delivery) == "dispatched"
    assert state_of(receipt) == "approved"


def test_a_forged_half_reversal_through_the_address_is_refused(client: Client) -> None:
    _note, delivery, receipt = straight.shipped()
    client.force_login(deputy(), backend="masterdata.backend.PeopleBackend")

    for code in ("reverse", "reverse_with_delivery"):
        answer = client.post(
            reverse("receipt_step", args=[receipt.pk, code]),
            {"reason": "红冲", "version": receipt.version},
        )
        assert answer.status_code in (403, 409)

    assert state_of(receipt) == "approved"
    assert state_of(delivery) == "dispatched"
    assert run_checks() == []


def test_nobody_takes_the_programs_half_of_the_reversal() -> None:
    _note, _delivery, receipt = straight.shipped()

    with pytest.raises(NotAllowed):
        engine.perform(receipt.pk, "reverse_with_delivery", actor=deputy(), reason="红冲")


def test_undone_from_the_end_of_the_receipt_both_go() -> None:
    note, delivery, receipt = straight.shipped()

    done = undo_from_end(receipt.pk, actor=deputy(), reason="录错", at=firm.now())

    assert {each.pk for each in done} == {delivery.pk, receipt.pk}
    assert state_of(delivery) == state_of(receipt) == "reversed"
    assert state_of(note) == "confirmed"
    assert run_checks() == []


def test_a_receipt_that_was_paid_holds_the_delivery_too() -> None:
    _note, delivery, receipt = straight.shipped()
    (debt,) = OpenItem.objects.filter(document=receipt)
    cashier.settle((debt, "90.40"), money="90.40")

    with pytest.raises(Refused) as refused:
        road.step(delivery, "reverse", deputy(), reason="录错")

    assert receipt.number in str(refused.value)
    assert state_of(delivery) == "dispatched"
    assert run_checks() == []


def test_without_a_delivery_the_customers_word_is_not_entered() -> None:
    note = notes.sent_on(firm.order("螺丝 100 x 2.26"), "40")

    with pytest.raises(Refused) as refused:
        notes.confirm(note)

    assert note.number in str(refused.value)


def test_a_receipt_is_refused_when_its_delivery_cannot_go() -> None:
    note, delivery = straight.announced()
    receipt = notes.receive(notes.confirm(note))
    order = road.lines(delivery)[0].order_line
    assert order is not None
    desk.step(order.body.head, "hold", desk.people().clerk, reason="客户要求暂停")

    with pytest.raises(Refused) as refused:
        firm.approve(receipt)

    assert order.body.head.number in str(refused.value)
    assert state_of(receipt) == "submitted"
    assert state_of(delivery) == "direct"
    assert owed("甲厂 0")
    assert run_checks() == []


def test_a_receipt_of_another_quantity_is_refused() -> None:
    note, delivery = straight.announced()
    receipt = notes.receive(notes.confirm(note), "39")

    with pytest.raises(Refused) as refused:
        firm.approve(receipt)

    assert delivery.number in str(refused.value)
    assert "39" in str(refused.value)
    assert stock("螺丝 ZF 0")


def test_a_delivery_taken_back_stops_the_receipt() -> None:
    note, delivery = straight.announced()
    receipt = notes.receive(notes.confirm(note))
    road.step(delivery, "unauthorize", desk.people().clerk, reason="数量有误")

    with pytest.raises(Refused) as refused:
        firm.approve(receipt)

    assert delivery.number in str(refused.value)


def test_what_the_customer_refuses_comes_to_the_store_that_serves_him() -> None:
    _note, delivery, _receipt = straight.shipped()

    road.sign(delivery, refused={1: "3"})

    assert stock("螺丝 main/BH 3")
    assert stock("螺丝 ZF 0")
    assert worth("螺丝 main 6.00")
    assert owing(f"{desk.CUSTOMER} -315.00")
    assert run_checks() == []
