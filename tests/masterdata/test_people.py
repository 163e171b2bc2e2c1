"""Users, roles and reporting lines; sessions end with the rights; everyone's own settings."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from masterdata.models import User
from masterdata.roles import (
    Role,
    holders,
    may_see_cost,
    may_see_list_prices,
    may_see_purchase_prices,
    roles_of,
)
from tests import factories
from tests.masterdata.forms_data import shown

pytestmark = pytest.mark.django_db
GOOD = "chunfeng-1947-lu"


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(factories.user(Role.ADMINISTRATOR, name="查良"))
    return client


def form_of(**fields: Any) -> dict[str, Any]:
    data = {"username": "zhouli", "full_name": "周丽", "is_active": "on", "password": GOOD}
    return {**data, "roles": ["purchaser"], **fields}


def test_a_new_user_can_log_in_with_the_first_password_and_has_the_roles(
    administrator: Client,
) -> None:
    assert administrator.post(reverse("user_new"), form_of()).status_code == 302

    person = User.objects.get(username="zhouli")
    assert roles_of(person) == {Role.PURCHASER}
    assert person.pinyin == "zl"
    assert Client().login(username="zhouli", password=GOOD)


def test_a_person_without_a_password_cannot_log_in(administrator: Client) -> None:
    administrator.post(reverse("user_new"), form_of(password=""))

    assert not User.objects.get(username="zhouli").has_usable_password()


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "short"},
        {"password": "password"},
        {"password": "zhouli2026"},
        {"password": "elevenchars", "roles": ["cashier"]},
        {"roles": ["emperor"]},
        {"full_name": ""},
        {"username": ""},
        {"username": "a b<c>"},
    ],
)
def test_weak_passwords_and_unknown_roles_are_refused(
    administrator: Client, fields: dict[str, Any]
) -> None:
    assert administrator.post(reverse("user_new"), form_of(**fields)).status_code == 422
    assert not User.objects.filter(username="zhouli").exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_the_administrator_sees_the_users(role: Role) -> None:
    person = factories.user(role)
    client = Client()
    client.force_login(person)

    for page in ("user_list", "user_new"):
        assert client.get(reverse(page)).status_code == 403
    assert client.post(reverse("user_edit", args=[person.pk]), form_of()).status_code == 403


def test_the_page_of_a_person_never_shows_the_password(administrator: Client) -> None:
    person = factories.user(Role.PURCHASER)

    page = administrator.get(person.get_absolute_url()).content.decode()

    assert person.password not in page
    assert "md5$" not in page


def change(administrator: Client, person: User, **fields: Any) -> Any:
    url = reverse("user_edit", args=[person.pk])
    data = {**shown(administrator, url), **fields}
    return administrator.post(url, {name: value for name, value in data.items() if value != ""})


@pytest.mark.parametrize(
    "fields", [{"is_active": ""}, {"password": GOOD}, {"roles": ["storekeeper"]}]
)
def test_losing_access_ends_all_sessions_of_the_person(
    administrator: Client, fields: dict[str, Any]
) -> None:
    person = factories.user(Role.PURCHASER)
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(person)
        assert client.get(reverse("item_list")).status_code == 200

    assert change(administrator, person, **fields).status_code == 302

    for client in clients:
        assert client.get(reverse("item_list")).status_code == 302
    assert Session.objects.count() == 1


def test_an_administrator_cannot_lock_himself_out(administrator: Client) -> None:
    me = User.objects.get(full_name="查良")

    assert change(administrator, me, is_active="").status_code == 422
    assert change(administrator, me, roles=["purchaser"]).status_code == 422
    me.refresh_from_db()
    assert me.is_active


def test_the_reporting_line_never_runs_in_a_circle(administrator: Client) -> None:
    chief = factories.user(name="陈国栋")
    clerk = factories.user(name="周丽", superior=chief)

    assert change(administrator, chief, superior=str(clerk.pk)).status_code == 422
    assert change(administrator, chief, superior=str(chief.pk)).status_code == 422


def test_rights_to_see_prices_follow_the_roles() -> None:
    table = {
        Role.PURCHASER: (True, False, True),
        Role.ACCOUNTANT: (True, True, True),
        Role.ORDER_CLERK: (False, False, True),
        Role.STOREKEEPER: (False, False, False),
        Role.DRIVER: (False, False, False),
        Role.INSPECTOR: (False, False, False),
    }
    for role, expected in table.items():
        person = factories.user(role)
        asked = (may_see_purchase_prices, may_see_cost, may_see_list_prices)
        assert tuple(ask(person) for ask in asked) == expected


def test_a_superuser_sees_as_every_role_but_holds_none() -> None:
    chief = factories.user(is_superuser=True)

    assert roles_of(chief) == set(Role)
    assert chief not in holders(Role.CASHIER)


def test_an_inactive_person_has_no_role() -> None:
    gone = factories.user(Role.CASHIER, is_active=False)

    assert not roles_of(gone)
    assert gone not in holders(Role.CASHIER)


def test_everyone_sets_language_default_price_and_rows() -> None:
    person = factories.user(Role.STOREKEEPER)
    client = Client()
    client.force_login(person)
    url = reverse("preferences")

    answer = client.post(
        url, {"language": "en", "default_price_source": "list", "rows_per_page": "100"}
    )

    person = User.objects.get(pk=person.pk)
    assert answer.status_code == 302
    assert (person.language, person.default_price_source) == ("en", "list")
    assert person.preference("rows_per_page") == 100
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


@pytest.mark.parametrize(
    "fields", [{"language": "xx"}, {"rows_per_page": "7"}, {"default_price_source": "best"}]
)
def test_settings_that_are_not_offered_are_refused(fields: dict[str, str]) -> None:
    client = Client()
    client.force_login(factories.user())
    good = {"language": "en", "default_price_source": "list", "rows_per_page": "100"}

    assert client.post(reverse("preferences"), {**good, **fields}).status_code == 422


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one() -> None:
    person = factories.user()
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        assert client.login(username=person.username, password=factories.PASSWORD)
    sent = {"current": factories.PASSWORD, "new": GOOD, "again": GOOD}

    assert here.post(reverse("password"), sent).status_code == 302

    assert here.get(reverse("preferences")).status_code == 200
    assert elsewhere.get(reverse("preferences")).status_code == 302


@pytest.mark.parametrize(
    "fields",
    [
        {"current": "wrong"},
        {"again": "another-pass-word"},
        {"new": "12345678", "again": "12345678"},
    ],
)
def test_a_password_is_changed_only_rightly(fields: dict[str, str]) -> None:
    person = factories.user()
    client = Client()
    client.force_login(person)
    sent = {"current": factories.PASSWORD, "new": GOOD, "again": GOOD, **fields}

    assert client.post(reverse("password"), sent).status_code == 422
    person.refresh_from_db()
    assert person.check_password(factories.PASSWORD)


def test_a_preference_is_kept_per_person() -> None:
    one, other = factories.user(), factories.user()

    one.set_preference("list:item", {"rows": 20})
    one.set_preference("list:item", {"rows": 50})

    assert User.objects.get(pk=one.pk).preference("list:item") == {"rows": 50}
    assert other.preference("list:item", "none") == "none"


def history_of(client: Client, person: User) -> list[Any]:
    page = client.get(reverse("user_history", args=[person.pk]))
    return [
        (change["actor"], str(field["label"]), field["old"], field["new"])
        for change in page.context["changes"]
        for field in change["fields"]
    ]


def test_what_changes_of_a_person_and_his_roles_is_kept_with_the_one_who_did_it(
    administrator: Client,
) -> None:
    administrator.post(reverse("user_new"), form_of(phone="138"))
    person = User.objects.get(username="zhouli")
    url = reverse("user_edit", args=[person.pk])
    data = shown(administrator, url)

    administrator.post(url, {**data, "phone": "139", "roles": ["accountant", "cashier"]})

    found = history_of(administrator, person)
    assert ("查良", "电话", "138", "139") in found
    roles = [(old, new) for actor, label, old, new in found if label == "角色" and actor == "查良"]
    assert roles[-1] == ("", "采购员")
    assert roles[-2][0] == "采购员"
    assert set(roles[0][1].split("、")) == {"财务", "出纳"}


def test_neither_passwords_nor_logins_are_in_the_history_of_a_person(
    administrator: Client,
) -> None:
    administrator.post(reverse("user_new"), form_of())
    person = User.objects.get(username="zhouli")
    before = person.history.count()

    assert Client().login(username="zhouli", password=GOOD)

    assert person.history.count() == before
    assert not hasattr(person.history.first(), "password")
    page = administrator.get(reverse("user_history", args=[person.pk])).content.decode()
    assert "pbkdf2" not in page
    assert GOOD not in page


def test_the_history_of_people_is_for_the_administrator_alone() -> None:
    client, person = Client(), factories.user(Role.PURCHASER)
    client.force_login(person)

    assert client.get(reverse("user_history", args=[person.pk])).status_code == 403
