"""The line grid of an entry form: its columns, and what the script needs of each item."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse

from documents.forms import LineForm
from documents.pages.cells import text_of
from masterdata.models import Item
from masterdata.money import line_amounts
from ui import lookups
from ui.formats import plain
from ui.grid import Column, Grid, grid_for
from ui.ids import as_id
from ui.rows import reader

if TYPE_CHECKING:
    from documents.pages.entry_form import Entry


WARNED_OF = ("available", "floor_price", "next_on")


def grid_of(entry: "Entry", *, hide_prices: bool) -> Grid:
    pages = entry.pages
    line_form: type[LineForm] = pages.line_form
    priced = pages.priced if hide_prices else frozenset()
    columns = [column for column in pages.columns if column.name not in priced]
    grid = grid_for(entry.formset, columns, hide_prices=hide_prices)
    grid.context = {
        param: name for param, name in line_form.grid_context.items() if name in entry.form.fields
    }
    if line_form.includes_tax_field in entry.form.fields:
        grid.includes_tax_field = line_form.includes_tax_field
        grid.price_includes_tax = bool(entry.form[line_form.includes_tax_field].value())
    grid.urls = {**grid.urls, **_history(line_form)}
    grid.warn_short = line_form.warns_short
    _fill_by_path(entry, grid)
    _fill_from_lookups(entry, grid)
    if not hide_prices:
        _give_typed_totals(entry, grid)
    faults = entry.formset.non_form_errors() if entry.formset.is_bound else ()
    grid.error = " ".join(str(fault) for fault in faults)  # type: ignore[attr-defined]
    return grid


def _history(line_form: type[LineForm]) -> dict[str, str]:
    """The address that F9 asks, with the item's place left open for the script."""
    if not line_form.history_url:
        return {}
    try:
        address = reverse(line_form.history_url)
    except NoReverseMatch:
        return {}
    return {"history": f"{address}?item={{item}}"}


def _fill_from_lookups(entry: "Entry", grid: Grid) -> None:
    """What the script would fill in for a chosen item or source line, read-only cells only.

    The same few queries for one row or two hundred. `document` tells a look-up whose own figures
    are not those of others.
    """
    params = {param: _chosen(entry, name) for param, name in grid.context.items()}
    if entry.document is not None:
        params["document"] = str(entry.document.pk)
    for column in grid.columns:
        if column.kind == "lookup" and (column.name == "item" or column.fills):
            _fill_from(entry, grid, column, params)


def _fill_from(entry: "Entry", grid: Grid, column: Column, params: dict[str, str]) -> None:
    named = (as_id(row["values"].get(column.name, "")) for row in grid.rows)
    ids = {pk for pk in named if pk is not None}
    if not ids:
        return
    known = _rows_of(entry, column, ids, params)
    for row in grid.rows:
        found = known.get(row["values"].get(column.name, ""), {})
        row["units"] = row.get("units") or found.get("units")
        row["found"] = row.get("found") or _told_of(found)
        for cell in grid.columns:
            shown = found.get(cell.name)
            if cell.kind == "readonly" and shown is not None and not row["values"][cell.name]:
                row["values"][cell.name] = plain(shown) if isinstance(shown, Decimal) else shown


def _told_of(found: Mapping[str, Any]) -> dict[str, str] | None:
    """What the script warns of: too few there, a price too low."""
    told = {name: found[name] for name in WARNED_OF if found.get(name) not in (None, "")}
    return {name: plain(v) if isinstance(v, Decimal) else str(v) for name, v in told.items()}


def _rows_of(
    entry: "Entry", column: Column, ids: set[int], params: dict[str, str]
) -> dict[str, lookups.Row]:
    field: Any = entry.formset.form.base_fields[column.name]
    records = Item.objects.select_related("unit") if column.name == "item" else field.queryset
    found = records.filter(pk__in=ids)
    rows = lookups.rows_of(column.lookup, found, params=params, user=entry.form.user)
    return {str(row["id"]): row for row in rows}


def _chosen(entry: "Entry", name: str) -> str:
    value = entry.form[name].value()
    return str(getattr(value, "pk", value) or "")


def _fill_by_path(entry: "Entry", grid: Grid) -> None:
    """Read-only cells that a path leads to: "item.specification" of the row's own item."""
    columns = [column for column in grid.columns if column.kind == "readonly" and column.formula]
    for row, form in zip(grid.rows, entry.formset.forms, strict=True):
        line = {**form.initial, **getattr(form, "cleaned_data", {})}
        for column in columns:
            if column.name not in form.fields and not row["values"].get(column.name):
                value = reader(column.formula)(line)
                row["values"][column.name] = text_of(value, column)


def _give_typed_totals(entry: "Entry", grid: Grid) -> None:
    """A typed total stays one; a stored one shows where price × quantity says otherwise."""
    for row, form in zip(grid.rows, entry.formset.forms, strict=True):
        if "typed_total" not in form.fields:
            return
        if entry.formset.is_bound:
            typed = form["typed_total"].value()
            row["values"]["typed_total"] = str(typed or "")
        else:
            row["values"]["typed_total"] = _typed_total(form.initial)


def _typed_total(stored: Mapping[str, Any]) -> str:
    if stored.get("typed_total") is not None:
        return plain(stored["typed_total"], 2, at_least=2)
    if "gross" not in stored or stored.get("quantity") is None:
        return ""
    amounts = line_amounts(
        stored["quantity"],
        stored["price"],
        discount=stored["discount"],
        tax_rate=stored["tax_rate"],
        price_includes_tax=stored["price_includes_tax"],
    )
    name = "gross" if stored["price_includes_tax"] else "net"
    return "" if getattr(amounts, name) == stored[name] else plain(stored[name], 2, at_least=2)
