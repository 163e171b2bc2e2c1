"""Lists whose query hangs on their address alone: it is put together once, then only sent."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from ui import prepared
from ui.conditions import KEYS, among
from ui.filters import FilterSet
from ui.paging import PagedRows, paged
from ui.values import Given


@dataclass(frozen=True)
class Steady:
    """The query of a list, and all that it hangs on besides filter and order.

    Only with conditions `kept_by` is it kept: with others there would be too many.
    """

    key: Hashable
    build: Callable[[], "QuerySet[Any]"]
    kept_by: frozenset[str]

    def key_for(self, request: HttpRequest, filter_class: type[FilterSet]) -> Hashable:
        """None where the query shall be put together anew."""
        sent = {name: request.GET.getlist(name) for name in filter_class.parameters()}
        sent = {name: values for name, values in sent.items() if any(values)}
        for name in [name for name in sent if f"{name}_text" in sent]:
            # A record chosen by its id is not looked for by what stands in its box.
            del sent[f"{name}_text"]
        said = tuple(sorted((name, *values) for name, values in sent.items()))
        if any(name not in self.kept_by for name, *_values in said) or "ids" in request.GET:
            return None
        # "This month" is another condition tomorrow.
        return (self.key, said, timezone.localdate())

    def filtered(self, conditions: FilterSet) -> "QuerySet[Any]":
        conditions.queryset = self.build()
        return conditions.qs


class KeptRows:
    """Stands for the rows of a query of which key and count are known; its first page is kept,
    and of each other how its rows are read."""

    def __init__(self, rows: "QuerySet[Any]", count: int, *, key: Hashable) -> None:
        self.rows, self.count, self.key = rows, count, key
        self.others = paged(rows, count)

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __getitem__(self, part: Any) -> Any:
        if not isinstance(part, slice):
            return self.others[part]
        if not isinstance(self.others, PagedRows):
            return self.others[part] if part.start else self._first(part.stop)
        ids = self.others.ids_of(part) if part.start else self._first_ids(part.stop)
        found = {row.pk: row for row in self._by_id(ids)}
        return [found[pk] for pk in ids if pk in found]

    def _first(self, size: int) -> list[Any]:
        return prepared.rows((self.key, "page", size), lambda: self.rows[:size])

    def _first_ids(self, size: int) -> list[Any]:
        return prepared.rows((self.key, "ids", size), lambda: self.others.ids()[:size])

    def _by_id(self, ids: list[Any]) -> list[Any]:
        def build() -> "QuerySet[Any]":
            return self.rows.order_by().filter(among("pk", Given("ids", KEYS)))

        return prepared.rows((self.key, "by id"), build, ids=ids)
