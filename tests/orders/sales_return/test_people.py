"""Who takes the return's steps, until when, and how they are undone."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from documents import tasks, undoing
from documents.errors import NotAllowed
from documents.models import Task
from masterdata.roles import Role
from orders.sales_return.models import SalesReturn
from tests import factories
from tests.grounds import begins_with
from tests.notation import owing, stock, worth
from tests.orders import desk
from tests.orders.delivery import road
from tests.orders.sales_return import returns
from tests.orders.sales_return.returns import on_account, open_items, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
D = Decimal


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The sentences are read here in the language of the source."""
    with translation.override("en"):
        yield


# --- Without a delivery --------------------------------------------------------------------------


@begins_with(desk.put, "螺丝 10 x 1.00")
def test_goods_of_no_delivery_need_a_sales_representatives_word() -> None:
    desk.put("螺丝 10 x 1.00")
    document = returns.free("螺丝 3 x 2.50")
    assert "sales representative" in refused(lambda: returns.submit(document))
    with pytest.raises(NotAllowed):
        returns.step(document, "vouch", desk.people().clerk, reason="展厅样品")

    document = returns.go(returns.vouch(document), "posted")

    assert stock("螺丝 main 13")
    assert worth("螺丝 main 13.00")
    assert owing(f"{desk.CUSTOMER} -7.50")
    assert returns.body(document).vouched_by == returns.rep()


@begins_with(desk.put, "螺丝 10 x 1.00")
def test_the_word_lapses_when_the_application_is_changed() -> None:
    from documents import content, drafts

    desk.put("螺丝 10 x 1.00")
    document = returns.vouch(returns.free("螺丝 3 x 2.50"))
    (line,) = content.load_body(document).lines.all()
    row = {f.name: getattr(line, f.name) for f in line._meta.concrete_fields if f.name != "body"}
    changed = row | {"quantity": D(9), "base_quantity": D(9)}
    drafts.change(document.pk, actor=desk.people().clerk, version=document.version, lines=[changed])

    assert "sales representative" in refused(lambda: returns.submit(document))


def test_goods_into_an_empty_store_of_no_delivery_are_worth_nothing() -> None:
    factories.item("螺丝")
    returns.go(returns.vouch(returns.free("螺丝 3 x 2.50")), "posted")

    assert stock("螺丝 main 3")
    assert worth("螺丝 main 0")


@begins_with(desk.put, "螺丝 10 x 1.00")
def test_without_an_order_there_is_nothing_to_replace() -> None:
    desk.put("螺丝 10 x 1.00")
    document = returns.free("螺丝 3 x 2.50")
    document.salesreturn.lines.update(wish="replace")

    assert "no customer order is behind it" in refused(
        lambda: returns.submit(returns.vouch(document))
    )


# --- Who -----------------------------------------------------------------------------------------


@begins_with(returns.delivered)
def test_small_returns_are_signed_by_the_rep_large_ones_by_the_manager_too() -> None:
    _order, small = returns.delivered()
    document = returns.submit(returns.applied([small], "4"))
    assert returns.step(document, "approve", returns.rep()).state == "approved"

    _order, large = returns.delivered("螺栓 10 x 900")
    document = returns.submit(returns.applied([large], "10"))
    document = returns.step(document, "approve", returns.rep())
    assert document.state == "approving"
    assert returns.step(document, "approve", desk.people().manager).state == "approved"


def test_the_customers_own_representative_signs() -> None:
    other = desk.person(Role.SALES_REP, 2)
    _order, delivery = returns.delivered()
    desk.customer(owner=other)
    document = returns.submit(returns.applied([delivery], "4"))

    assert other.display_name in refused(lambda: returns.step(document, "approve", returns.rep()))
    assert returns.step(document, "approve", other).state == "approved"


def test_his_own_application_is_signed_by_another_representative() -> None:
    owner = desk.person(Role.SALES_REP, 2)
    _order, delivery = returns.delivered()
    desk.customer(owner=owner)
    document = returns.applied([delivery], "4", maker=owner)
    document = returns.step(document, "submit", owner)
    with pytest.raises(NotAllowed):
        returns.step(document, "approve", owner)

    assert returns.step(document, "approve", returns.rep()).state == "approved"


@begins_with(returns.delivered)
def test_whoever_received_the_goods_does_not_grade_them() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "approved")
    document = returns.step(document, "receive", road.chief())

    assert "received these goods" in refused(lambda: returns.step(document, "grade", road.chief()))


@begins_with(returns.delivered)
def test_whoever_drew_the_note_up_does_not_audit_it() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "graded")
    both = desk.people().billing
    both.groups.add(desk.people().accountant.groups.get())
    document = returns.draw_up(document)

    assert "drew up this return" in refused(lambda: returns.step(document, "post", both))
    assert returns.post(document).state == "posted"


@begins_with(returns.delivered)
def test_a_rejected_application_is_told_corrected_and_goes_through_again() -> None:
    _order, delivery = returns.delivered()
    document = returns.reject(returns.submit(returns.applied([delivery], "4")))
    told = {"channel": "phone", "receiver": "王老板"}
    document = returns.step(document, "tell", desk.people().clerk, data=told)

    assert document.state == "rejected"
    assert returns.body(document).sent.get().kind == "decision"
    assert returns.go(returns.submit(document), "approved").state == "approved"


@begins_with(returns.delivered)
def test_each_state_puts_its_task_on_a_desk() -> None:
    _order, delivery = returns.delivered()
    document = returns.applied([delivery], "4")
    waiting = {
        "approving": returns.rep(),
        "approved": road.keeper(),
        "received": returns.inspector(),
        "graded": desk.people().billing,
        "drawn": desk.people().accountant,
        "posted": desk.people().clerk,
    }
    for state, person in waiting.items():
        document = returns.go(document, state)
        found = tasks.tasks_of(person, now=timezone.now()).filter(document=document)
        assert [task.kind for task in found if not task.title] == ["state"], state
        assert found.first() is not None


@begins_with(returns.delivered)
def test_the_maker_is_asked_to_tell_the_customer_of_the_approval() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "approved")
    errand = Task.objects.get(document=document, kind="tell_customer", closed_at=None)
    assert errand.person == desk.people().clerk

    told = {"channel": "phone", "receiver": "王老板"}
    returns.step(document, "tell", desk.people().clerk, data=told)

    errand.refresh_from_db()
    assert errand.closed_at is not None


# --- Time ----------------------------------------------------------------------------------------


@begins_with(returns.delivered)
def test_after_its_day_an_approval_lets_nothing_in_until_it_is_prolonged() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "approved")
    day = timezone.localdate() - timedelta(days=1)
    SalesReturn.objects.filter(pk=document.pk).update(valid_until=day)

    assert f"{day:%Y-%m-%d}" in refused(lambda: returns.receive(document))
    returns.step(document, "prolong", desk.people().manager, reason="物流延误")

    assert returns.body(document).valid_until == timezone.localdate() + timedelta(days=30)
    assert returns.receive(document).state == "received"


@begins_with(returns.delivered)
def test_taken_back_an_approval_goes_through_the_chain_again() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "approved")

    document = returns.step(document, "unapprove", desk.people().manager, reason="改数量")

    assert (document.state, document.approver) == ("applied", None)
    assert returns.body(document).valid_until is None
    assert returns.go(document, "approved").state == "approved"


# --- Reply, end, undoing -------------------------------------------------------------------------


@begins_with(returns.delivered)
def test_the_reply_says_how_when_and_to_whom() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "replied")

    sent = returns.body(document).sent.get()
    assert (sent.kind, sent.channel, sent.receiver) == ("reply", "fax", "王老板")
    document = returns.close(document)
    assert returns.body(document).confirmed_by == "王老板"
    document = returns.step(document, "reopen", desk.people().clerk, reason="客户改口")
    assert document.state == "replied"


def test_a_reversal_is_equal_and_opposite() -> None:
    order, delivery = on_account()
    document = returns.posted([delivery], "4", wish="replace")

    returns.reverse(document)

    assert stock("螺丝 main 90")
    assert worth("螺丝 main 90.00")
    assert owing(f"{desk.CUSTOMER} 25.00")
    assert open_items(delivery) == [D("25.00")]
    assert returns.delivery_lines(delivery)[0].returned == D(0)
    assert desk.state_of(order) == "fulfilled"


@begins_with(returns.delivered)
def test_a_replacement_under_way_stands_in_the_way_of_the_reversal() -> None:
    order, delivery = returns.delivered()
    document = returns.posted([delivery], "4", wish="replace")
    again = road.drawn([order])

    assert again.number in refused(lambda: returns.reverse(document))
    road.step(again, "void", desk.people().billing, reason="不发了")

    assert returns.reverse(document).state == "reversed"


@begins_with(returns.delivered)
def test_a_replacement_that_left_stands_in_the_way_too() -> None:
    order, delivery = returns.delivered()
    document = returns.posted([delivery], "4", wish="replace")
    road.sign(road.send([order]))

    assert order.number in refused(lambda: returns.reverse(document))


@begins_with(returns.delivered)
def test_a_delivery_with_a_live_return_is_undone_from_the_end() -> None:
    order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "received")
    assert document.number in refused(lambda: road.reverse(delivery))
    document = returns.go(document, "posted")

    boss = factories.user(is_superuser=True)
    undoing.undo_from_end(delivery.pk, actor=boss, reason="整单作废", at=timezone.now())

    assert [desk.state_of(document), desk.state_of(delivery)] == ["reversed", "reversed"]
    assert stock("螺丝 main 100")


@begins_with(returns.delivered)
def test_used_money_stands_in_the_way_of_the_reversal() -> None:
    _order, delivery = returns.delivered()
    document = returns.posted([delivery], "4")
    user = desk.order("螺母 4 x 2.50", to="noticed")

    assert user.number in refused(lambda: returns.reverse(document))
