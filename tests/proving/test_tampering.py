"""Whoever has the database and changes it is found, and where."""

import pytest
from django.db import IntegrityError, connection

from proving import tampering
from proving.programme import Programme
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


def test_random_tampering_is_found_and_located_and_the_triggers_are_back(small: Programme) -> None:
    reached = tampering.run(small)

    assert not reached.breaches
    assert reached.figure == "6 random, 6 found and located"
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="append-only"):
        cursor.execute("DELETE FROM documents_event")


def test_what_no_check_sees_is_a_breach(small: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tampering, "run_checks", list)
    monkeypatch.setattr(tampering, "some_books", lambda **_how: firm.order())

    reached = tampering.run(small)

    assert len(reached.breaches) == 6
    assert "nobody noticed" in reached.breaches[0].sentence
