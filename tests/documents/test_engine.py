"""One step, one transaction: who may, what is refused and how, and that nothing happens twice."""

import uuid
from typing import Any

import pytest
from django.db import connection

from documents import drafts, engine, offers
from documents.errors import NotAllowed, Refused, StaleVersion
from documents.locking import lock_head
from documents.models import Document, Event, Operation, Task
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.behind import unnoticed
from tests.notation import owed, stock
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def a_manager(**fields: Any) -> User:
    return factories.user(Role.PURCHASING_MANAGER, **fields)


def sentences(refused: Any) -> str:
    return str(refused.value)


def made_by(maker: User, text: str = "螺丝 10 x 2.00") -> Document:
    """An order of this maker, awaiting approval."""
    firm.people()
    order = drafts.create(
        firm.PURCHASE_ORDER,
        actor=maker,
        head={"party": factories.supplier()},
        body={"warehouse": factories.warehouse()},
        lines=firm.priced(text),
    )
    return firm.step(order, "submit", maker)


def test_nobody_approves_what_he_made() -> None:
    maker = a_manager()
    order = made_by(maker)

    with pytest.raises(NotAllowed) as refused:
        firm.step(order, "approve", maker)

    assert firm.people().manager.display_name in sentences(refused)
    assert firm.state_of(order) == "submitted"


def test_a_superuser_does_not_approve_what_he_made() -> None:
    owner = factories.user(is_superuser=True)
    order = made_by(owner)

    with pytest.raises(NotAllowed):
        firm.step(order, "approve", owner)


def test_whoever_edited_the_paper_counts_as_its_maker() -> None:
    order = firm.draft_order()
    editor = a_manager()
    lines = firm.priced("螺丝 100 x 2.00")
    drafts.change(order.pk, actor=editor, version=1, head={"remark": "改价"}, body={}, lines=lines)
    order = firm.step(order, "submit", firm.people().purchaser)

    with pytest.raises(NotAllowed):
        firm.step(order, "approve", editor)

    assert firm.approve(order).state == "approved"


def test_the_database_itself_refuses_a_maker_as_approver() -> None:
    from django.db import IntegrityError, transaction

    order = firm.order(state="submitted")

    with (
        pytest.raises(IntegrityError, match="document_approver_is_not_maker"),
        transaction.atomic(),
    ):
        Document.objects.filter(pk=order.pk).update(approver=order.maker)


def test_a_step_of_another_role_is_refused_and_says_whose_it_is() -> None:
    order = firm.order(state="submitted")

    with pytest.raises(NotAllowed) as refused:
        firm.step(order, "approve", firm.people().storekeeper)

    assert str(Role.PURCHASING_MANAGER.label) in sentences(refused)
    assert firm.people().manager.display_name in sentences(refused)


def test_a_closed_account_does_nothing() -> None:
    order = firm.order(state="submitted")
    gone = a_manager(is_active=False)

    with pytest.raises(NotAllowed, match="停用"):
        firm.step(order, "approve", gone)


def test_a_step_that_the_state_does_not_know_names_the_state_and_who_came_first() -> None:
    order = firm.order(state="approved")

    with pytest.raises(Refused) as refused:
        firm.step(order, "approve", a_manager())

    assert firm.people().manager.display_name in sentences(refused)
    assert order.number in sentences(refused)


def test_an_invented_step_is_refused() -> None:
    with pytest.raises(Refused):
        firm.step(firm.draft_order(), "drop_table", firm.people().purchaser)


def test_a_stale_page_is_refused_and_told_by_whom() -> None:
    order = firm.order(state="submitted")
    opened_with = order.version
    firm.step(order, "withdraw", firm.people().purchaser)
    order = firm.step(order, "submit", firm.people().purchaser)

    with pytest.raises(StaleVersion) as refused:
        firm.step(order, "approve", firm.people().manager, version=opened_with)

    assert refused.value.changed_by == firm.people().purchaser
    assert firm.state_of(order) == "submitted"


def test_the_same_key_gets_the_first_answer_and_posts_nothing_twice() -> None:
    receipt = firm.receipt([firm.order()], "40", state="submitted")
    key = uuid.uuid4()
    options: dict[str, Any] = {"actor": firm.people().manager, "key": key}

    first = engine.perform(receipt.pk, "approve", version=receipt.version, **options)
    again = engine.perform(receipt.pk, "approve", version=receipt.version, **options)

    assert (first.repeated, again.repeated) == (False, True)
    assert again.event == first.event
    assert Operation.objects.count() == 1
    assert stock("螺丝 main 40")
    assert owed("甲厂 90.40")


def test_a_key_of_another_act_is_refused() -> None:
    first, second = firm.draft_order(), firm.draft_order()
    key = uuid.uuid4()
    firm.step(first, "submit", firm.people().purchaser, key=key)

    with pytest.raises(Refused):
        firm.step(second, "submit", firm.people().purchaser, key=key)
    with pytest.raises(Refused):
        firm.step(first, "withdraw", firm.people().purchaser, key=key)

    assert firm.state_of(second) == "draft"


def test_a_line_changed_behind_the_program_cannot_be_approved() -> None:
    order = firm.order(state="submitted")
    with unnoticed(order), connection.cursor() as cursor:
        cursor.execute("UPDATE purchasing_purchaseorderline SET price = price * 2")

    with pytest.raises(Refused) as refused:
        firm.step(order, "approve", firm.people().manager)

    assert order.number in sentences(refused)
    assert firm.state_of(order) == "submitted"


def test_one_no_sends_the_paper_back_with_its_reason() -> None:
    order = firm.order(state="submitted")

    with pytest.raises(Refused):
        firm.step(order, "reject", firm.people().manager)
    order = firm.step(order, "reject", firm.people().manager, reason="价格太高")

    assert order.state == "draft"
    assert order.content_hash == ""
    assert Event.objects.get(document=order, step="reject").reason == "价格太高"
    task = Task.objects.get(document=order, closed_at=None)
    assert task.person == order.maker


def test_a_guard_that_says_no_leaves_no_trace() -> None:
    order = firm.draft_order(contract_on=None)
    before = Event.objects.filter(document=order).count()

    with pytest.raises(Refused):
        firm.step(order, "submit", firm.people().purchaser)

    assert firm.state_of(order) == "draft"
    assert Event.objects.filter(document=order).count() == before


def test_a_paper_on_hold_takes_no_step_but_release() -> None:
    order = firm.order(state="approved")
    firm.step(order, "hold", firm.people().manager, reason="等待报价")
    assert not Task.objects.filter(document=order, closed_at=None).exists()

    with pytest.raises(Refused):
        firm.sign(order)

    order = firm.step(order, "release", firm.people().manager)
    assert firm.sign(order).state == "signed"


def test_a_step_of_the_program_is_taken_by_nobody() -> None:
    order = firm.order(state="active")

    with pytest.raises(NotAllowed):
        firm.step(order, "receive_all", firm.people().manager)


def test_the_program_takes_no_step_that_its_guards_refuse() -> None:
    order = firm.order(state="active")

    done = engine.system(order.pk, "receive_all", at=order.changed_at, cause=order)

    assert done is None
    assert firm.state_of(order) == "active"


def test_what_is_offered_is_what_can_be_done() -> None:
    order = firm.order(state="submitted")
    people = firm.people()

    to_manager = {o.step.code: o.allowed for o in offers.available(order, people.manager)}
    to_keeper = {o.step.code: o.allowed for o in offers.available(order, people.storekeeper)}

    assert to_manager["approve"]
    assert not to_keeper["approve"]
    assert offers.why_not(order, "approve", people.manager) == []
    assert offers.why_not(order, "approve", people.storekeeper)
    assert offers.why_not(order, "sign", people.manager)


def test_an_escalation_of_rights_by_a_forged_state_is_impossible() -> None:
    """A head changed by hand to look approved has no event that says so: the books tell it."""
    from documents import books

    order = firm.order(state="submitted")
    Document.objects.filter(pk=order.pk).update(state="approved")

    found = books.run_checks(["documents.states"])

    assert [breach.subject for breach in found] == [order.number]
    Document.objects.filter(pk=order.pk).update(state="submitted")


def test_a_paper_that_is_not_there_takes_no_step() -> None:
    with pytest.raises(Document.DoesNotExist):
        engine.perform(999_999, "approve", actor=firm.people().manager)
    with pytest.raises(Document.DoesNotExist):
        lock_head(999_999)
