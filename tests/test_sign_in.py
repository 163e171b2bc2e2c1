"""Signing in and out: guessing is stopped, keys change, and nothing outlives a closed account."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from masterdata.models import User
from masterdata.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
HOME = "/keys/"


@pytest.fixture
def clerk(db: None) -> User:
    return factories.user(Role.STOREKEEPER, username="kuguan")


def sign_in(client: Client, password: str = factories.PASSWORD, **more: Any) -> Any:
    data = {"username": "kuguan", "password": password, **more}
    return client.post(reverse("login"), data)


def is_in(client: Client) -> bool:
    return bool(client.get(HOME).status_code == 200)


@pytest.mark.usefixtures("axes")
def test_five_wrong_passwords_lock_the_sixth_right_one_out(clerk: User) -> None:
    client = Client()
    for _attempt in range(5):
        sign_in(client, "wrong")

    answer = sign_in(client)

    assert answer.status_code in (403, 429)
    assert "class" in answer.content.decode(), "the lock-out is a page with a sentence"
    assert not is_in(client)


@pytest.mark.usefixtures("axes")
def test_a_lock_out_holds_for_that_person_at_that_place_alone(clerk: User) -> None:
    for _attempt in range(6):
        sign_in(Client(), "wrong")
    elsewhere = Client(REMOTE_ADDR="10.0.0.7")

    assert sign_in(elsewhere).status_code == 302
    assert is_in(elsewhere)


@pytest.mark.usefixtures("axes")
def test_four_wrong_passwords_and_a_right_one_let_in(clerk: User) -> None:
    client = Client()
    for _attempt in range(4):
        sign_in(client, "wrong")

    assert sign_in(client).status_code == 302
    assert is_in(client)


def test_a_wrong_name_and_a_wrong_password_get_the_same_words(clerk: User) -> None:
    answers = [
        Client().post(reverse("login"), {"username": name, "password": "wrong"})
        for name in ("kuguan", "nobody")
    ]
    said = [answer.context["form"].non_field_errors() for answer in answers]

    assert said[0]
    assert said[0] == said[1]


def test_the_session_key_changes_with_the_sign_in(clerk: User) -> None:
    client = Client()
    client.post(reverse("set_theme"), {"theme": "dark"})
    client.session["mine"] = True
    client.session.save()
    before = client.session.session_key
    sign_in(client)

    assert client.session.session_key != before


def test_a_key_planted_before_the_sign_in_opens_nothing(clerk: User) -> None:
    client, thief = Client(), Client()
    client.cookies["sessionid"] = thief.cookies["sessionid"] = "planted0planted0planted0planted0"
    sign_in(client)

    assert is_in(client)
    assert not is_in(thief)


def test_signing_out_ends_the_session_for_good(clerk: User) -> None:
    client, copy = Client(), Client()
    sign_in(client)
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_in(copy)

    client.post(reverse("logout"))

    assert not is_in(client)
    assert not is_in(copy)


def test_signing_out_is_not_done_by_a_link(clerk: User) -> None:
    client = Client()
    sign_in(client)

    assert client.get(reverse("logout")).status_code == 405
    assert is_in(client)


def test_a_closed_account_is_out_at_once_and_cannot_come_back(clerk: User) -> None:
    client = Client()
    sign_in(client)
    User.objects.filter(pk=clerk.pk).update(is_active=False)

    assert not is_in(client)
    assert sign_in(Client()).status_code == 200


def test_a_role_taken_away_counts_from_the_next_request(clerk: User) -> None:
    client = Client()
    sign_in(client)
    assert client.get(reverse("receipt_list")).status_code == 200

    clerk.groups.clear()

    assert client.get(reverse("receipt_list")).status_code == 403


def test_the_session_cookie_is_for_the_browser_alone(clerk: User) -> None:
    client = Client()
    sign_in(client)
    cookie = client.cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_sign_in_from_another_site_is_refused(clerk: User) -> None:
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client).status_code == 403
    assert not is_in(client)
