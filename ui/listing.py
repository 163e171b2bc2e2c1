"""One function behind every list: filter, memory, columns, pages, totals, export."""

import logging
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ui import exports, later, preferences, prepared
from ui.filters import FilterSet
from ui.htmx import answer, wants_part
from ui.ids import ids_in
from ui.page_charts import waiting
from ui.paging import paged
from ui.periods import PRESETS
from ui.steady import KeptRows, Steady
from ui.tables import Table
from ui.totals import Totals, measure

log = logging.getLogger(__name__)

PAGE_SIZES = (20, 50, 100, 500)
USUAL_SIZE = 50
LONGEST_VALUE = 200
# More rows than this are added up after the page: that would take longer than all the rest.
MOST_SUMMED = 10_000


@dataclass
class Memory:
    """What a user chose for one list, kept as one preference: filter, columns, rows a page."""

    user: Any
    key: str
    kept: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest) -> "Memory":
        match = request.resolver_match
        name = (match.view_name if match else "") or request.path
        kept = later.memory_of(request)
        return cls.named(request.user, name) if kept is None else AsAsked(None, name, kept)

    @classmethod
    def named(cls, user: Any, name: str) -> "Memory":
        kept = preferences.read(user, f"list:{name}", {})
        return cls(user, name, kept if isinstance(kept, dict) else {})

    def keep(self, name: str, value: Any) -> None:
        """Writes only what changed: looking at a list must not cost a write each time."""
        if self.kept.get(name) != value:
            self.kept = {**self.kept, name: value}
            preferences.write(self.user, f"list:{self.key}", self.kept)

    def forget(self, name: str) -> None:
        if name in self.kept:
            self.kept = {key: value for key, value in self.kept.items() if key != name}
            preferences.write(self.user, f"list:{self.key}", self.kept)


class AsAsked(Memory):
    """Of a request that is carried out later: what was chosen meanwhile neither counts nor
    is overwritten."""

    def keep(self, name: str, value: Any) -> None:
        pass

    def forget(self, name: str) -> None:
        pass


class Options(TypedDict, total=False):
    template: str
    extra: Mapping[str, Any]


def listing(
    request: HttpRequest,
    *,
    queryset: Any,
    table_class: type[Table],
    filter_class: type[FilterSet],
    title: Any,
    **options: Unpack[Options],
) -> HttpResponse:
    """The page of a list, its part for htmx, or its sheet with `?export=xlsx`.

    `queryset` may also be a list, or a function that computes the rows from the bound filter.
    Options: `template` (a page that extends ui/list.html) and `extra` (more context).
    """
    memory = Memory.of(request)
    if "reset" in request.GET:
        memory.forget("filter")
        memory.forget("sort")
        return redirect(request.path)
    # Links in the page build on `request.GET`, so it says what is in force, remembered or sent.
    request.GET = in_force(request, memory, filter_class)  # type: ignore[assignment]
    conditions, rows, key = found(request, queryset, filter_class)
    table = _table(table_class, rows, request=request, memory=memory)
    table.key = key_of(table, key)
    if request.GET.get("export") == "xlsx":
        return _export(request, table, conditions=conditions, title=str(title), memory=memory)
    if request.GET.get("part") == "totals":
        return _totals(request, table, memory=memory)
    context = _context(request, table, conditions=conditions, memory=memory)
    context |= {"title": title, **(options.get("extra") or {})}
    whole = options.get("template") or "ui/list.html"
    return answer(request, whole=whole, part="components/list_part.html", context=context)


def found(
    request: HttpRequest, source: Any, filter_class: type[FilterSet]
) -> tuple[FilterSet, Any, Hashable]:
    """The bound filter, the rows it lets through, and the key of their query where it is kept."""
    if isinstance(source, Steady):
        key = source.key_for(request, filter_class)
        conditions = filter_class(request.GET, request=request)
        # Read before the query is put together: to find a chosen record asks the database.
        if key is not None and conditions.is_valid():
            return conditions, prepared.query(key, lambda: source.filtered(conditions)), key
        return conditions, source.filtered(conditions), None
    query = source if isinstance(source, QuerySet) else None
    conditions = filter_class(request.GET, queryset=query, request=request)
    return conditions, _rows(source, conditions) if query is None else conditions.qs, None


def key_of(table: Table, key: Hashable) -> Hashable:
    """The key of the rows as the table sorts them."""
    return key and (key, tuple(table.order_by or ()))


def _rows(source: Any, conditions: FilterSet) -> Any:
    """Rows that are no plain query; a filter that cannot be read lets nothing through."""
    if not callable(source):
        return source
    return source(conditions) if conditions.is_valid() else []


def in_force(request: HttpRequest, memory: Memory, filter_class: type[FilterSet]) -> QueryDict:
    """What the list obeys: the conditions sent, else those remembered, else the defaults."""
    given = request.GET.copy()
    if later.memory_of(request) is not None:
        return given
    names = filter_class.parameters()
    if any(name in given for name in names):
        sent = {
            name: [value[:LONGEST_VALUE] for value in given.getlist(name) if value]
            for name in names
        }
        memory.keep("filter", {name: values for name, values in sent.items() if values})
    else:
        remembered = memory.kept.get("filter")
        usual = {name: [value] for name, value in filter_class.defaults(request.user).items()}
        for name, values in (usual if remembered is None else remembered).items():
            if name in names:
                given.setlist(name, values)
    if "sort" in given:
        memory.keep("sort", str(given["sort"])[:LONGEST_VALUE])
    elif memory.kept.get("sort"):
        given["sort"] = memory.kept["sort"]
    return given


def _table(table_class: type[Table], rows: Any, *, request: HttpRequest, memory: Memory) -> Table:
    table = table_class(
        rows,
        hide_prices=not table_class.sees_prices(request.user),
        chosen=memory.kept.get("columns"),
    )
    sort = request.GET.get("sort")
    if sort:
        table.order_by = sort
    ticked = ids_in(request.GET)
    if isinstance(rows, QuerySet):
        table.data.data = _steady(
            table.data.data.filter(pk__in=ticked) if ticked else table.data.data
        )
    return table


def _steady(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The id last: rows that are equal by the column keep one order from page to page."""
    order = [str(one) for one in rows.query.order_by] or ["-pk"]
    bare = {one.lstrip("-") for one in order}
    if bare & {"pk", "id"} or any(not isinstance(one, str) for one in rows.query.order_by):
        return rows.order_by(*(rows.query.order_by or order))
    return rows.order_by(*order, "-pk" if order[0].startswith("-") else "pk")


def _context(
    request: HttpRequest, table: Table, *, conditions: FilterSet, memory: Memory
) -> dict[str, Any]:
    size = _size(request, memory)
    if turn_to(table, _whole(request.GET.get("page")), size=size).later:
        table.totals_url = address(request, part="totals", page=table.page.number)
    shown = {
        "table": table,
        "page_sizes": [
            {"size": one, "url": address(request, rows=one, page=None), "is_current": one == size}
            for one in PAGE_SIZES
        ],
    }
    if wants_part(request):
        return shown
    return shown | {
        "filter": conditions,
        "more_filters": conditions.more_filters,
        "charts": waiting(request),
        "chips": conditions.chips(),
        "presets": _presets(request, conditions),
        "reset_url": f"{request.path}?reset=1",
        "export_url": address(request, export="xlsx", page=None, sort=None),
        "columns": _columns(table),
        "columns_url": _columns_url(memory.key),
    }


def _totals(request: HttpRequest, table: Table, *, memory: Memory) -> HttpResponse:
    """The foot of a long list, asked for by its page when that stands."""
    page = _whole(request.GET.get("page"))
    turn_to(table, page, size=_size(request, memory), whole=True)
    return render(request, "components/table_foot.html", {"table": table})


def turn_to(table: Table, page: int, *, size: int, whole: bool = False) -> Totals:
    """Counts, adds up (a long list only if `whole`), and fetches one page, the last at most."""
    totals = measure(table, table.data.data, most=None if whole else MOST_SUMMED)
    table.totals = totals.sums
    table.data._length = totals.count
    rows = table.data.data
    kept = table.key is not None and isinstance(rows, QuerySet)
    table.data.data = (
        KeptRows(rows, totals.count, key=table.key) if kept else paged(rows, totals.count)
    )
    last = max(1, -(-totals.count // size))
    table.paginate(per_page=size, page=min(page, last))
    return totals


def _whole(text: object) -> int:
    text = str(text or "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _size(request: HttpRequest, memory: Memory) -> int:
    wanted = _whole(request.GET.get("rows"))
    if wanted in PAGE_SIZES:
        memory.keep("rows", wanted)
        return wanted
    kept = memory.kept.get("rows") or preferences.read(request.user, "rows_per_page")
    return kept if kept in PAGE_SIZES else USUAL_SIZE


def address(request: HttpRequest, **changes: Any) -> str:
    """This page with some parameters changed; None takes one away."""
    query = dict(request.GET.lists())
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = [str(value)]
    return f"{request.path}?{urlencode(query, doseq=True)}"


def _presets(request: HttpRequest, conditions: FilterSet) -> list[dict[str, Any]]:
    name = conditions.period_name()
    if not name:
        return []
    # What stays when the table alone is exchanged must not bring back an earlier order.
    remembered = {"page": None, "sort": None, "rows": None}
    dropped = {f"{name}_from": None, f"{name}_to": None, **remembered}
    current = request.GET.get(name)
    return [
        {
            "label": preset.label,
            "url": address(request, **{name: code}, **dropped),
            "is_current": code == current,
        }
        for code, preset in PRESETS.items()
    ]


def _columns(table: Table) -> list[dict[str, Any]]:
    return [
        {"name": bound.name, "label": bound.header, "visible": bound.visible}
        for bound in table.columns.iterall()
        if bound.header
    ]


def _columns_url(key: str) -> str:
    try:
        return reverse("list_columns", args=[key])
    except NoReverseMatch:
        return ""


def _export(
    request: HttpRequest, table: Table, *, conditions: FilterSet, title: str, memory: Memory
) -> Any:
    work = later.work_of(request)
    with later.reading(work):
        data = table.data.data
        count = data.count() if isinstance(data, QuerySet) else len(data)
        if count > exports.MOST_ROWS:
            sentence = _("This list has %(count)s rows; a sheet takes %(most)s. Narrow the filter.")
            messages.error(request, sentence % {"count": count, "most": exports.MOST_ROWS})
            return redirect(address(request, export=None, ids=None))
        if count > exports.ROWS_AT_ONCE:
            words = _("Export: %(title)s") % {"title": title}
            put_off = later.put_off(request, later.Errand(words, count, memory.kept))
            if put_off is not None:
                return put_off
        chips = conditions.chips()
        if ids_in(request.GET):
            chips.append(_("Ticked rows only"))
        log.info("export of %s rows of %r by user %s", count, title, request.user.pk)
        name = exports.file_name(title, conditions.period(), today=timezone.localdate())
        return exports.export_xlsx(table, filename=name, chips=chips, title=title, work=work)
