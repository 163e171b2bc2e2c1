"""What the log says of a request: one line, who, what, how long; no secret, no forged line."""

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.factories import PASSWORD, user
from ui.logs import HIDDEN, Formatter, JsonFormatter, LineFormatter, RequestIdFilter

FORMS = [LineFormatter, JsonFormatter]


def record(text: str, *args: Any, **extra: Any) -> logging.LogRecord:
    made = logging.LogRecord("gendan.test", logging.WARNING, "", 0, text, args, None)
    vars(made).update(extra)
    RequestIdFilter().filter(made)
    return made


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """Every line that was logged, as the JSON that it is."""
    kept: list[dict[str, Any]] = []

    class Keeping(logging.Handler):
        def emit(self, each: logging.LogRecord) -> None:
            RequestIdFilter().filter(each)
            kept.append(json.loads(JsonFormatter().format(each)))

    root, handler = logging.getLogger(), Keeping()
    level = root.level
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    yield kept
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mark", ["\n", "\r\n", "\x85", "\u2028", "\u2029", "\x0b", "\x1b[2K"])
def test_what_a_person_types_stays_on_one_line(form: type[Formatter], mark: str) -> None:
    line = form().format(record("paper %s", f"JH-1{mark}2026-11-30 ERROR forged"))

    assert len(line.splitlines()) == 1
    assert mark not in line


@pytest.mark.parametrize("form", FORMS)
def test_a_lone_surrogate_can_be_written(form: type[Formatter]) -> None:
    assert form().format(record("paper %s", "\ud800")).encode()


def test_a_json_line_is_json_whatever_is_in_it() -> None:
    typed = "".join(map(chr, [*range(0x20), 0x22, 0x5C, *range(0x7F, 0xA0), 0x2028, 0xD800]))

    row = json.loads(JsonFormatter().format(record("%s", typed, status=403, ms=1.5)))

    assert (row["level"], row["logger"], row["status"], row["ms"]) == (
        *("WARNING", "gendan.test"),
        *(403, 1.5),
    )


def test_a_traceback_cannot_be_taken_for_another_record() -> None:
    try:
        raise ValueError("typed\n2026-11-30T00:00:00 INFO gendan.access [-] forged")
    except ValueError:
        made = record("failed")
        made.exc_info = sys.exc_info()

    first, *rest = LineFormatter().format(made).splitlines()

    assert first.endswith("failed")
    assert rest
    assert all(line.startswith("  | ") for line in rest)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "said",
    [
        "password=opensesame",
        "{'password': 'opensesame', 'a': 1}",
        '{"password": "opensesame"}',
        "password1=opensesame&next=/",
        "csrfmiddlewaretoken=opensesame",
        "Cookie: csrftoken=opensesame; sessionid=opensesame",
        "Key (session_key)=(opensesame) already exists.",
        "Authorization: Bearer opensesame",
        "postgres://clerk:opensesame@db.example/gendan",
        "SECRET_KEY=opensesame",
        "the program's own: own-opensesame-key",
    ],
)
def test_a_secret_is_masked_wherever_it_stands(form: type[Formatter], said: str) -> None:
    line = form(secrets=("own-opensesame-key", "")).format(record(said))

    assert "opensesame" not in line
    assert HIDDEN in line


def test_a_secret_in_a_traceback_is_masked() -> None:
    try:
        raise ValueError("could not connect: password='opensesame'")
    except ValueError:
        made = record("failed")
        made.exc_info = sys.exc_info()

    assert "opensesame" not in JsonFormatter().format(made)


@pytest.mark.django_db
def test_each_request_has_one_line_with_who_what_and_how_long(
    client: Client, as_user: Any, lines: list[dict[str, Any]]
) -> None:
    person = user()
    as_user(client, person)

    answer = client.get("/keys/?q=private")

    (line,) = [each for each in lines if each["logger"] == "gendan.access"]
    assert line["request_id"] == answer["X-Request-ID"]
    assert (line["user_id"], line["method"], line["path"]) == (person.pk, "GET", "/keys/")
    assert (line["view"], line["status"]) == ("keys", 200)
    assert line["queries"] > 0
    assert line["ms"] > 0
    assert "private" not in str(lines)


@pytest.mark.django_db
def test_signing_in_and_out_and_a_refused_sign_in_are_logged_without_the_password(
    client: Client, lines: list[dict[str, Any]]
) -> None:
    person = user(username="caigou")

    client.post("/login/", {"username": "caigou", "password": "wrong-word"})
    client.post("/login/", {"username": "wrong-field", "password": "wrong-word"})
    client.post("/login/", {"username": "caigou", "password": PASSWORD})
    client.post("/logout/")

    said = [each["message"] for each in lines if each["logger"] == "masterdata.sign_in"]
    assert said == [
        f"sign-in refused for user {person.pk} from 127.0.0.1",
        "sign-in refused for an unknown name from 127.0.0.1",
        f"user {person.pk} signed in from 127.0.0.1",
        f"user {person.pk} signed out",
    ]
    told = str(lines)
    assert not [word for word in ("wrong-word", "wrong-field", PASSWORD) if word in told]
    assert client.session.session_key is None or client.session.session_key not in told
