"""Several people at once: threads with connections of their own that start at the same moment."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from documents.errors import Refused

Act = Callable[[], Any]


def at_once(*acts: Act) -> list[Any]:
    """Run each act in its own thread; the answers in order, a refusal as the exception it was."""
    answers: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(number: int, act: Act) -> None:
        try:
            start.wait(timeout=30)
            answers[number] = act()
        except Refused as refused:
            answers[number] = refused
        except BaseException as fault:
            answers[number] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    faults = [each for each in answers if isinstance(each, BaseException)]
    unforeseen = [each for each in faults if not isinstance(each, Refused)]
    assert not unforeseen, unforeseen
    return answers


def refusals(answers: Sequence[Any]) -> list[Refused]:
    return [answer for answer in answers if isinstance(answer, Refused)]


def deadlocks() -> int:
    """How many deadlocks PostgreSQL has had to break in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (count,) = cursor.fetchone()
    return int(count)
