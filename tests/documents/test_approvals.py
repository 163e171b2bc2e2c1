"""Chains as data: copied at submit, signed by different people, escalated when they wait."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from documents import approvals, chains, tasks, visibility
from documents.errors import NotAllowed, Refused
from documents.models import ApprovalRule, ChainStep, Event
from documents.registry import get
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
MAJOR = "螺丝 1000 x 60.00"


def administrator() -> User:
    return factories.user(Role.ADMINISTRATOR)


def set_chain(*desks: chains.Desk) -> None:
    chains.replace_chain(get("purchase_order"), desks, actor=administrator())


def test_a_small_order_needs_the_manager_alone() -> None:
    order = firm.order(state="submitted")

    order = firm.step(order, "approve", firm.people().manager)

    assert order.state == "approved"
    assert order.approver == firm.people().manager


def test_a_major_order_stays_until_every_desk_has_signed() -> None:
    order = firm.draft_order(MAJOR)
    order = firm.step(order, "submit", firm.people().purchaser)

    order = firm.step(order, "approve", firm.people().manager)
    assert order.state == "submitted"
    assert order.approver is None
    assert tasks.tasks_of(firm.people().general_manager, now=timezone.now()).count() == 1

    order = firm.step(order, "approve", firm.people().general_manager)
    assert order.state == "approved"


def test_desks_sign_in_their_order() -> None:
    order = firm.step(firm.draft_order(MAJOR), "submit", firm.people().purchaser)

    with pytest.raises(NotAllowed):
        firm.step(order, "approve", firm.people().general_manager)


def test_one_person_signs_one_desk_only() -> None:
    both = factories.user(Role.PURCHASING_MANAGER, Role.GENERAL_MANAGER)
    order = firm.step(firm.draft_order(MAJOR), "submit", firm.people().purchaser)
    order = firm.step(order, "approve", both)

    with pytest.raises(NotAllowed):
        firm.step(order, "approve", both)

    assert firm.step(order, "approve", firm.people().general_manager).state == "approved"


def test_a_paper_keeps_the_chain_it_started_with() -> None:
    order = firm.order(state="submitted")
    set_chain(chains.Desk(1, Role.GENERAL_MANAGER))

    assert [step.role for step in approvals.steps_of(order)] == [Role.PURCHASING_MANAGER]
    assert firm.step(order, "approve", firm.people().manager).state == "approved"


def test_a_paper_submitted_again_takes_the_chain_of_today() -> None:
    order = firm.order(state="submitted")
    set_chain(chains.Desk(1, Role.GENERAL_MANAGER))
    order = firm.step(order, "reject", firm.people().manager, reason="补充规格")

    order = firm.step(order, "submit", firm.people().purchaser)

    assert [step.role for step in approvals.steps_of(order)] == [Role.GENERAL_MANAGER]
    assert ChainStep.objects.filter(document=order).count() == 2


def test_after_a_no_the_first_desk_signs_again_and_finds_it_in_the_inbox() -> None:
    people = firm.people()
    order = firm.step(firm.draft_order(MAJOR), "submit", people.purchaser)
    order = firm.step(order, "approve", people.manager)
    order = firm.step(order, "reject", people.general_manager, reason="再议价")
    order = firm.step(order, "submit", people.purchaser)

    waiting = tasks.tasks_of(people.manager, now=timezone.now())

    assert [task.document for task in waiting] == [order]
    order = firm.step(order, "approve", people.manager)
    assert firm.step(order, "approve", people.general_manager).state == "approved"


def test_without_a_chain_nothing_is_submitted() -> None:
    order, maker = firm.draft_order(), firm.people().purchaser
    ApprovalRule.objects.filter(type="purchase_order").delete()

    with pytest.raises(Refused):
        firm.step(order, "submit", maker)

    assert firm.state_of(order) == "draft"


def test_a_desk_that_waits_too_long_is_shown_to_the_superior_role_who_may_sign() -> None:
    order = firm.order(state="submitted")
    deputy = factories.user(Role.DEPUTY_GENERAL_MANAGER)
    now = timezone.now()
    with pytest.raises(NotAllowed):
        firm.step(order, "approve", deputy)

    assert tasks.escalate(now=now) == 0
    assert tasks.tasks_of(deputy, now=now).count() == 0
    later = now + timedelta(days=21)
    assert tasks.escalate(now=later) == 1
    assert tasks.escalate(now=later) == 0

    assert [task.document for task in tasks.tasks_of(deputy, now=later)] == [order]
    note = Event.objects.get(document=order, kind=Event.Kind.NOTE)
    assert note.details["escalated_to"] == Role.DEPUTY_GENERAL_MANAGER
    assert firm.step(order, "approve", deputy).state == "approved"


def test_escalation_does_not_take_the_desk_away() -> None:
    order = firm.order(state="submitted")
    tasks.escalate(now=timezone.now() + timedelta(days=21))

    assert firm.step(order, "approve", firm.people().manager).state == "approved"


def test_a_superior_who_made_the_paper_does_not_sign_it_by_escalation() -> None:
    maker = factories.user(Role.PURCHASER, Role.DEPUTY_GENERAL_MANAGER)
    firm.people()
    from tests.documents.test_engine import made_by

    order = made_by(maker)
    tasks.escalate(now=timezone.now() + timedelta(days=21))

    with pytest.raises(NotAllowed):
        firm.step(order, "approve", maker)
    assert not tasks.tasks_of(maker, now=timezone.now()).filter(document=order).exists()


def test_whoever_is_asked_by_escalation_may_open_the_paper() -> None:
    set_chain(chains.Desk(1, Role.PURCHASING_MANAGER, Decimal(0), 1, Role.SALES_DIRECTOR))
    order = firm.order(state="submitted")
    director = factories.user(Role.SALES_DIRECTOR)
    assert order not in visibility.visible_to(director)

    tasks.escalate(now=timezone.now() + timedelta(days=21))

    assert order in visibility.visible_to(director)


@pytest.mark.parametrize(
    "desks",
    [
        [],
        [chains.Desk(2, Role.PURCHASING_MANAGER), chains.Desk(1, Role.GENERAL_MANAGER)],
        [chains.Desk(1, Role.GENERAL_MANAGER), chains.Desk(1, Role.ACCOUNTANT)],
        [chains.Desk(1, Role.GENERAL_MANAGER, Decimal(5))],
        [chains.Desk(1, Role.ACCOUNTANT), chains.Desk(2, Role.ACCOUNTANT)],
        [chains.Desk(1, Role.ACCOUNTANT, Decimal(0), 2, "")],
        [chains.Desk(1, Role.ACCOUNTANT, Decimal(0), None, Role.GENERAL_MANAGER)],
        [chains.Desk(1, Role.ACCOUNTANT, Decimal(0), 2, Role.ACCOUNTANT)],
        [chains.Desk(1, Role.ACCOUNTANT, Decimal(-1))],
        [chains.Desk(n, list(Role)[n]) for n in range(1, 13)],
    ],
)
def test_an_unsound_chain_is_refused(desks: list[chains.Desk]) -> None:
    faults = chains.faults_of_chain(desks)

    assert faults
    with pytest.raises(Refused):
        chains.replace_chain(get("receipt"), desks, actor=administrator())


def test_only_an_administrator_changes_a_chain() -> None:
    with pytest.raises(NotAllowed):
        chains.replace_chain(
            get("receipt"), [chains.Desk(1, Role.ACCOUNTANT)], actor=firm.people().general_manager
        )


def test_a_chain_changed_by_somebody_else_meanwhile_is_not_overwritten() -> None:
    firm.people()
    opened = chains.version_of(chains.desks_of(get("receipt")))
    chains.replace_chain(
        get("receipt"), [chains.Desk(1, Role.ACCOUNTANT)], actor=administrator(), version=opened
    )

    with pytest.raises(Refused):
        chains.replace_chain(
            get("receipt"), [chains.Desk(1, Role.CASHIER)], actor=administrator(), version=opened
        )

    assert [desk.role for desk in chains.desks_of(get("receipt"))] == [Role.ACCOUNTANT]
