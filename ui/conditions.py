"""Conditions whose value may be a `Given` of a kept query: one parameter, whatever it holds.

Django writes its own look-ups otherwise where the value is an expression, and `IN` by the length
of the list; these write what it writes for a plain value, so that the same indexes serve.
"""

import json
from collections.abc import Callable
from typing import Any

from django.db.models import BooleanField, F, Field, Func, Q, QuerySet, Subquery
from django.db.models.lookups import LessThan

from ui.values import Moving


class _Like(Func):
    """`column LIKE pattern` whatever the case, as Django's `istartswith` has it."""

    output_field = BooleanField()
    template = "%(expressions)s ESCAPE '\\'"
    arg_joiner = " LIKE "

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        options = {"template": "UPPER(%(expressions)s)", "arg_joiner": "::text) LIKE UPPER("}
        return self.as_sql(compiler, connection, **options)


class _Among(Func):
    output_field = BooleanField()
    template = "%(expressions)s)"
    arg_joiner = " IN (SELECT value FROM json_each("

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s))")

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, arg_joiner=" = ANY(")


class _OfFirst(Func):
    """PostgreSQL reads the few keys before the rest, and takes them to its index beside others;
    after `IN (SELECT …)` it would look at every row."""

    output_field = BooleanField()
    template = "%(expressions)s"
    arg_joiner = " IN "

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        options = {"template": "%(expressions)s)", "arg_joiner": " = ANY(ARRAY"}
        return self.as_sql(compiler, connection, **options)


class _Unindexed(Func):
    """The column as SQLite reads it without asking its index."""

    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s")


class _Keys(Field[Any, Any]):
    """A list of keys of any length as one parameter."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        keys = list(value)
        return keys if connection.vendor == "postgresql" else json.dumps(keys)


KEYS = _Keys()


def among(column: str, keys: Moving) -> Q:
    """As `column__in=keys`; the field of `keys` is `KEYS`."""
    return Q(_Among(F(column), keys))


def among_first(column: str, keys: "QuerySet[Any, Any]") -> Q:
    """As `column__in=keys`, for a query that is cut off after some rows."""
    return Q(_OfFirst(F(column), Subquery(keys)))


def before(column: str, value: Any) -> Q:
    """As `column__lt=value`, for a column that lets nearly all rows through: SQLite would begin
    with its index and look at the rest of each. PostgreSQL counts what its index would find."""
    return Q(LessThan(_Unindexed(F(column)), value))


def equals(column: str, text: Moving) -> Q:
    """As `column__iexact`; on PostgreSQL a pattern without a wildcard is looked up as equal."""
    return _like(column, text, _escaped)


def begins(column: str, text: Moving) -> Q:
    return _like(column, text, _beginning)


def ends(column: str, text: Moving) -> Q:
    return _like(column, text, _end)


def contains(column: str, text: Moving) -> Q:
    return _like(column, text, _part)


def _like(column: str, text: Moving, pattern: Callable[[str], str]) -> Q:
    return Q(_Like(F(column), text.then(pattern)))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _beginning(text: str) -> str:
    return f"{_escaped(text)}%"


def _end(text: str) -> str:
    return f"%{_escaped(text)}"


def _part(text: str) -> str:
    return f"%{_escaped(text)}%"
