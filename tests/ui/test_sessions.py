"""A session that cannot be saved: whose fault it is decides what the person is told."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work() -> Client:
    """Signed in; whatever is asked writes into the session."""
    client = Client(raise_request_exception=False)
    client.force_login(factories.user(), backend="masterdata.backend.PeopleBackend")
    return client


def test_a_database_that_goes_away_while_the_session_is_saved_passes(
    at_work: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def away(*args: Any, **options: Any) -> None:
        raise OperationalError("terminating connection due to administrator command")

    settings.SESSION_SAVE_EVERY_REQUEST = True
    monkeypatch.setattr(Session, "save", away)

    answer = at_work.get("/")

    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_a_session_that_somebody_else_has_ended_is_no_fault_of_the_database(
    at_work: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The row is gone when the answer is ready: signed out elsewhere, in the midst of it."""
    plain = Session.save

    def after_its_end(session: Session, *args: Any, **options: Any) -> None:
        Session.objects.all().delete()
        plain(session, *args, **options)

    settings.SESSION_SAVE_EVERY_REQUEST = True
    monkeypatch.setattr(Session, "save", after_its_end)

    assert at_work.get("/").status_code == 400


def test_a_cookie_of_nonsense_is_no_session(client: Client) -> None:
    for said in ("\0bcdefghijk", "x" * 5_000, "' OR 1=1 --"):
        client.cookies["sessionid"] = said

        assert client.get("/").status_code == 302
