"""A page for developers that shows every component and page with sample data."""

from typing import Any, NamedTuple

import django_filters
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ui import listing, lookups, rights
from ui import styleguide_samples as samples
from ui.filters import FilterSet
from ui.tables import Column, DateColumn, MoneyColumn, QuantityColumn, Table

KIND = "sample"


def _may_see(user: Any) -> bool:
    return settings.DEBUG or "administrator" in rights.roles_of(user)


class Found(NamedTuple):
    """A sample record as the look-up wants it: a key and its row."""

    pk: int
    row: samples.Row


def _find(_user: Any, q: str, _params: dict[str, str]) -> list[Found]:
    q = q.casefold()
    keys = ("code", "barcode", "pinyin")
    exact = [row for row in samples.ITEMS if q in {str(row[key]).casefold() for key in keys}]
    near = [row for row in samples.ITEMS if q in " ".join(map(str, row.values())).casefold()]
    rows = exact + [row for row in near if row not in exact]
    return [Found(row["id"], row) for row in rows]


lookups.register(
    lookups.Lookup(KIND, _find, lambda found: found.row, create_url="/styleguide/add/")
)


class SampleTable(Table):
    selectable = True
    day = DateColumn(verbose_name=_("Date"))
    number = Column(verbose_name=_("Number"))
    party = Column(verbose_name=_("Party"))
    quantity = QuantityColumn(verbose_name=_("Quantity"), footer="sum")
    gross = MoneyColumn(verbose_name=_("Amount"), footer="sum")

    def row_url(self, record: Any) -> str:
        return "/styleguide/paper/"


class SampleFilter(FilterSet):
    number = django_filters.CharFilter(label=_("Number"))
    party = django_filters.CharFilter(label=_("Party"))


def page(request: HttpRequest, name: str = "parts") -> HttpResponse:
    """One sample page: parts, paper, entry, list, home, inbox, record, import or stale."""
    if not _may_see(request.user):
        raise Http404
    if name == "list":
        return _list(request)
    if name == "add":
        return _add(request)
    if name == "history":
        return render(request, "components/line_table.html", {"table": samples.DEALS})
    if name not in samples.PAGES:
        raise Http404
    template, context = samples.PAGES[name]
    return render(request, template, context() if callable(context) else context)


def _list(request: HttpRequest) -> HttpResponse:
    actions = [{"code": "approve", "label": _("Approve"), "icon": "check-lg", "tone": "good"}]
    extra = {"batch_url": "", "batch_actions": actions, "actions": samples.LIST_ACTIONS}
    return listing.listing(
        request,
        queryset=lambda _conditions: samples.RECORDS,
        table_class=SampleTable,
        filter_class=SampleFilter,
        title=_("Sample list"),
        extra=extra,
    )


def _add(request: HttpRequest) -> HttpResponse:
    form = samples.ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = samples.add_item(form.cleaned_data)
        return JsonResponse(row, status=201)
    context = {"form": form, "action_url": request.path, "title": _("New item")}
    status = 422 if form.is_bound else 200
    return render(request, "ui/_quick_form.html", context, status=status)
