"""A delivery from the draft to the filed slip, told by the books."""

from decimal import Decimal
from typing import Any

import pytest

from documents.errors import NotAllowed, Refused
from documents.models import Document, Task
from finance.parties import funds
from masterdata.models import Region
from masterdata.roles import Role
from tests import factories
from tests.grounds import begins_with
from tests.notation import owing, stock, worth
from tests.orders import desk
from tests.orders.delivery import road

pytestmark = pytest.mark.django_db
D = Decimal


def refused(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return " ".join(str(each) for each in (caught.value.sentence, *caught.value.details))


@begins_with(road.ordered, "螺丝 10 x 2.50")
def test_goods_leave_the_promise_is_kept_and_the_money_used() -> None:
    order = road.ordered("螺丝 10 x 2.50")
    assert stock("螺丝 main reserved 10")

    document = road.send([order], "4")

    assert stock("螺丝 main 96")
    assert stock("螺丝 main reserved 6")
    assert owing(f"{desk.CUSTOMER} -15.00")
    assert funds.covers([order.pk]) == {order.pk: D("15.00")}
    (line,) = road.lines(document)
    assert (line.gross, line.cost) == (D("10.00"), D("4.00"))
    (counted,) = desk.lines_of(order)
    assert (counted.shipped_quantity, counted.shipped_gross) == (D(4), D("10.00"))


def test_three_deliveries_of_a_line_come_to_its_amount() -> None:
    order = road.ordered("螺丝 3 x 3.3333")
    total = desk.lines_of(order)[0].gross

    papers = [road.send([order], "1") for _each in range(3)]

    assert sum(road.lines(each)[0].gross for each in papers) == total
    assert owing(f"{desk.CUSTOMER} 0")


@begins_with(road.ordered, "螺丝 10 x 2.50")
def test_what_is_signed_in_full_fulfils_the_order() -> None:
    order = road.ordered("螺丝 10 x 2.50")

    document = road.sign(road.send([order]))

    assert document.state == "delivered"
    assert desk.state_of(order) == "fulfilled"
    assert road.file_slip(document).state == "closed"


def test_two_orders_of_one_customer_on_one_delivery() -> None:
    one = road.ordered("螺丝 10 x 2.50", freight="0")
    two = road.ordered("螺母 4 x 5.00")

    document = road.send([one, two])

    assert [share["order"] for share in road.body(document).shares] == [one.pk, two.pk]
    assert funds.covers([one.pk, two.pk]) == {one.pk: D(0), two.pk: D(0)}
    assert owing(f"{desk.CUSTOMER} 0")


@begins_with(road.ordered, "螺丝 10 x 2.50")
def test_orders_of_two_customers_do_not_ride_together() -> None:
    one = road.ordered("螺丝 10 x 2.50")
    two = road.ordered("螺母 4 x 5.00", buyer="蓝天商场")

    assert refused(lambda: road.drawn([one, two]))


@begins_with(road.ordered, "螺丝 10 x 2.50", freight=D(30))
def test_freight_is_billed_once() -> None:
    order = road.ordered("螺丝 10 x 2.50", freight=D(30))

    first, second = road.drawn([order], "4"), road.drawn([order], "6")

    assert (road.body(first).freight, road.body(second).freight) == (D(30), D(0))
    assert first.total == D("40.00")


@begins_with(road.ordered, "螺丝 10 x 2.50", freight=D(30))
def test_more_freight_than_agreed_is_refused() -> None:
    order = road.ordered("螺丝 10 x 2.50", freight=D(30))
    document = road.drawn([order], "4", body={"freight": D("30.01")})

    assert "30.00" in refused(lambda: road.authorize(document))


@begins_with(road.ordered, "螺丝 10 x 2.50")
def test_a_short_pick_leaves_its_rest_on_the_order() -> None:
    order = road.ordered("螺丝 10 x 2.50")
    document = road.go(road.drawn([order]), "authorized")
    assert road.open_of(order) == []

    document = road.pick(document, {1: "7"})

    assert document.total == D("17.50")
    assert road.open_of(order) == [D(3)]
    assert road.lines(road.go(document, "dispatched"))[0].gross == D("17.50")


@begins_with(road.ordered)
def test_more_than_asked_cannot_be_picked_nor_nothing_at_all() -> None:
    document = road.go(road.drawn([road.ordered()], "4"), "authorized")

    assert "1" in refused(lambda: road.pick(document, {1: "5"}))
    assert refused(lambda: road.pick(document, {1: "0"}))
    assert refused(lambda: road.pick(document, {1: "-1"}))


@begins_with(road.ordered, "螺丝 10 x 2.50")
def test_a_short_pick_is_not_taken_back_once_its_rest_rides_elsewhere() -> None:
    order = road.ordered("螺丝 10 x 2.50")
    document = road.pick(road.go(road.drawn([order]), "authorized"), {1: "7"})
    road.go(road.drawn([order], "3"), "authorized")

    sentence = refused(lambda: road.step(document, "unpick", road.keeper(), reason="看错"))

    assert "10" in sentence


@begins_with(road.ordered)
def test_every_step_before_leaving_can_be_taken_back() -> None:
    document = road.go(road.drawn([road.ordered()], "4"), "loaded")

    for step, state in (
        ("unload", "checked"),
        ("uncheck", "picked"),
        ("unpick", "authorized"),
    ):
        document = road.step(document, step, road.keeper(), reason="重来")
        assert document.state == state
    document = road.step(document, "unauthorize", desk.people().clerk, reason="重来")
    assert document.state == "draft"
    assert road.go(document, "dispatched").state == "dispatched"


@begins_with(road.ordered)
def test_the_picker_does_not_check() -> None:
    document = road.go(road.drawn([road.ordered()], "4"), "picked")

    assert road.keeper().display_name in refused(lambda: road.check(document, by=road.keeper()))


def test_every_line_is_ticked() -> None:
    order = road.ordered("螺丝 10 x 2.50,螺母 4 x 5.00")
    document = road.go(road.drawn([order]), "picked")
    first = road.lines(document)[0]

    sentence = refused(
        lambda: road.step(document, "check", road.chief(), data={"checked": [first.pk]})
    )

    assert "2" in sentence


@begins_with(road.ordered)
def test_packages_that_differ_are_explained() -> None:
    document = road.go(road.drawn([road.ordered()], "4"), "checked")

    assert "4" in refused(lambda: road.load(document, packages=3))
    assert road.load(document, packages=3, packages_note="两件一包").state == "loaded"


@begins_with(road.ordered)
def test_a_vehicle_has_a_driver_and_a_carrier_a_waybill() -> None:
    document = road.go(road.drawn([road.ordered()], "4"), "checked")

    assert refused(lambda: road.load(document, driver=None))
    assert refused(lambda: road.load(document, vehicle="", driver=None, carrier="顺达"))
    loaded = road.load(document, vehicle="", driver=None, carrier="顺达", waybill="SD1")
    assert loaded.state == "loaded"


def test_spare_parts_ride_along_free_and_counted() -> None:
    desk.put("备用螺丝 50 x 0.10")
    order = road.ordered("螺丝 10 x 2.50")

    document = road.send([order], "4", spares=[road.spare()])

    assert stock("备用螺丝 main 48")
    assert document.total == D("10.00")
    assert road.lines(document)[1].cost == D("0.20")


@begins_with(road.ordered, "螺丝 10 x 2.50")
def test_refused_goods_lie_apart_and_are_not_owed() -> None:
    order = road.ordered("螺丝 10 x 2.50")
    document = road.send([order])

    road.sign(document, refused={1: "3"})

    assert stock("螺丝 main 93")
    assert stock("螺丝 main/BH 3")
    assert worth("螺丝 main 93.00")
    assert funds.covers([order.pk]) == {order.pk: D("7.50")}
    (line,) = desk.lines_of(order)
    assert (line.shipped_quantity, line.shipped_gross) == (D(7), D("17.50"))
    assert road.open_of(order) == [D(3)]


def test_what_was_refused_goes_again_to_the_fen() -> None:
    order = road.ordered("螺丝 3 x 3.3333", freight=D(5))
    total = desk.lines_of(order)[0].gross
    road.sign(road.send([order]), refused={1: "1"})

    again = road.sign(road.send([order]))

    (line,) = desk.lines_of(order)
    assert line.shipped_gross == total
    assert road.body(again).freight == D(0)
    assert funds.covers([order.pk]) == {order.pk: D(0)}
    assert desk.state_of(order) == "fulfilled"


@begins_with(road.ordered, "螺丝 10 x 2.50", freight=D(30))
def test_a_delivery_refused_in_full_owes_no_freight() -> None:
    order = road.ordered("螺丝 10 x 2.50", freight=D(30))

    road.sign(road.send([order]), refused={1: "10"})

    assert funds.covers([order.pk]) == {order.pk: D(55)}
    assert road.body(road.drawn([order], "1")).freight == D(30)


@begins_with(road.ordered)
def test_a_refusal_needs_a_reason_and_is_no_more_than_was_sent() -> None:
    document = road.send([road.ordered()], "4")
    (line,) = road.lines(document)
    data: dict[str, Any] = {"signer": "王老板", "refused": {line.pk: D(1)}}

    assert "1" in refused(lambda: road.step(document, "sign", desk.people().clerk, data=data))
    assert "4" in refused(lambda: road.sign(document, refused={1: "5"}))


@begins_with(road.ordered)
def test_only_its_own_driver_signs_it_off() -> None:
    document = road.send([road.ordered()], "4")

    sentence = refused(lambda: road.sign(document, by=road.driver(2)))

    assert road.driver().display_name in sentence
    assert road.sign(document, by=road.driver()).state == "delivered"


@begins_with(road.ordered)
def test_a_slip_is_filed_with_its_scan_or_a_reason() -> None:
    document = road.sign(road.send([road.ordered()], "4"))

    assert refused(lambda: road.file_slip(document, no_scan_reason=""))
    assert refused(lambda: road.file_slip(document, slip_place=""))
    filed = road.file_slip(document)
    assert filed.state == "closed"
    reopened = road.step(filed, "reopen", desk.people().clerk, reason="夹错")
    assert (reopened.state, road.body(reopened).slip_filed_at) == ("delivered", None)


def test_what_is_to_be_installed_is_installed_before_the_slip_is_filed() -> None:
    order = road.ordered("螺丝 10 x 2.50", installation=True)
    document = road.sign(road.send([order], "4"))

    assert refused(lambda: road.file_slip(document))
    installed = road.step(document, "install", road.driver(), data={})
    assert road.body(installed).installer == road.driver().display_name
    assert road.file_slip(installed).state == "closed"


@begins_with(road.ordered, "螺丝 10 x 2.50")
@pytest.mark.parametrize("refusing", [None, {1: "3"}])
def test_a_reversed_delivery_leaves_nothing_in_the_books(refusing: dict[int, str] | None) -> None:
    order = road.ordered("螺丝 10 x 2.50")
    document = road.sign(road.send([order]), refused=refusing)

    road.reverse(document)

    assert stock("螺丝 main 100")
    assert stock("螺丝 main reserved 10")
    assert worth("螺丝 main 100.00")
    assert owing(f"{desk.CUSTOMER} -25.00")
    assert funds.covers([order.pk]) == {order.pk: D(25)}
    assert desk.state_of(order) == "released"
    assert road.open_of(order) == [D(10)]


@begins_with(road.ordered, "螺丝 10 x 2.50")
def test_a_delivery_of_a_closed_order_is_not_reversed() -> None:
    order = road.ordered("螺丝 10 x 2.50")
    document = road.file_slip(road.sign(road.send([order])))
    desk.step(order, "close", desk.people().clerk)

    assert order.number in refused(lambda: road.reverse(document))


def test_managers_of_the_region_are_told_and_take_note() -> None:
    south = Region.objects.create(code="S", name="华南")
    desk.customer(region=south)
    mine = factories.user(Role.REGIONAL_MANAGER, region=south)
    other = factories.user(Role.REGIONAL_MANAGER)

    document = road.send([road.ordered()], "4")

    assert told(document) == {mine.pk}
    road.step(document, "read", other)
    assert told(document) == {mine.pk}
    road.step(document, "read", mine)
    assert told(document) == set()


def told(document: Document) -> set[int]:
    open_ = Task.objects.filter(document=document, closed_at=None, kind__startswith="shipped")
    return set(open_.values_list("person_id", flat=True))


@begins_with(road.ordered)
def test_the_driver_has_a_task_until_it_is_signed() -> None:
    document = road.send([road.ordered()], "4")
    his = Task.objects.filter(person=road.driver(), closed_at=None)
    assert his.count() == 1

    road.sign(document)

    assert his.count() == 0


@begins_with(road.ordered)
def test_the_driver_sees_his_own_deliveries_only() -> None:
    from documents.visibility import visible_to

    document = road.send([road.ordered()], "4")

    assert document in visible_to(road.driver())
    assert document not in visible_to(road.driver(2))


def test_a_clerk_does_not_authorise_what_she_drew_up() -> None:
    both = factories.user(Role.BILLING_CLERK, Role.ORDER_CLERK)
    document = road.drawn([road.ordered()], "4", maker=both)

    with pytest.raises(NotAllowed):
        road.step(document, "authorize", both, data={"plan_on": document.date})


@begins_with(road.ordered)
def test_billing_is_asked_for_what_was_handed_over_until_it_is_authorised() -> None:
    order = road.ordered()
    order = desk.step(order, "hand_over", desk.people().clerk, data={})
    asked = Task.objects.filter(document=order, kind="handed_over", closed_at=None)
    assert [each.role for each in asked] == [Role.BILLING_CLERK]

    document = road.drawn([order], "4")
    assert asked.all().count() == 1
    road.authorize(document)

    assert asked.all().count() == 0


@begins_with(road.ordered)
def test_a_deputy_of_a_driver_sees_what_he_drives() -> None:
    from datetime import timedelta

    from django.utils import timezone

    from documents.models import Delegation
    from documents.visibility import visible_to

    document = road.send([road.ordered()], "4")
    today = timezone.localdate()
    Delegation.objects.create(
        absent=road.driver(),
        deputy=road.driver(2),
        starts_on=today,
        ends_on=today + timedelta(days=1),
        reason="休假",
    )

    assert document in visible_to(type(road.driver(2)).objects.get(pk=road.driver(2).pk))


@begins_with(road.ordered, "螺丝 10 x 2.50")
def test_what_left_teaches_the_last_price_until_it_is_taken_back() -> None:
    from orders.prices.models import LastSale

    document = road.send([road.ordered("螺丝 10 x 2.50")], "4")
    (sale,) = LastSale.objects.all()
    assert sale.gross_price == D("2.50")

    road.reverse(document)

    assert not LastSale.objects.exists()
