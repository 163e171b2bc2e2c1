"""Who is signed in, with which roles: as the database says at each request, never as it said."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from masterdata.backend import PeopleBackend
from masterdata.models import Item, PackUnit, Unit, User
from masterdata.roles import Role, roles_of
from tests import factories

pytestmark = pytest.mark.django_db
KEYS = "/keys/"


def _read(user: User) -> User:
    found = PeopleBackend().get_user(user.pk)
    assert found is not None
    return found


def test_all_roles_of_a_person_come_with_him(django_assert_num_queries: Any) -> None:
    clerk = factories.user(Role.ORDER_CLERK, Role.STOREKEEPER)
    clerk.groups.add(Group.objects.create(name="no role of the firm"))

    with django_assert_num_queries(1):
        assert roles_of(_read(clerk)) == {Role.ORDER_CLERK, Role.STOREKEEPER}


def test_a_person_without_a_role_has_none() -> None:
    assert roles_of(_read(User.objects.create_user("nobody"))) == frozenset()


def test_a_superuser_has_every_role() -> None:
    assert roles_of(_read(User.objects.create_user("root", is_superuser=True))) == set(Role)


def test_a_role_given_or_taken_counts_at_the_next_request() -> None:
    clerk = factories.user(Role.ORDER_CLERK)
    assert roles_of(_read(clerk)) == {Role.ORDER_CLERK}

    clerk.groups.set(Group.objects.filter(name=Role.CASHIER.value))

    assert roles_of(_read(clerk)) == {Role.CASHIER}


def test_a_closed_account_is_out_at_the_next_request(
    client: Client, as_user: Callable[[Client, User], Client]
) -> None:
    clerk = factories.user(Role.ORDER_CLERK)
    as_user(client, clerk)
    assert client.get(KEYS).status_code == 200

    User.objects.filter(pk=clerk.pk).update(is_active=False)

    assert client.get(KEYS).status_code == 302


def test_a_session_that_ran_out_or_was_ended_opens_nothing(
    client: Client, as_user: Callable[[Client, User], Client]
) -> None:
    as_user(client, factories.user(Role.ORDER_CLERK))
    assert client.get(KEYS).status_code == 200

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(KEYS).status_code == 302

    as_user(client, factories.user(Role.ORDER_CLERK))
    Session.objects.all().delete()
    assert client.get(KEYS).status_code == 302


def test_a_session_ends_by_the_clock_of_the_request(
    client: Client, as_user: Callable[[Client, User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(client, factories.user(Role.ORDER_CLERK))
    assert client.get(KEYS).status_code == 200
    later = timezone.now() + timedelta(hours=13)

    monkeypatch.setattr(timezone, "now", lambda: later)

    assert client.get(KEYS).status_code == 302


def test_a_look_up_takes_as_many_statements_for_twenty_items_as_for_one(
    client: Client,
    as_user: Callable[[Client, User], Client],
    django_assert_max_num_queries: Any,
) -> None:
    unit = Unit.objects.create(code="JIAN", name="件")
    items = [Item.objects.create(code=f"Q{n:02}", name="螺丝", unit=unit) for n in range(25)]
    for item in items:
        PackUnit.objects.create(item=item, unit=unit, numerator=10, denominator=1, level=1)
    as_user(client, factories.user(Role.ORDER_CLERK))
    url = reverse("lookup", args=["item"])
    # The first request notes in the session when he was seen.
    client.get(url, {"q": "Q"})

    for q, found in (("Q0", 10), ("Q", 20), ("Q24", 1)):
        with django_assert_max_num_queries(8):
            rows = client.get(url, {"q": q}).json()["results"]
        assert [len(row["units"]) for row in rows] == [2] * found
