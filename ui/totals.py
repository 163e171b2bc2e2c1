"""Count and sums of a whole filtered result; a long one is counted first and added up later."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value

from ui import prepared
from ui.paths import known_path
from ui.tables import Table, add_up


def _count(table: Table, bare: "QuerySet[Any]") -> int:
    if table.key is None:
        return bare.count()
    return prepared.count((table.key, "count"), lambda: bare.values("pk"))


def _added_up(table: Table, bare: "QuerySet[Any]", sums: dict[str, Sum]) -> dict[str, Any]:
    wanted = {"rows_found": Count("pk"), **sums}
    if table.key is None:
        return bare.aggregate(**wanted)

    # One group of all rows: as `aggregate` asks, but a query that can be kept.
    def build() -> "QuerySet[Any, Any]":
        return bare.annotate(whole=Value(1)).values("whole").annotate(**wanted)

    found = prepared.rows((table.key, "sums", *sums), build)
    return found[0] if found else dict.fromkeys(wanted, 0)


@dataclass(frozen=True)
class Totals:
    count: int
    sums: dict[str, Decimal] = field(default_factory=dict)
    later: bool = False


def measure(table: Table, data: Any, *, most: int | None = None) -> Totals:
    """Rows and totals of everything the filter lets through, not of one page; beyond `most` rows
    they are counted alone, and `later` says that there are sums to ask for."""
    summed = table.summed()
    if not isinstance(data, QuerySet):
        return Totals(len(data), add_up(filter(table.counts, data), summed))
    paths = {bound.name: known_path(data, bound.column.total or bound.accessor) for bound in summed}
    left_out = [Q(**{f"{name}__in": values}) for name, values in table.left_out.items()]
    counted = ~reduce(or_, left_out) if left_out else None
    sums = {f"sum_{name}": Sum(path, filter=counted) for name, path in paths.items() if path}
    # No ordering and no select_related: the count must not drag joins along that only show.
    bare = data.order_by().select_related(None).prefetch_related(None)
    if most is not None and sums:
        # A count alone reads an index; sums read every row, and of a long list the page waits not.
        count = _count(table, bare)
        if count > most:
            return Totals(count, later=True)
    if not sums:
        return Totals(_count(table, bare))
    found = _added_up(table, bare, sums)
    totals = {name.removeprefix("sum_"): found[name] or Decimal(0) for name in sums}
    return Totals(found["rows_found"], totals)
