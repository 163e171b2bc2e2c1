"""Values that a kept query is sent with, while the query itself stays as it was written."""

from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeAlias

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, CharField, DateTimeField, Expression, Field
from django.utils import timezone

AnyField: TypeAlias = "Field[Any, Any]"
Values = Mapping[Any, Any]
KEY: AnyField = BigIntegerField()
WORD: AnyField = CharField()

is_written: ContextVar[bool] = ContextVar("is_written", default=False)
given_values: ContextVar[Values] = ContextVar("given", default={})  # noqa: B039  (never changed)


class Moving(Expression):
    """A value that is worked out anew each time the query is sent, such as the present moment."""

    def __init__(self, value: Callable[[], Any], output_field: AnyField) -> None:
        super().__init__(output_field=output_field)
        self.value = value
        self.changed: dict[Callable[[Any], Any], Moving] = {}

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """While a query is written, the value itself holds its place."""
        return "%s", [self if is_written.get() else self.filled(connection)]

    def filled(self, connection: Any) -> Any:
        value = self.value()
        if value is None:
            raise TypeError("nothing in SQL equals None: a kept query cannot ask for it")
        return self.output_field.get_db_prep_value(value, connection)

    def then(self, change: Callable[[Any], Any]) -> "Moving":
        """The same value, changed: a text as a pattern. Changed twice alike it is one value."""
        if change not in self.changed:
            self.changed[change] = self._changed_by(change)
        return self.changed[change]

    def _changed_by(self, change: Callable[[Any], Any]) -> "Moving":
        return Moving(lambda: change(self.value()), self.output_field)


class Given(Moving):
    """A value named by who sends the query: `rows(key, build, document=7)`."""

    def __init__(
        self, name: Hashable, output_field: AnyField, change: Callable[[Any], Any] | None = None
    ) -> None:
        def read() -> Any:
            value = given_values.get()[name]
            return change(value) if change else value

        super().__init__(read, output_field)
        self.name = name

    def _changed_by(self, change: Callable[[Any], Any]) -> "Given":
        return Given(self.name, self.output_field, lambda _given_one: change(self.value()))


def present() -> Moving:
    """The moment at which the query is sent, by the clock of then."""
    return Moving(lambda: timezone.now(), DateTimeField())


def moment(at: datetime) -> Any:
    """A time as the database compares it."""
    return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(at)
