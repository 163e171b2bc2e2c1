"""From the fax to the confirmed order: what must be there to register it, the talk, the calls."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from documents import attachments
from documents.errors import Refused
from masterdata.models import Region
from masterdata.roles import Role
from orders.customer_order import checks
from orders.customer_order.call_script import call_script
from orders.customer_order.models import CallRecord
from tests import factories
from tests.grounds import begins_with
from tests.orders import desk

pytestmark = pytest.mark.django_db


def clerk() -> Any:
    return desk.people().clerk


def refused(document: Any, code: str, actor: Any = None, **options: Any) -> Refused:
    with pytest.raises(Refused) as told:
        desk.step(document, code, actor or clerk(), **options)
    document.refresh_from_db()
    return told.value


# --- Registering -------------------------------------------------------------------------------


@begins_with(desk.order)
def test_an_order_is_registered_and_taken_back() -> None:
    document = desk.register(desk.order())
    assert document.state == "consulting"

    document = desk.step(document, "withdraw", clerk())

    assert document.state == "draft"
    assert document.content_hash == ""


@begins_with(desk.order)
@pytest.mark.parametrize(
    ("column", "value", "guard"),
    [
        ("is_active", False, checks.has_customer),
        ("is_customer", False, checks.has_customer),
    ],
)
def test_a_customer_that_may_not_buy(column: str, value: Any, guard: Any) -> None:
    document = desk.order()
    desk.customer(**{column: value, "is_supplier": True})

    assert str(refused(document, "register")) == str(guard(desk.body_of(document), clerk()))


@begins_with(desk.order)
def test_a_blocked_customer_is_told_with_the_reason() -> None:
    document = desk.order()
    desk.customer(blocked_for_orders=True, block_reason="欠款未清")

    assert "欠款未清" in str(refused(document, "register"))


@pytest.mark.parametrize(
    ("given", "guard"),
    [
        ({"received_at": None}, checks.received_time_given),
        ({"received_at": timezone.now() + timedelta(days=2)}, checks.received_time_given),
        ({"address": " "}, checks.address_given),
        ({"channel": "fax"}, checks.written_order_attached),
        ({"channel": "mail"}, checks.written_order_attached),
    ],
)
def test_what_must_be_there_first(given: dict[str, Any], guard: Any) -> None:
    document = desk.order(**given)

    sentence = str(guard(desk.body_of(document), clerk()))

    assert sentence
    assert str(refused(document, "register")) == sentence


def test_a_fax_that_is_attached_suffices_until_it_is_withdrawn() -> None:
    document = desk.order(channel="fax")
    scan = SimpleUploadedFile("fax.txt", "订单".encode())
    attached = attachments.attach(document, scan, by=clerk(), at=timezone.now())
    body = desk.body_of(document)
    assert checks.written_order_attached(body, clerk()) == ""

    attached.withdrawn_at = timezone.now()
    attached.save()

    assert checks.written_order_attached(body, clerk()) != ""


@begins_with(desk.order)
def test_an_order_without_lines_and_one_with_a_dead_item() -> None:
    document = desk.order()
    item = factories.item("螺丝")
    item.is_active = False
    item.save()
    assert "螺丝" in str(refused(document, "register"))

    desk.lines_of(document)[0].delete()

    assert str(refused(document, "register")) == str(
        checks.has_lines(desk.body_of(document), clerk())
    )


def test_customers_of_another_region_are_left_to_their_clerks() -> None:
    south = Region.objects.create(code="S", name="华南")
    north = Region.objects.create(code="N", name="华北")
    document = desk.order(buyer=desk.customer(region=south))
    someone = clerk()
    someone.region = north
    someone.save()

    assert "华南" in str(refused(document, "register", someone))

    for own in (south, None):
        someone.region = own
        someone.save()
        assert checks.in_own_region(desk.body_of(document), someone) == ""


def test_superiors_stand_above_the_regions() -> None:
    south = Region.objects.create(code="S", name="华南")
    north = Region.objects.create(code="N", name="华北")
    boss = factories.user(Role.ORDER_CLERK, region=north)
    middle = factories.user(Role.ORDER_CLERK, superior=boss)
    owner = factories.user(Role.SALES_REP, superior=middle)
    document = desk.order(buyer=desk.customer(region=south, owner=owner))

    assert checks.in_own_region(desk.body_of(document), boss) == ""
    manager = factories.user(Role.ORDER_CLERK, Role.REGIONAL_MANAGER, region=north)
    assert checks.in_own_region(desk.body_of(document), manager) == ""


# --- The talk and the calls ----------------------------------------------------------------------


def test_the_salesperson_is_asked_first_and_what_he_said_is_kept() -> None:
    document = desk.order(to="consulting")
    refused(document, "consult", data={"note": "  "})

    document = desk.consult(document, "老客户，可以接")

    body = desk.body_of(document)
    assert (body.consulted_by, body.consulted_note) == (clerk(), "老客户，可以接")
    assert document.state == "calling"


@begins_with(desk.order, to="calling")
def test_no_order_passes_without_a_call() -> None:
    document = desk.order(to="calling")

    assert str(refused(document, "confirm_call")) == str(
        checks.confirmed_by_phone(desk.body_of(document), clerk())
    )


@begins_with(desk.order, "螺丝 10 x 2.50, 螺母 5 x 1.00", to="calling")
def test_every_line_must_be_the_same_in_the_last_call() -> None:
    document = desk.order("螺丝 10 x 2.50, 螺母 5 x 1.00", to="calling")
    one = {1: {"result": "same"}}
    document = desk.call(document, all_same=False, results=one)
    assert document.state == "calling"
    assert "2" in str(refused(document, "confirm_call"))

    other = {2: {"result": "same"}}
    document = desk.call(document, all_same=False, results=other)

    assert desk.step(document, "confirm_call", clerk()).state == "pricing"
    assert CallRecord.objects.filter(order=document.pk).count() == 2


@begins_with(desk.order, "螺丝 10 x 2.50, 螺母 5 x 1.00", to="calling")
def test_a_difference_is_said_and_leads_back_to_draft() -> None:
    document = desk.order("螺丝 10 x 2.50, 螺母 5 x 1.00", to="calling")
    wordless = {"all_same": True, "person": "王老板", "results": {2: {"result": "different"}}}
    assert "2" in str(refused(document, "call", data=wordless))
    told = {2: {"result": "different", "note": "要 6 个"}}
    document = desk.call(document, results=told)
    assert "2" in str(refused(document, "confirm_call"))
    assert not CallRecord.objects.get(order=document.pk).same
    refused(document, "differences")

    document = desk.step(document, "differences", clerk(), reason="螺母要 6 个")

    assert document.state == "draft"
    assert [line.call_note for line in desk.lines_of(document)] == ["", "要 6 个"]


@begins_with(desk.order, to="calling")
def test_a_corrected_order_is_called_anew() -> None:
    document = desk.call(desk.order(to="calling"))
    document = desk.step(document, "differences", clerk(), reason="改数量")
    document = desk.walk_to(document, "calling")

    refused(document, "confirm_call")

    assert desk.confirm(document).state == "pricing"


@begins_with(desk.order, to="calling")
def test_a_call_tells_with_whom_and_of_what() -> None:
    document = desk.order(to="calling")

    refused(document, "call", data={"person": " ", "all_same": True})
    refused(document, "call", data={"person": "王老板"})

    assert not CallRecord.objects.exists()


def test_pricing_sends_it_back_to_the_phone() -> None:
    document = desk.order(to="pricing")
    refused(document, "call_again", desk.people().billing)

    document = desk.step(document, "call_again", desk.people().billing, reason="颜色不清")

    assert document.state == "calling"
    refused(document, "confirm_call")


def test_the_script_opens_in_three_sentences_and_names_every_line() -> None:
    document = desk.order("螺丝 10 x 2.50, 螺母 5 x 1.00", line={"colour": "红", "size": "L"})

    with translation.override("en"):
        script = call_script(desk.body_of(document))

    assert len(script["opening"]) == 3
    assert "红星商场" in script["opening"][1]
    lines = [point for point in script["points"] if "螺" in point]
    assert len(lines) == 2
    assert all(word in lines[0] for word in ("红", "L", "10", "2.5"))


# --- Void and hold -------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "consulting", "calling", "pricing", "approving"])
def test_before_the_notice_it_is_voided_with_a_reason(state: str, books: None) -> None:
    document = desk.order(to=state)
    refused(document, "void")

    assert desk.step(document, "void", clerk(), reason="客户取消").state == "cancelled"


@pytest.mark.parametrize("state", ["consulting", "pricing", "noticed", "released"])
def test_on_hold_nothing_moves_until_it_is_resumed(state: str) -> None:
    document = desk.order(to=state)
    refused(document, "hold")
    document = desk.step(document, "hold", desk.people().accountant, reason="欠款")
    assert document.held
    onward = {"consulting": "consult", "pricing": "call_again", "released": "hand_over"}
    assert document.number in str(
        refused(document, onward.get(state, "send_notice"), reason="试", data={"note": "试"})
    )

    document = desk.step(document, "resume", clerk())

    assert not document.held
    refused(document, "resume")


def test_a_held_order_is_not_released_though_the_kernel_knows_a_step_of_that_name() -> None:
    document = desk.order(to="noticed", terms="cod")
    document = desk.step(document, "hold", clerk(), reason="等通知")

    assert str(refused(document, "release")) == str(
        checks.not_held(desk.body_of(document), clerk())
    )
