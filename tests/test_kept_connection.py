"""Whether a kept connection lives is asked of the database only where it cannot be seen."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import ProgrammingError, connection, connections

from ui.postgresql import base

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="a question of PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A connection of its own, as at the beginning of a request, that was asked a moment ago."""
    found = connections.create_connection("default")
    found.ensure_connection()
    monkeypatch.setattr(found, "health_check_enabled", True)
    yield found
    found.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the database itself was asked."""
    asked: list[str] = []
    ask = base.base.DatabaseWrapper.is_usable

    def noted(self: Any) -> bool:
        asked.append("SELECT 1")
        return bool(ask(self))

    monkeypatch.setattr(base.base.DatabaseWrapper, "is_usable", noted)
    return asked


def test_soon_after_an_answer_the_database_is_not_asked(line: Any, asked: list[str]) -> None:
    assert line.is_usable()
    assert asked == []


def test_after_a_silence_it_is_asked_once(line: Any, asked: list[str]) -> None:
    line._answered_at -= base.SURE_SECONDS

    assert line.is_usable()
    assert line.is_usable()
    assert len(asked) == 1


def test_after_an_error_it_is_asked(line: Any, asked: list[str]) -> None:
    line.errors_occurred = True

    assert line.is_usable()
    assert len(asked) == 1


def test_a_connection_that_the_database_ended_is_made_anew(line: Any) -> None:
    before = line.connection.info.backend_pid
    with connection.cursor() as cursor:
        # Waits until it is gone: a second at most.
        cursor.execute("SELECT pg_terminate_backend(%s, 1000)", [before])
        assert cursor.fetchone() == (True,)

    line.close_if_unusable_or_obsolete()
    with line.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != before


def test_a_closed_connection_is_not_usable(line: Any) -> None:
    line.connection.close()

    assert not line.is_usable()


def test_a_transaction_that_failed_is_not_usable(line: Any, asked: list[str]) -> None:
    with line.cursor() as cursor:
        cursor.execute("BEGIN")
        with pytest.raises(ProgrammingError):
            cursor.execute("SELECT nothing_of_this_name")

    assert not line.is_usable()
    assert len(asked) == 1
