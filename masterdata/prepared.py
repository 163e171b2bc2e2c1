"""Queries that every step asks: put together and compiled once, not each time.

To build a query and turn it into SQL takes Django longer than the database takes to answer it.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

Row = TypeVar("Row")
# What stands for a key in a query that is prepared.
SOME_ID = 987_654_321


_made_anew = 0


def make_anew() -> None:
    """For who tries out what a query does without a part of it: all are put together once more."""
    global _made_anew
    _made_anew += 1


class Prepared(Generic[Row]):
    """`Prepared(make, 1, "x")` keeps `make(1, "x")`, and asks it with other values of their kind.

    The samples stand where the values will; they must be told from each other and from every
    constant of the query, and nothing of its form may hang on them.
    """

    def __init__(self, make: Callable[..., "QuerySet[Any, Row]"], *samples: object) -> None:
        self.make, self.samples = make, samples
        # A compiler belongs to a connection, and a connection to a thread.
        self.kept = threading.local()

    def __call__(self, *values: object) -> list[Row]:
        connection = connections[DEFAULT_DB_ALIAS]
        ready: _Ready | None = getattr(self.kept, "ready", None)
        if ready is None or ready.of != (connection, _made_anew):
            ready = self.kept.ready = _Ready(self.make(*self.samples), self.samples, connection)
        return ready.ask(values)

    def first(self, *values: object) -> Row | None:
        return next(iter(self(*values)), None)


class _Ready:
    """A query whose compiler gives the SQL it gave before, with other parameters."""

    def __init__(self, asked: "QuerySet[Any, Any]", samples: Sequence[object], on: Any) -> None:
        self.of = on, _made_anew
        self.rows: Any = asked.using(DEFAULT_DB_ALIAS)
        compiler: Any = self.rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.fixed = compiler.as_sql()
        self.places = [(n, samples.index(p)) for n, p in enumerate(self.fixed) if p in samples]
        if {place for _n, place in self.places} != set(range(len(samples))):
            raise TypeError("a prepared query must use each of its values")
        compiler.as_sql = self._bound
        self.rows.query.get_compiler = lambda *_given, **_named: compiler

    def ask(self, values: Sequence[object]) -> list[Any]:
        parameters = list(self.fixed)
        for number, place in self.places:
            parameters[number] = values[place]
        self.parameters = tuple(parameters)
        return list(self.rows._iterable_class(self.rows))

    def _bound(self, *_given: object, **_named: object) -> tuple[str, tuple[object, ...]]:
        return self.sql, self.parameters
