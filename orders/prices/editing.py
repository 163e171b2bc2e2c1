"""Record pages with a sheet that one edits and imports again: prices change many at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from masterdata.sheets import sheet_for_editing, with_sheet
from ui.pages import RecordPages

CHUNK = 1000


@dataclass(frozen=True, kw_only=True)
class SheetPages(RecordPages):
    """`sheet_name` is the file's; the list's conditions hold for it too (`?price_list=3`).

    `in_use` leaves out what the import would refuse: prices of items no longer sold.
    """

    sheet_name: Any
    in_use: Mapping[str, Any] = field(default_factory=dict)

    @property
    def urls(self) -> list[URLPattern]:
        own = path("for-editing/", self.for_editing, name=f"{self.name}_for_editing")
        return [*super().urls, own]

    def _list_actions(self, request: HttpRequest) -> list[dict[str, Any]]:
        return with_sheet(super()._list_actions(request), f"{self.name}_for_editing")

    def for_editing(self, request: HttpRequest) -> HttpResponse:
        self.require(request, self.may_change)
        assert self.importer is not None
        found = self.filter(request.GET, queryset=self.records(request).filter(**self.in_use)).qs
        names = [heading.name for heading in self.importer.headings]
        return sheet_for_editing(
            self.importer.headings,
            found.iterator(chunk_size=CHUNK),
            values=lambda record: {name: spelled(getattr(record, name)) for name in names},
            name=str(self.sheet_name),
        )


def spelled(value: Any) -> Any:
    """What the import takes for a record: its code, a person's user name."""
    return getattr(value, "code", None) or getattr(value, "username", value)
