"""Several people at the same moment: real processes with connections of their own."""

import multiprocessing
import os
import random
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from django.db import connection, connections

from documents.errors import Refused

Act = Callable[[], Any]
DONE, REFUSED, FAULT = "done", "refused", "fault"
PATIENCE = 120
fork = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Answer:
    """What one of them was told: done with this outcome, refused with this sentence, or a fault."""

    kind: str
    text: str


class Answers(list[Answer]):
    """What all were told, in the order of the acts."""

    def texts(self, kind: str) -> list[str]:
        return [answer.text for answer in self if answer.kind == kind]

    @property
    def done(self) -> int:
        return len(self.texts(DONE))

    def exactly(self, count: int) -> None:
        assert self.done == count, f"{self.done} were done instead of {count}: {self.said()}"

    def said(self) -> str:
        return " | ".join(f"{each.kind} {each.text}"[:160] for each in self)


def together(acts: Sequence[Act], *, around: Sequence[Any] = ()) -> Answers:
    """Each act in a process of its own, begun at the same moment; `around` are contexts that each
    process enters first, so what they switch off stays switched on everywhere else."""
    connections.close_all()
    start = fork.Barrier(len(acts))
    pipes: list[Connection] = []
    people = []
    for number, act in enumerate(acts):
        ours, theirs = fork.Pipe(duplex=False)
        person = fork.Process(target=_person, args=(act, start, theirs, around, number))
        person.start()
        theirs.close()
        pipes.append(ours)
        people.append(person)
    answers = Answers(_heard(pipe) for pipe in pipes)
    for person in people:
        person.join(5)
        if person.is_alive():
            person.kill()
    return answers


def _heard(pipe: Connection) -> Answer:
    try:
        if pipe.poll(PATIENCE):
            return Answer(*pipe.recv())
    except EOFError:
        return Answer(FAULT, "the process ended without an answer")
    finally:
        pipe.close()
    return Answer(FAULT, f"no answer within {PATIENCE} s")


def _person(act: Act, start: Any, end: Connection, around: Sequence[Any], number: int) -> None:
    """One process; it leaves without the clean-up of what it was copied from."""
    random.seed(f"{number}/{time.time_ns()}")
    try:
        with ExitStack() as stack:
            for each in around:
                stack.enter_context(each())
            connection.ensure_connection()
            start.wait(timeout=60)
            answer = (DONE, str(act()))
    except Refused as refusal:
        answer = (REFUSED, " ".join(str(each) for each in (refusal.sentence, *refusal.details)))
    except BaseException:
        answer = (FAULT, traceback.format_exc(limit=-4))
    connections.close_all()
    end.send(answer)
    end.close()
    os._exit(0)


def deadlocks() -> int:
    """How many deadlocks PostgreSQL has had to break in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (count,) = cursor.fetchone()
    return int(count)
