"""The line grid of a paper as data: what `static/js/lines.js` builds its rows from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from ui import formats, lookups
from ui.lines import LineFormSet, start_of
from ui.lookup_field import TEXT_SUFFIX, LookupField

NUMBERS = {"quantity": 4, "price": 6, "money": 2, "percent": 2}


@dataclass(frozen=True)
class Column:
    """`kind`: text, lookup, quantity, price, money, percent, date, check, choice or readonly.

    `fills` copies fields of a chosen look-up row into other cells; `total` shows a sum below.
    """

    name: str
    label: Any
    kind: str = "text"
    width: int = 0
    editable: bool = True
    lookup: str = ""
    decimals: int | None = None
    priced: bool = False
    formula: str = ""
    choices: Sequence[tuple[Any, Any]] = ()
    fills: Mapping[str, str] = field(default_factory=dict)
    total: bool = False
    align: str = ""
    hint: Any = ""

    def as_data(self) -> dict[str, Any]:
        numeric = self.kind in NUMBERS
        return {
            "name": self.name,
            "label": str(self.label),
            "kind": self.kind,
            "width": self.width,
            "editable": self.editable and self.kind != "readonly",
            "lookup": self.lookup,
            "decimals": NUMBERS.get(self.kind) if self.decimals is None else self.decimals,
            "priced": self.priced,
            "formula": self.formula,
            "choices": [[str(value), str(label)] for value, label in self.choices],
            "fills": dict(self.fills),
            "total": self.total,
            "align": self.align or ("end" if numeric else ""),
            "hint": str(self.hint),
        }


@dataclass
class Grid:
    """`context` names head fields sent along with every look-up; `urls` has lookup, history and
    quickAdd; `includes_tax_field` names the tick in the head that turns `price_includes_tax`;
    with `warn_short` a line that wants more than its look-up says is `available` turns red.
    """

    columns: Sequence[Column]
    rows: list[dict[str, Any]]
    prefix: str = "lines"
    endpoint: str = "/lookup/"
    blank: dict[str, str] = field(default_factory=dict)
    context: dict[str, str] = field(default_factory=dict)
    urls: dict[str, Any] = field(default_factory=dict)
    readonly: bool = False
    price_includes_tax: bool = True
    includes_tax_field: str = ""
    max_rows: int = 1000
    warn_short: bool = False

    @property
    def data(self) -> dict[str, Any]:
        return {
            "prefix": self.prefix,
            "max": self.max_rows,
            "initial": len(self.rows),
            "columns": [column.as_data() for column in self.columns],
            "rows": self.rows,
            "blank": self.blank,
            "priceIncludesTax": self.price_includes_tax,
            "includesTaxField": self.includes_tax_field,
            "readonly": self.readonly,
            "warnShort": self.warn_short,
            "urls": {"lookup": self.endpoint, "quickAdd": self._quick_add(), **self.urls},
            "context": self.context,
        }

    def _quick_add(self) -> dict[str, str]:
        found = {column.lookup: lookups.find(column.lookup) for column in self.columns}
        urls = {kind: lookups.address_of_create(one) for kind, one in found.items() if one}
        return {kind: url for kind, url in urls.items() if url}


def grid_for(
    formset: LineFormSet,
    columns: Iterable[Column],
    *,
    readonly: bool = False,
    hide_prices: bool = False,
) -> Grid:
    """The grid of a formset: what was typed where something was sent, else what is stored."""
    shown = [column for column in columns if not (hide_prices and column.priced)]
    fields = formset.form.base_fields
    shown = [_with_choices(column, fields.get(column.name)) for column in shown]
    ids = formset.ids
    rows = [_row(form, shown, row_id=pk) for form, pk in zip(formset.forms, ids, strict=True)]
    starts = {name: start_of(one) for name, one in fields.items()}
    return Grid(
        columns=shown,
        rows=rows,
        prefix=formset.prefix,
        blank={name: start for name, start in starts.items() if start},
        readonly=readonly,
        max_rows=formset.max_rows,
    )


def _with_choices(column: Column, form_field: forms.Field | None) -> Column:
    if column.kind != "choice" or column.choices:
        return column
    return replace(column, choices=list(getattr(form_field, "choices", ()) or ()))


def _row(form: forms.BaseForm, columns: Sequence[Column], *, row_id: str) -> dict[str, Any]:
    texts = {
        column.name: text
        for column in columns
        if column.kind == "lookup" and (text := _lookup_text(form, column.name))
    }
    faults = {name: " ".join(map(str, found)) for name, found in form.errors.items()}
    whole_row = faults.pop("__all__", "")
    if whole_row and columns:
        first = columns[0].name
        faults[first] = f"{faults.get(first, '')} {whole_row}".strip()
    return {
        "id": row_id,
        "values": {column.name: _value(form, column) for column in columns},
        "texts": texts,
        "errors": faults,
        "locked": bool(form.initial.get("locked")),
    }


def _value(form: forms.BaseForm, column: Column) -> str:
    """The cell as text; for what is no field of the form, what the stored row says."""
    if column.name not in form.fields:
        return _as_text(form.initial.get(column.name), column)
    value = form[column.name].value()
    if isinstance(form.fields[column.name], LookupField):
        return str(getattr(value, "pk", "") or "") if hasattr(value, "pk") else str(value or "")
    return _as_text(value, column)


def _as_text(value: Any, column: Column) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, Decimal):
        decimals = NUMBERS.get(column.kind, 6) if column.decimals is None else column.decimals
        return formats.plain(value, max(decimals, NUMBERS.get(column.kind, 0)))
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value)


def _lookup_text(form: forms.BaseForm, name: str) -> str:
    one = form.fields.get(name)
    if not isinstance(one, LookupField):
        return str(form.initial.get(name + TEXT_SUFFIX) or "")
    value = form[name].value()
    typed = getattr(value, "text", "")
    pk = getattr(value, "pk", value)
    return str(typed) if typed else (one.text_of(pk) if pk else "")
