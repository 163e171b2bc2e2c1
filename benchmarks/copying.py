"""Copies of whole rows inside the database: one statement a table, however many copies.

Copy k of a row has the id of the row and k strides more; what points at a copied row points at its
copy number k; every day in it lies k shifts later, and a shift may be a part of a day. So each copy
is a world of its own whose sums are those of the first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.core.management.color import no_style
from django.db import connection, models

Wanted = Sequence[int]


@dataclass
class Copier:
    """`copied` are the models whose rows are copied: keys to them move along."""

    stride: int
    shift_days: Fraction
    copied: frozenset[type[models.Model]] = frozenset()
    written: dict[str, int] = field(default_factory=dict)

    def copy(
        self,
        model: type[models.Model],
        ids: Iterable[int],
        *,
        copies: Wanted,
        instead: Mapping[str, str] | None = None,
    ) -> None:
        """`instead` gives columns another value, in SQL: `t` is the row, `n.k` the copy."""
        chosen = sorted(set(ids))
        if not chosen or not copies:
            return
        given = instead or {}
        fields = [f for f in model._meta.concrete_fields if not f.generated]
        names = ", ".join(_quoted(f.column) for f in fields)
        values = ", ".join(given.get(f.name) or self._value(model, f) for f in fields)
        table = _quoted(model._meta.db_table)
        statement = (
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t"
            f" CROSS JOIN ({_numbers(copies)}) n"
            f" WHERE t.{_quoted(model._meta.pk.column)} IN ({', '.join(map(str, chosen))})"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement)
        name = model._meta.label
        self.written[name] = self.written.get(name, 0) + len(chosen) * len(copies)

    def _value(self, model: type[models.Model], column: models.Field) -> str:
        value = f"t.{_quoted(column.column)}"
        target = column.related_model if column.is_relation else None
        if target in self.copied or (column.primary_key and model in self.copied):
            return f"{value} + n.k * {self.stride}"
        if isinstance(column, models.DateTimeField):
            return self._later(value, "datetime", "{value} + {days} * interval '1 day'")
        if isinstance(column, models.DateField):
            return self._later(value, "date", "{value} + {days}::integer")
        if isinstance(column, models.UUIDField):
            return _pick("lower(hex(randomblob(16)))", "gen_random_uuid()")
        return value

    def _later(self, value: str, sqlite: str, postgres: str) -> str:
        days = f"(n.k * {self.shift_days.numerator} / {self.shift_days.denominator})"
        return _pick(
            f"{sqlite}({value}, {days} || ' days')", postgres.format(value=value, days=days)
        )

    def reset_sequences(self) -> None:
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.copied)):
                cursor.execute(statement)


def stride_of(models_copied: Iterable[type[models.Model]]) -> int:
    """More than the greatest id of any table; round, so that a copy is known by its id."""
    ids = [each._base_manager.aggregate(most=models.Max("pk"))["most"] for each in models_copied]
    return int(10 ** len(str(max(pk or 0 for pk in ids))))


def rows_of(model: type[models.Model], papers: Iterable[int]) -> list[int]:
    """The rows of a table that belong to these papers."""
    rows = model._base_manager.filter(**{f"{path_to_paper(model)}__in": papers})
    return list(rows.values_list("pk", flat=True))


def path_to_paper(model: type[models.Model]) -> str:
    """How a row names its paper: a link belongs to what it led to, a promise to its line's."""
    names = {each.name for each in model._meta.concrete_fields}
    if model._meta.model_name == "document" or "head" in names:
        return "pk"
    for name in ("body", "document", "target", "order"):
        if name in names:
            return name
    if "line" in names:
        return "line__body"
    if any(each.name == "remittance" for each in model._meta.related_objects):
        return "remittance"
    raise LookupError(f"{model._meta.label} does not name its paper")


def _pick(sqlite: str, postgres: str) -> str:
    return sqlite if connection.vendor == "sqlite" else postgres


def order_of_share(stride: int) -> str:
    """A delivery keeps its order's id inside a JSON column; one order each, as imported."""
    return _pick(
        f"json_set(t.shares, '$[0].order', json_extract(t.shares, '$[0].order') + n.k * {stride})",
        "jsonb_set(t.shares, '{0,order}',"
        f" to_jsonb((t.shares->0->>'order')::bigint + n.k * {stride}))",
    )


def _numbers(copies: Wanted) -> str:
    """Counted by the database: of a million orders there are more copies than a statement holds."""
    runs: list[list[int]] = []
    for k in map(int, copies):
        if runs and k == runs[-1][1] + 1:
            runs[-1][1] = k
        else:
            runs.append([k, k])
    begun = ", ".join(f"({first}, {last})" for first, last in runs)
    counted = f"VALUES {begun} UNION ALL SELECT k + 1, last FROM counted WHERE k < last"
    # Copies times stride is more than four bytes hold.
    wide = "CAST(k AS bigint) AS k"
    return f"WITH RECURSIVE counted (k, last) AS ({counted}) SELECT {wide} FROM counted"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
