"""All pages of a plain model from one value: list, new, edit, detail, import, export, history."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from ui import lookups as lookup_registry
from ui import rights
from ui.children import Child
from ui.filters import FilterSet
from ui.history import Named
from ui.importer import Importer, ImportPages
from ui.listing import listing
from ui.record_views import RecordViews
from ui.tables import Table

__all__ = ["Child", "Importer", "RecordPages", "listing"]


def _signed_in(user: Any) -> bool:
    return bool(user.is_authenticated)


def _nobody(user: Any) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class RecordPages:
    """`name` gives the addresses their names: `<name>_list`, `_new`, `_detail`, `_edit`,
    `_import`, `_import_template`, `_history`, `_delete`.

    `queryset(request)` narrows what one may see; `save(form, request)` replaces `form.save()`;
    `form_kwargs(request)` hands more to the form; `sections(record, request)`,
    `tables(record, request)` and `actions(record, request)` fill the detail page;
    `fieldsets` groups the form's fields: (title, names). `priced_fields` vanish for those who
    may not see prices. `quick_form` is the short form asked for from inside a paper.
    `history_names` says what the history calls fields whose own names and texts are but codes.
    """

    model: type[Model]
    name: str
    table: type[Table]
    filter: type[FilterSet]
    form: type[forms.ModelForm]
    title: Any
    title_plural: Any
    may_view: Callable[[Any], bool] = _signed_in
    may_change: Callable[[Any], bool] = _nobody
    may_delete: Callable[[Any], bool] = _nobody
    lookups: Iterable[lookup_registry.Lookup] = ()
    importer: Importer | None = None
    queryset: Callable[[HttpRequest], "QuerySet[Any]"] | None = None
    form_kwargs: Callable[[HttpRequest], Mapping[str, Any]] | None = None
    save: Callable[[Any, HttpRequest], Any] | None = None
    children: Sequence[Child] = ()
    fieldsets: Sequence[tuple[Any, Sequence[str]]] = ()
    sections: Callable[[Any, HttpRequest], list[dict[str, Any]]] | None = None
    tables: Callable[[Any, HttpRequest], list[dict[str, Any]]] | None = None
    actions: Callable[[Any, HttpRequest], list[dict[str, Any]]] | None = None
    priced_fields: Sequence[str] = ()
    quick_form: type[forms.ModelForm] | None = None
    list_extra: Callable[[HttpRequest], dict[str, Any]] | None = None
    history_names: Mapping[str, Named] | None = None

    def __post_init__(self) -> None:
        for lookup in self.lookups:
            if lookup_registry.find(lookup.kind) is None:
                lookup_registry.register(lookup)

    @cached_property
    def views(self) -> RecordViews:
        return RecordViews(self)

    @property
    def urls(self) -> list[URLPattern]:
        views, name = self.views, self.name
        found = [
            path("", self.list_view, name=f"{name}_list"),
            path("new/", views.new, name=f"{name}_new"),
            path("<int:pk>/", views.detail, name=f"{name}_detail"),
            path("<int:pk>/edit/", views.edit, name=f"{name}_edit"),
            path("<int:pk>/delete/", views.delete, name=f"{name}_delete"),
        ]
        if hasattr(self.model, "history"):
            found.append(path("<int:pk>/history/", views.history, name=f"{name}_history"))
        if self.importer is not None:
            imports = ImportPages(self.importer, name=name, title=self.title_plural)
            imports.may_import = self.may_change
            found += imports.urls
        return found

    def url(self, page: str, *args: Any) -> str:
        return reverse(f"{self.name}_{page}", args=args)

    def records(self, request: HttpRequest) -> "QuerySet[Any]":
        return self.queryset(request) if self.queryset else self.model._default_manager.all()

    def record(self, request: HttpRequest, pk: int) -> Any:
        """404 for what is not there, and for what this user may not know of."""
        return get_object_or_404(self.records(request), pk=pk)

    def require(self, request: HttpRequest, may: Callable[[Any], bool]) -> None:
        if not may(request.user):
            raise PermissionDenied(_("Your roles do not include this page. Ask an administrator."))

    def hidden_fields(self, request: HttpRequest) -> frozenset[str]:
        seen = not self.priced_fields or rights.may_see_prices(request.user)
        return frozenset() if seen else frozenset(self.priced_fields)

    def list_view(self, request: HttpRequest) -> HttpResponse:
        self.require(request, self.may_view)
        extra = {"actions": self._list_actions(request)}
        extra |= self.list_extra(request) if self.list_extra else {}
        return listing(
            request,
            queryset=self.records(request),
            table_class=self.table,
            filter_class=self.filter,
            title=self.title_plural,
            extra=extra,
        )

    def _list_actions(self, request: HttpRequest) -> list[dict[str, Any]]:
        if not self.may_change(request.user):
            return []
        new = {"label": _("New"), "url": self.url("new"), "icon": "plus-lg", "tone": "primary"}
        if self.importer is None:
            return [new]
        return [new, {"label": _("Import"), "url": self.url("import"), "icon": "upload"}]
