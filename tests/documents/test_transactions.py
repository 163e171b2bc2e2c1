"""One transaction per act: the whole of it is repeated when the database is busy, never a part."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, OperationalError

from documents import transactions
from documents.errors import Busy, Refused
from documents.transactions import in_a_step, in_one_transaction, once_on_a_page
from masterdata.fields import OutOfRange
from masterdata.once import once, remembered

pytestmark = pytest.mark.django_db(transaction=True)


class Deadlock(Exception):
    sqlstate = "40P01"


def deadlock() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = Deadlock()
    return error


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions.time, "sleep", lambda _seconds: None)


def failing(done: list[str], name: str, *, times: int) -> Callable[[], str]:
    """An act that meets a deadlock so many times before it succeeds."""

    def act() -> str:
        done.append(name)
        if done.count(name) <= times:
            raise deadlock()
        return name

    return act


def test_an_act_that_meets_a_deadlock_is_done_again_and_then_given_up() -> None:
    done: list[str] = []

    assert in_one_transaction(failing(done, "act", times=2)) == "act"
    assert len(done) == 3
    done.clear()
    with pytest.raises(Busy):
        in_one_transaction(failing(done, "act", times=99))
    assert len(done) == transactions.TRIES


def test_an_act_inside_another_is_not_repeated_alone_but_with_the_whole() -> None:
    """What the outer one read before may be as old as what made the inner one fail."""
    done: list[str] = []
    inner = failing(done, "inner", times=1)

    def outer() -> str:
        done.append("outer")
        return in_one_transaction(inner)

    assert in_one_transaction(outer) == "inner"
    assert done == ["outer", "inner", "outer", "inner"]


def test_what_no_repetition_can_help_is_told_at_once() -> None:
    done: list[str] = []

    def gone() -> None:
        done.append("act")
        raise OperationalError("server closed the connection unexpectedly")

    with pytest.raises(OperationalError, match="closed the connection"):
        in_one_transaction(gone)
    assert done == ["act"]


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03"])
def test_whatever_says_that_somebody_stood_in_the_way_is_repeated(state: str) -> None:
    """By its code on PostgreSQL, by its words on SQLite."""
    done: list[str] = []

    def act() -> None:
        done.append("act")
        if len(done) == 1:
            error = OperationalError("in the way")
            error.__cause__ = type("Said", (Exception,), {"sqlstate": state})()
            raise error
        if len(done) == 2:
            raise OperationalError("database is locked")

    in_one_transaction(act)
    assert len(done) == 3


def test_who_has_waited_long_for_a_lock_is_told_and_waits_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SQLite waits by itself before it says so; five such waits are two minutes at a browser."""
    clock = iter(range(0, 1000, 20))
    monkeypatch.setattr(transactions.time, "monotonic", lambda: next(clock))
    done: list[str] = []

    def locked() -> None:
        done.append("act")
        raise OperationalError("database is locked")

    with pytest.raises(Busy):
        in_one_transaction(locked)
    assert done == ["act"]


def test_each_wait_before_a_repetition_is_twice_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And after the last try nobody waits for nothing."""
    waits: list[float] = []
    monkeypatch.setattr(transactions.time, "sleep", waits.append)
    monkeypatch.setattr(transactions.random, "random", lambda: 0.5)

    with pytest.raises(Busy):
        in_one_transaction(failing([], "act", times=99))

    assert waits == pytest.approx([0.04, 0.08, 0.16, 0.32])


def test_what_the_database_refuses_is_told_as_a_sentence() -> None:
    """Not swallowed, and not as the database says it."""

    def twice() -> None:
        for _each in range(2):
            Group.objects.create(name="twice")

    with pytest.raises(Refused) as refused:
        in_one_transaction(twice)

    assert "UNIQUE" not in str(refused.value).upper()
    assert isinstance(refused.value.__cause__, IntegrityError), "the log must tell why"
    assert not Group.objects.filter(name="twice").exists()


def test_an_amount_that_no_column_holds_is_refused() -> None:
    def beyond() -> None:
        raise OutOfRange

    with pytest.raises(Refused):
        in_one_transaction(beyond)


def test_in_a_step_a_question_is_asked_each_time_and_on_a_page_once() -> None:
    """A lock may lie between two questions of a step, and what is read there may be locked."""
    asked: list[bool] = []

    def ask() -> int:
        asked.append(in_a_step())
        return len(asked)

    def twice() -> list[int]:
        return [once_on_a_page("question", ask) for _each in range(2)]

    assert in_one_transaction(twice) == [1, 2]
    assert asked == [True, True]
    with remembered():
        assert twice() == [3, 3]
    assert asked[2:] == [False]


def test_an_act_inside_another_knows_nothing_and_leaves_nothing_known() -> None:
    asked: list[str] = []

    def question(who: str) -> None:
        once("the same question", lambda: asked.append(who))

    def outer() -> None:
        question("before")
        question("before, once more")
        in_one_transaction(lambda: question("inside"))
        question("after")

    in_one_transaction(outer)

    assert asked == ["before", "inside", "after"]
