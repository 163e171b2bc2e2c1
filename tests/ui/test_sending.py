"""What waits for the next question is found by whoever asks, never sent twice or out of order."""

from contextlib import suppress
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from ui.sending import Statement, ask, send, together

pytestmark = pytest.mark.django_db
INSERT = "INSERT INTO auth_group (name) VALUES (%s)"


def _make(name: str) -> Statement:
    return Statement(INSERT, [name])


def _names() -> list[str]:
    return list(Group.objects.order_by("pk").values_list("name", flat=True))


@pytest.fixture(autouse=True)
def _no_groups() -> None:
    Group.objects.all().delete()


def test_outside_each_is_sent_at_once() -> None:
    send(_make("one"))

    assert _names() == ["one"]


def test_at_the_end_all_is_written_in_its_order() -> None:
    with together():
        for name in ("one", "two", "three"):
            send(_make(name))

    assert _names() == ["one", "two", "three"]


def test_any_other_question_finds_what_was_written_before_it() -> None:
    with together():
        send(_make("one"))
        assert _names() == ["one"]
        send(_make("two"))
        assert Group.objects.filter(name="two").exists()

    assert _names() == ["one", "two"]


def test_what_is_asked_has_its_own_answer_and_all_before_it_is_done() -> None:
    with together():
        send(_make("one"))
        ((key,),) = ask(Statement(f"{INSERT} RETURNING id", ["two"]))
        assert Group.objects.get(pk=key).name == "two"

    assert _names() == ["one", "two"]


def test_postgresql_takes_them_in_one_message_and_sqlite_each_at_once() -> None:
    with CaptureQueriesContext(connection) as asked, together():
        send(_make("one"))
        send(_make("two"))
        ask(Statement("SELECT %s", [1]))

    assert len(asked) == (1 if connection.vendor == "postgresql" else 3)


@pytest.mark.parametrize("there", [0, 1])
def test_a_check_is_told_how_many_rows_its_own_statement_wrote(there: int) -> None:
    if there:
        send(_make("one"))
    told: list[int] = []
    change = "UPDATE auth_group SET name = %s WHERE name = %s"

    with together():
        send(_make("before"))
        send(Statement(change, ["other", "one"], told.append))
        send(_make("after"))

    assert told == [there]


def test_what_an_inner_savepoint_takes_back_is_not_written_later() -> None:
    def refused() -> None:
        with transaction.atomic():
            send(_make("taken back"))
            raise ValueError("refused")

    with together():
        send(_make("before"))
        with pytest.raises(ValueError, match="refused"):
            refused()
        send(_make("after"))

    assert _names() == ["before", "after"]


def test_what_waits_when_all_is_broken_off_is_not_written() -> None:
    def broken_off() -> None:
        with transaction.atomic(), together():
            send(_make("one"))
            raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        broken_off()

    assert _names() == []


def test_what_the_database_refuses_is_raised_inside_of_the_transaction() -> None:
    def twice() -> None:
        with transaction.atomic(), together():
            send(_make("one"))
            send(_make("one"))

    with pytest.raises(IntegrityError):
        twice()

    assert _names() == []


def test_one_inside_another_waits_with_it(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 2), together():
        with together():
            send(_make("one"))
        send(_make("two"))

    assert _names() == ["one", "two"]


class Outdated(Exception):
    pass


def _checked() -> Statement:
    """One that finds no row to change, and says so."""

    def check(written: int) -> None:
        if not written:
            raise Outdated

    return Statement("UPDATE auth_group SET name = 'x' WHERE name = %s", ["nobody"], check)


def test_a_check_that_says_no_takes_back_the_inner_block_it_belongs_to() -> None:
    def refused() -> None:
        with transaction.atomic():
            send(_make("taken back"))
            assert _names() == ["before", "taken back"]
            send(_checked())

    with together():
        send(_make("before"))
        with pytest.raises(Outdated):
            refused()
        send(_make("after"))

    assert _names() == ["before", "after"]


def test_what_is_taken_back_is_not_checked_any_more() -> None:
    def refused() -> None:
        with transaction.atomic():
            send(_make("taken back"))
            send(_checked())
            raise ValueError("refused")

    wanted: type[Exception] = ValueError if connection.vendor == "postgresql" else Outdated
    with together(), pytest.raises(wanted):
        refused()

    assert _names() == []


def test_who_forgives_the_no_of_another_keeps_nothing() -> None:
    def forgiving() -> None:
        with transaction.atomic(), together():
            send(_make("one"))
            send(_checked())
            with suppress(Outdated), transaction.atomic():
                send(_make("two"))

    with suppress(Outdated):  # SQLite says it at once
        forgiving()

    assert _names() == []


def test_what_is_done_after_the_commit_of_a_block_is_not_done_when_it_is_taken_back() -> None:
    done: list[str] = []

    def refused() -> None:
        with transaction.atomic():
            transaction.on_commit(lambda: done.append("refused"))
            send(_checked())

    with TestCase.captureOnCommitCallbacks(execute=True), together(), pytest.raises(Outdated):
        refused()

    assert done == []
