"""Each request has a number, is readable, speaks the chosen language, and stays private."""

import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils.translation import gettext

from tests.factories import user
from ui.errors import WORDS
from ui.logs import LineFormatter, RequestIdFilter
from ui.middleware import IDLE_SECONDS, SEEN_AT, SIGNED_IN_AT
from ui.request_id import current_request_id


@login_not_required
def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{current_request_id()} {gettext('You may not do this')}")


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("private")


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [
    path("echo/", echo),
    path("private/", private),
    path("broken/", broken),
    path("login/", echo, name="login"),
]
handler400 = "ui.errors.bad_request"
handler403 = "ui.errors.permission_denied"
handler404 = "ui.errors.not_found"
handler500 = "ui.errors.server_error"

pytestmark = pytest.mark.urls(__name__)

SignIn = Callable[[Client, Any], Client]


def test_a_request_carries_the_number_that_its_answer_names(client: Client) -> None:
    answer = client.get("/echo/")

    assert answer["X-Request-ID"] == answer.content.decode().split()[0]
    assert current_request_id() == "-"


def test_a_number_given_by_a_proxy_is_kept_and_a_harmful_one_is_not(client: Client) -> None:
    kept = client.get("/echo/", headers={"X-Request-ID": "abc-12345678"})
    replaced = client.get("/echo/", headers={"X-Request-ID": "<script>alert(1)</script>"})

    assert kept["X-Request-ID"] == "abc-12345678"
    assert "script" not in replaced["X-Request-ID"]


def test_a_log_line_cannot_be_broken_by_what_users_type() -> None:
    record = logging.LogRecord("x", 20, "", 0, "no %s", ("such\r\npaper",), None)

    assert RequestIdFilter().filter(record)
    assert LineFormatter().format(record).endswith("no such\\r\\npaper")
    assert record.request_id == "-"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"a=1", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"a=1", "application/x-www-form-urlencoded; charset=gbk"),
        (b"a=1", "application/x-www-form-urlencoded; charset=no-such-charset"),
        (b"no boundary", "multipart/form-data"),
        (b"nonsense", "multipart/form-data; boundary=\xff"),
        (b"--x\r\nContent-Disposition: form-data; name", "multipart/form-data; boundary="),
        (b"&".join(b"a%d=1" % n for n in range(20_001)), "application/x-www-form-urlencoded"),
        (b"a=" + b"1" * 9_000_000, "application/x-www-form-urlencoded"),
    ],
    ids=["utf-7", "gbk", "unknown", "no boundary", "bad boundary", "empty", "fields", "size"],
)
def test_a_body_that_cannot_be_read_is_refused_in_a_sentence(
    body: bytes, content_type: str
) -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.generic("POST", "/echo/", body, content_type=content_type)

    assert answer.status_code == 400
    assert str(WORDS[400].title) in answer.content.decode()
    assert answer["X-Request-ID"] in answer.content.decode()


@pytest.mark.parametrize("address", ["/echo/?q=%00", "/echo/%00"])
def test_a_nul_in_the_address_is_refused(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400


def test_a_post_without_token_is_refused_with_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/echo/", {"a": "1"})

    assert answer.status_code == 403
    assert "cookie" in answer.content.decode().lower() or "Cookie" in answer.content.decode()


def test_chinese_is_spoken_whatever_the_browser_asks_for(client: Client) -> None:
    answer = client.get("/echo/", headers={"Accept-Language": "en"})

    assert answer["Content-Language"] == "zh-hans"


def test_english_is_spoken_to_who_chose_it(client: Client) -> None:
    client.cookies["gendan_language"] = "en"

    answer = client.get("/echo/")

    assert answer["Content-Language"] == "en"
    assert "You may not do this" in answer.content.decode()


@pytest.mark.django_db
def test_a_new_browser_speaks_the_language_kept_with_the_person(
    client: Client, as_user: SignIn
) -> None:
    person = user()
    person.language = "en"
    person.save()
    as_user(client, person)

    assert client.get("/private/")["Content-Language"] == "en"

    client.cookies["gendan_language"] = "zh-hans"
    assert client.get("/private/")["Content-Language"] == "zh-hans"


@pytest.mark.django_db
def test_pages_are_kept_out_of_caches(client: Client, as_user: SignIn) -> None:
    answer = as_user(client, user()).get("/private/")

    assert answer["Cache-Control"] == "no-store"
    assert "camera=()" in answer["Permissions-Policy"]


def _away(client: Client, **changes: int) -> None:
    session = client.session
    session.update(changes)
    session.save()


@pytest.mark.django_db
def test_who_was_away_for_half_an_hour_signs_in_again(client: Client, as_user: SignIn) -> None:
    as_user(client, user()).get("/private/")
    _away(client, **{SEEN_AT: int(time.time()) - IDLE_SECONDS - 1})

    answer = client.get("/private/")

    assert answer.status_code == 302
    assert answer["Location"] == "/login/?next=/private/"
    assert client.get("/private/").status_code == 302


@pytest.mark.django_db
def test_a_form_sent_after_the_time_out_is_not_taken(client: Client, as_user: SignIn) -> None:
    as_user(client, user()).get("/private/")
    _away(client, **{SEEN_AT: int(time.time()) - IDLE_SECONDS - 1})

    answer = client.post("/private/")

    assert answer.status_code == 401
    assert str(WORDS[401].title) in answer.content.decode()


@pytest.mark.django_db
def test_a_session_ends_after_twelve_hours_of_work(client: Client, as_user: SignIn) -> None:
    as_user(client, user()).get("/private/")
    _away(client, **{SIGNED_IN_AT: int(time.time()) - 12 * 3600 - 1})

    assert client.get("/private/").status_code == 302


@pytest.mark.django_db
def test_the_time_of_the_last_visit_is_written_at_most_once_a_minute(
    client: Client, as_user: SignIn
) -> None:
    as_user(client, user()).get("/private/")
    recent = int(time.time()) - 30
    _away(client, **{SEEN_AT: recent})

    client.get("/private/")
    assert client.session[SEEN_AT] == recent

    _away(client, **{SEEN_AT: recent - 40})
    client.get("/private/")
    assert client.session[SEEN_AT] > recent


@pytest.mark.django_db
def test_a_script_is_told_in_its_own_way_that_the_session_ended(
    client: Client, as_user: SignIn
) -> None:
    as_user(client, user()).get("/private/")
    _away(client, **{SEEN_AT: int(time.time()) - IDLE_SECONDS - 1})

    answer = client.get("/private/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/login/")


def test_an_unknown_address_and_a_failure_give_a_number_to_quote(client: Client) -> None:
    client.raise_request_exception = False

    unknown, failed = client.get("/nowhere/"), client.get("/broken/")

    assert (unknown.status_code, failed.status_code) == (404, 500)
    for answer in (unknown, failed):
        assert answer["X-Request-ID"] in answer.content.decode()
        assert "broken on purpose" not in answer.content.decode()


def test_a_script_that_wants_json_gets_the_sentence_as_json(client: Client) -> None:
    answer = client.get("/nowhere/", headers={"Accept": "application/json"})

    assert answer.json()["error"] == str(WORDS[404].sentence)
