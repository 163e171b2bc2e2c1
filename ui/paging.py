"""A page of a long list: found by its ids alone, from the nearer end."""

from typing import Any

from django.db.models import QuerySet

LONG = 1_000


def paged(rows: Any, count: int) -> Any:
    """The rows as they are, unless they are a long plain query. What a window adds up is not the
    same over a page as over all of it."""
    if not isinstance(rows, QuerySet) or count <= LONG or rows._fields is not None:  # type: ignore[attr-defined]
        return rows
    if any(
        getattr(each, "contains_over_clause", False) for each in rows.query.annotations.values()
    ):
        return rows
    return PagedRows(rows, count)


class PagedRows:
    """Stands for the rows of a query of which the count is known.

    The database skips bare ids, not whole rows with all that is worked out for them, and never more
    than half of them: the last page is as quick as the first.
    """

    def __init__(self, rows: "QuerySet[Any]", count: int) -> None:
        self.rows, self.count = rows, count

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __getitem__(self, part: Any) -> Any:
        if not isinstance(part, slice):
            return self.rows[part]
        ids = self.ids_of(part)
        # The order is that of the ids; asked for again it would be worked out again.
        found = self.rows.order_by().in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]

    def ids(self) -> "QuerySet[Any, Any]":
        return self.rows.select_related(None).prefetch_related(None).values_list("pk", flat=True)

    def ids_of(self, part: slice) -> list[Any]:
        first, last, _step = part.indices(self.count)
        ids = self.ids()
        if first <= self.count // 2:
            return list(ids[first:last])
        return list(ids.reverse()[self.count - last : self.count - first])[::-1]
