"""Every gate of a delivery is asked by a forged request: refused, and nothing moved."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from documents import drafts
from documents.errors import Refused
from documents.models import Document
from inventory.stock.models import StockEntry
from masterdata.models import User
from masterdata.roles import Role
from orders.delivery import effects
from orders.delivery.models import Delivery
from tests import factories
from tests.grounds import begins_with
from tests.notation import owing, stock
from tests.orders import desk
from tests.orders.delivery import road

pytestmark = pytest.mark.django_db
D = Decimal


def forged(document: Document, step: str, by: User, **data: Any) -> str:
    """What the server answers to a request that no page offered; the state must not move."""
    before, entries = document.state, StockEntry.objects.count()
    client = Client()
    client.force_login(by, backend="masterdata.backend.PeopleBackend")
    from documents.pages import pages_of

    pages = pages_of("delivery")
    assert pages is not None
    url = pages.url("step", document.pk, step)
    response = client.post(url, {"version": document.version, "key": str(uuid4()), **data})
    document.refresh_from_db()
    assert document.state == before, "the state moved"
    assert StockEntry.objects.count() == entries, "goods moved"
    assert response.status_code in (403, 404, 409, 422), response.status_code
    return response.content.decode()


def plan() -> dict[str, str]:
    return {"plan_on": timezone.localdate().isoformat()}


def clerk() -> User:
    return desk.people().clerk


def allow(document: Document, by: User) -> Document:
    return road.step(document, "allow_dispatch", by, reason="老客户急用")


def unpaid(text: str = "螺丝 10 x 2.50", **more: Any) -> Document:
    """Released on its deposit; the balance is not there."""
    return road.ordered(text, terms="deposit", deposit_percent=D(20), paid=False, **more)


# --- Money ---------------------------------------------------------------------------------------


def test_unpaid_goods_are_not_authorised() -> None:
    document = road.drawn([unpaid()])

    page = forged(document, "authorize", clerk(), **plan())

    assert "20.00" in page, "what is lacking is told"


def test_a_deposit_covers_only_what_it_comes_to() -> None:
    order = unpaid()
    first = road.drawn([order], "2")
    second = road.drawn([order], "1")

    assert road.authorize(first).state == "authorized"
    assert "2.50" in forged(second, "authorize", clerk(), **plan())


def test_money_that_was_taken_back_stops_the_goods_at_the_gate() -> None:
    order = unpaid()
    remittance = desk.remit(order, "20.00")
    document = road.go(road.drawn([order]), "loaded")
    accountant = desk.people().accountant
    road.step(remittance, "reverse", accountant, reason="退票")

    page = forged(document, "dispatch", road.chief())

    assert "20.00" in page
    assert stock("螺丝 main 100")


def test_money_kept_for_another_order_does_not_help() -> None:
    rich = road.ordered("螺母 4 x 50.00")
    poor = unpaid()
    assert rich.party_id == poor.party_id

    assert forged(road.drawn([poor]), "authorize", clerk(), **plan())


def test_two_people_of_two_sides_may_allow_it() -> None:
    document = road.drawn([unpaid()])
    people = desk.people()

    document = allow(document, people.manager)
    forged(document, "authorize", people.clerk, **plan())
    forged(document, "allow_dispatch", people.manager, reason="再来一次")
    document = allow(document, people.accountant)

    assert road.go(document, "dispatched").state == "dispatched"
    assert owing(f"{desk.CUSTOMER} 20.00")


def test_one_person_with_both_roles_is_one_side_only() -> None:
    both = factories.user(Role.REGIONAL_MANAGER, Role.ACCOUNTANT)
    document = allow(road.drawn([unpaid()]), both)

    forged(document, "allow_dispatch", both, reason="我两边都是")
    forged(document, "authorize", clerk(), **plan())


def test_allowing_needs_a_reason_and_the_right_role() -> None:
    document = road.drawn([unpaid()])

    forged(document, "allow_dispatch", desk.people().manager, reason=" ")
    forged(document, "allow_dispatch", clerk(), reason="我说了算")


def test_a_change_after_it_was_allowed_makes_it_void() -> None:
    people = desk.people()
    order = unpaid()
    document = allow(allow(road.drawn([order], "1"), people.manager), people.accountant)
    row = {
        name: getattr(road.lines(document)[0], name)
        for name in ("id", "order_line", "item", "unit", "bin", "price", "net", "tax", "gross")
    }
    drafts.change(
        document.pk,
        actor=people.billing,
        lines=[
            row
            | {"quantity": D(10), "base_quantity": D(10), "gross": D(25), "net": D(25), "tax": D(0)}
        ],
    )
    document.refresh_from_db()

    forged(document, "authorize", people.clerk, **plan())
    document = allow(allow(document, people.director), people.accountant)
    assert road.authorize(document).state == "authorized"


# --- Credit --------------------------------------------------------------------------------------


def test_on_account_within_the_limit_goods_leave_and_are_due_later() -> None:
    desk.customer(credit_limit=D(100), credit_days=30)
    order = road.ordered(terms="credit")

    document = road.send([order], "4")

    assert owing(f"{desk.CUSTOMER} 10.00")
    (item,) = document.open_items.all()
    assert (item.due_on - timezone.localdate()).days == 30


def test_a_lowered_limit_stops_the_goods_at_the_gate() -> None:
    desk.customer(credit_limit=D(100))
    document = road.go(road.drawn([road.ordered(terms="credit")]), "loaded")
    desk.customer(credit_limit=D(24))

    page = forged(document, "dispatch", road.chief())

    assert "24.00" in page
    assert "1.00" in page


def test_open_orders_count_against_the_limit() -> None:
    desk.customer(credit_limit=D(50))
    first = road.ordered("螺丝 10 x 2.50", terms="credit")
    road.ordered("螺母 5 x 5.00", terms="credit")
    desk.customer(credit_limit=D(49))

    assert forged(road.drawn([first], "1"), "authorize", clerk(), **plan())


# --- Cash on delivery ----------------------------------------------------------------------------


@begins_with(road.ordered, terms="cod")
def test_cash_on_delivery_leaves_and_is_collected() -> None:
    order = road.ordered(terms="cod")
    document = road.send([order], "4")
    assert road.body(document).cod_due == D("10.00")

    signed = road.sign(document, cod_collected=D("10.00"), cod_method="cash")

    assert road.body(signed).cod_collected == D("10.00")
    assert owing(f"{desk.CUSTOMER} 10.00"), "until the cashier has counted it"
    forged(signed, "file_slip", clerk(), slip_place="3", no_scan_reason="x")


def test_the_tick_alone_agrees_nothing() -> None:
    document = road.drawn([unpaid()], body={"cod": True})

    assert forged(document, "authorize", clerk(), **plan())


@begins_with(road.ordered, terms="cod")
def test_the_driver_does_not_collect_more_than_is_due() -> None:
    document = road.send([road.ordered(terms="cod")], "4")

    with pytest.raises(Refused, match=r"7\.50"):
        road.sign(document, refused={1: "1"}, cod_collected=D("7.51"), cod_method="cash")
    with pytest.raises(Refused, match=r"3\.50"):
        road.sign(document, refused={1: "1"}, cod_collected=D("4"), cod_method="cash")
    signed = road.sign(document, cod_collected=D(0), sign_note="客户没钱")
    assert road.body(signed).cod_method == "none"


@begins_with(road.ordered, terms="cod")
def test_a_delivery_that_came_back_unpaid_stops_the_next() -> None:
    order = road.ordered(terms="cod")
    road.sign(road.send([order], "4"), sign_note="客户没钱")

    page = forged(road.drawn([order], "2"), "authorize", clerk(), **plan())

    assert "10.00" in page


@begins_with(road.ordered, terms="cod")
def test_what_the_driver_still_has_does_not_stop_the_next() -> None:
    order = road.ordered(terms="cod")
    road.sign(road.send([order], "4"), cod_collected=D(10), cod_method="cash")

    assert road.send([order], "2").state == "dispatched"


def test_a_driver_full_of_cash_gets_no_more_to_collect(monkeypatch: Any) -> None:
    monkeypatch.setattr(effects, "DRIVER_LIMIT", D(15))
    order = road.ordered(terms="cod")
    road.sign(road.send([order], "4"), cod_collected=D(10), cod_method="cash")
    document = road.go(road.drawn([order], "4"), "checked")

    with pytest.raises(Refused, match=road.driver().display_name):
        road.load(document)
    assert road.load(document, driver=road.driver(2)).state == "loaded"


# --- Orders and quantities -----------------------------------------------------------------------


@begins_with(road.ordered)
def test_nobody_sends_more_than_was_ordered() -> None:
    order = road.ordered()
    document = road.drawn([order], "11")

    assert "11" in forged(document, "authorize", clerk(), **plan())


@begins_with(road.ordered)
def test_of_two_deliveries_of_the_same_goods_the_second_is_refused() -> None:
    order = road.ordered()
    first, second = road.drawn([order], "6"), road.drawn([order], "6")
    road.authorize(first)

    assert forged(second, "authorize", clerk(), **plan())


@begins_with(road.ordered)
def test_an_order_on_hold_sends_nothing() -> None:
    order = road.ordered()
    document = road.go(road.drawn([order], "4"), "loaded")
    desk.step(order, "hold", clerk(), reason="有争议")

    assert order.number in forged(document, "dispatch", road.chief())


@begins_with(road.ordered)
def test_goods_of_another_customers_order_do_not_go_along() -> None:
    mine, his = road.ordered(), road.ordered("螺母 4 x 5.00", buyer="蓝天商场")
    document = road.drawn([mine], "4", head={"party": his.party})

    assert mine.number in forged(document, "authorize", clerk(), **plan())


@begins_with(road.ordered)
def test_rejected_goods_are_not_sent() -> None:
    document = road.drawn([road.ordered()], "4")
    reject = factories.warehouse("main").reject_bin
    line = road.lines(document)[0]
    type(line).objects.filter(pk=line.pk).update(bin=reject)

    assert forged(document, "authorize", clerk(), **plan())


# --- Order of steps ------------------------------------------------------------------------------


@begins_with(road.ordered)
@pytest.mark.parametrize("state", ["draft", "authorized", "picked", "checked"])
def test_nothing_leaves_by_a_leap(state: str) -> None:
    document = road.go(road.drawn([road.ordered()], "4"), state)

    forged(document, "dispatch", road.chief())
    forged(document, "ship_direct", road.chief())


@begins_with(road.ordered)
def test_the_picker_cannot_forge_his_own_check() -> None:
    document = road.go(road.drawn([road.ordered()], "4"), "picked")
    (line,) = road.lines(document)

    forged(document, "check", road.keeper(), **{f"checked_{line.pk}": "on"})
    with pytest.raises(Exception, match="delivery_checked_by_another"):
        Delivery.objects.filter(pk=document.pk).update(checked_by=road.keeper())


@begins_with(road.ordered)
def test_a_stranger_driver_does_not_even_find_it() -> None:
    document = road.send([road.ordered()], "4")

    forged(document, "sign", road.driver(2), signer="我")


@begins_with(road.ordered)
def test_more_is_picked_than_asked_by_a_forged_form() -> None:
    document = road.go(road.drawn([road.ordered()], "4"), "authorized")
    (line,) = road.lines(document)

    forged(document, "pick", road.keeper(), **{f"picked_{line.pk}": "5"})


@begins_with(road.ordered, terms="cod")
def test_money_in_the_cashiers_hands_holds_the_delivery(django_user_model: Any) -> None:
    document = road.send([road.ordered(terms="cod")], "4")
    signed = road.sign(document, cod_collected=D(10), cod_method="cash")
    Delivery.objects.filter(pk=signed.pk).update(cod_handed_over=D(10))

    assert "10.00" in forged(signed, "reverse", road.chief(), reason="错")
