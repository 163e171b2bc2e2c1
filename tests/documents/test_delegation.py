"""Deputies: they act for the absent person, in a period, and never for the maker (D2)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import approvals, tasks, visibility
from documents.errors import NotAllowed, Refused
from documents.models import ChainStep, Delegation, Event
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.documents.test_engine import made_by
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def today() -> date:
    return timezone.localdate()


def stands_in(deputy: User, absent: User, *, days: tuple[int, int] = (0, 5)) -> Delegation:
    first, last = (today() + timedelta(days=shift) for shift in days)
    return approvals.delegate(
        absent=absent, deputy=deputy, starts_on=first, ends_on=last, reason="出差"
    )


def test_a_deputy_signs_for_the_absent_and_both_are_recorded() -> None:
    order = firm.order(state="submitted")
    deputy = factories.user(Role.STOREKEEPER)
    with pytest.raises(NotAllowed):
        firm.step(order, "approve", deputy)
    stands_in(deputy, firm.people().manager)

    order = firm.step(order, "approve", deputy)

    assert order.state == "approved"
    event = Event.objects.get(document=order, step="approve")
    assert (event.actor, event.acting_for) == (deputy, firm.people().manager)
    desk = ChainStep.objects.get(document=order)
    assert (desk.done_by, desk.acted_for) == (deputy, firm.people().manager)


def test_a_deputy_finds_the_task_and_may_open_the_paper() -> None:
    order = firm.order(state="submitted")
    deputy = factories.user(Role.DRIVER)
    assert order not in visibility.visible_to(deputy)
    stands_in(deputy, firm.people().manager)

    assert [task.document for task in tasks.tasks_of(deputy, now=timezone.now())] == [order]
    assert order in visibility.visible_to(deputy)


@pytest.mark.parametrize("days", [(1, 5), (-5, -1)])
def test_a_deputy_acts_only_in_his_days(days: tuple[int, int]) -> None:
    order = firm.order(state="submitted")
    deputy = factories.user(Role.STOREKEEPER)
    stands_in(deputy, firm.people().manager, days=days)

    with pytest.raises(NotAllowed):
        firm.step(order, "approve", deputy)
    assert not tasks.tasks_of(deputy, now=timezone.now()).exists()


def test_a_deputy_does_not_act_for_the_maker() -> None:
    maker = factories.user(Role.PURCHASING_MANAGER)
    order = made_by(maker)
    deputy = factories.user(Role.STOREKEEPER)
    stands_in(deputy, maker)

    with pytest.raises(NotAllowed):
        firm.step(order, "approve", deputy)
    assert not tasks.tasks_of(deputy, now=timezone.now()).exists()


def test_a_maker_does_not_approve_as_deputy_of_his_manager() -> None:
    order = firm.order(state="submitted")
    stands_in(firm.people().purchaser, firm.people().manager)

    with pytest.raises(NotAllowed):
        firm.step(order, "approve", firm.people().purchaser)
    assert not tasks.tasks_of(firm.people().purchaser, now=timezone.now()).exists()


def test_whoever_signed_through_a_deputy_does_not_sign_the_next_desk() -> None:
    people = firm.people()
    both = factories.user(Role.PURCHASING_MANAGER, Role.GENERAL_MANAGER)
    order = firm.step(firm.draft_order("螺丝 1000 x 60.00"), "submit", people.purchaser)
    deputy = factories.user(Role.STOREKEEPER)
    stands_in(deputy, both)
    order = firm.step(order, "approve", deputy)

    for person in (both, deputy):
        with pytest.raises(NotAllowed):
            firm.step(order, "approve", person)
    assert firm.step(order, "approve", people.general_manager).state == "approved"


def test_a_deputy_of_the_maker_does_what_is_the_makers_and_another_deputy_does_not() -> None:
    order = firm.order(state="submitted")
    deputy, stranger = factories.user(Role.STOREKEEPER), factories.user(Role.STOREKEEPER)
    stands_in(deputy, firm.people().purchaser)
    stands_in(stranger, firm.people().inspector)

    for other in (stranger, factories.user(Role.PURCHASER)):
        with pytest.raises(NotAllowed, match=firm.people().purchaser.display_name):
            firm.step(order, "withdraw", other)
    order = firm.step(order, "withdraw", deputy)

    assert order.state == "draft"
    event = Event.objects.get(document=order, step="withdraw")
    assert (event.actor, event.acting_for) == (deputy, firm.people().purchaser)


def test_a_deputyship_is_not_handed_on() -> None:
    order = firm.order(state="submitted")
    first, second = factories.user(Role.STOREKEEPER), factories.user(Role.DRIVER)
    stands_in(first, firm.people().manager)
    stands_in(second, first)

    with pytest.raises(NotAllowed):
        firm.step(order, "approve", second)


def test_a_delegation_ended_early_ends_at_once() -> None:
    order = firm.order(state="submitted")
    deputy = factories.user(Role.STOREKEEPER)
    delegation = stands_in(deputy, firm.people().manager)

    assert approvals.end_delegation(delegation, at=timezone.now())
    assert not approvals.end_delegation(delegation, at=timezone.now())

    with pytest.raises(NotAllowed):
        firm.step(order, "approve", deputy)


def test_nobody_deputises_for_himself_or_has_two_deputies_at_once() -> None:
    manager, deputy = firm.people().manager, factories.user(Role.STOREKEEPER)
    with pytest.raises(Refused):
        stands_in(manager, manager)
    stands_in(deputy, manager)
    with pytest.raises(Refused) as refused:
        stands_in(factories.user(), manager, days=(3, 9))
    assert deputy.display_name in str(refused.value)
    with pytest.raises(Refused):
        stands_in(deputy, factories.user(), days=(3, 2))


def test_an_absence_has_a_reason_and_may_last_one_day() -> None:
    absent, deputy = factories.user(Role.PURCHASER), factories.user(Role.PURCHASER)
    day = today()
    with pytest.raises(Refused):
        approvals.delegate(absent=absent, deputy=deputy, starts_on=day, ends_on=day, reason=" ")
    assert not Delegation.objects.exists()

    assert stands_in(deputy, absent, days=(0, 0)).ends_on == day


def test_a_past_delegation_cannot_be_rewritten() -> None:
    delegation = stands_in(factories.user(Role.STOREKEEPER), firm.people().manager)

    for statement in (
        "UPDATE documents_delegation SET ends_on = '2030-01-01'",
        "DELETE FROM documents_delegation",
    ):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    delegation.refresh_from_db()
    assert delegation.ends_on == today() + timedelta(days=5)


# --- Pages ------------------------------------------------------------------------------------


def form(absent: User, deputy: User, **more: Any) -> dict[str, Any]:
    row = {"absent": absent.pk, "deputy": deputy.pk, "reason": "年假"}
    return {**row, "starts_on": f"{today()}", "ends_on": f"{today()}", **more}


def test_everybody_names_his_own_deputy(client: Client, as_user: Any) -> None:
    clerk, deputy = factories.user(Role.PURCHASER), factories.user(Role.PURCHASER)
    as_user(client, clerk)

    answer = client.post(reverse("delegation_new"), form(clerk, deputy))

    assert answer.status_code == 302
    assert Delegation.objects.get().absent == clerk
    assert deputy.display_name in client.get(reverse("delegations")).content.decode()


def test_for_somebody_else_only_an_administrator_names_a_deputy(
    client: Client, as_user: Any
) -> None:
    clerk, boss = factories.user(Role.PURCHASER), factories.user(Role.GENERAL_MANAGER)
    as_user(client, clerk)
    assert client.post(reverse("delegation_new"), form(boss, clerk)).status_code == 200
    assert not Delegation.objects.exists()

    as_user(client, factories.user(Role.ADMINISTRATOR))
    assert client.post(reverse("delegation_new"), form(boss, clerk)).status_code == 302


def test_a_period_that_is_over_and_a_full_width_date_are_understood(
    client: Client, as_user: Any
) -> None:
    clerk, deputy = factories.user(Role.PURCHASER), factories.user(Role.PURCHASER)
    as_user(client, clerk)
    gone = {"starts_on": "2020-01-01", "ends_on": "2020-01-02"}
    answer = client.post(reverse("delegation_new"), form(clerk, deputy, **gone))
    assert "年假" in answer.content.decode()
    assert not Delegation.objects.exists()

    wide = f"{today():%Y/%m/%d}".translate(str.maketrans("0123456789/", "０１２３４５６７８９／"))
    client.post(reverse("delegation_new"), form(clerk, deputy, starts_on=wide, ends_on=wide))
    assert Delegation.objects.get().starts_on == today()


def test_a_delegation_is_ended_by_the_absent_and_by_no_stranger(
    client: Client, as_user: Any
) -> None:
    clerk, deputy = factories.user(Role.PURCHASER), factories.user(Role.PURCHASER)
    delegation = stands_in(deputy, clerk)
    address = reverse("delegation_end", args=[delegation.pk])

    assert as_user(client, factories.user(Role.CASHIER)).post(address).status_code == 404
    assert as_user(client, deputy).post(address).status_code == 403
    assert as_user(client, clerk).get(address).status_code == 405
    assert as_user(client, clerk).post(address).status_code == 302
    delegation.refresh_from_db()
    assert delegation.ended_at
