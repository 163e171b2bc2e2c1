"""Records by spreadsheet: what is exported for editing comes back without doubling.

The forms of the screen check each row; what would cost a query per row (unique codes, barcodes)
is asked once for the whole sheet. New rows are inserted together, with their history.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import construct_instance
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from simple_history.utils import bulk_create_with_history

from ui.exports import XLSX, attachment
from ui.imports import Heading
from ui.row_forms import RowForm

BATCH = 500


class RowChecks(RowForm):
    """Mixed into a form of the screen: per row only what needs no query.

    Look-ups were fetched for all rows at once, so what they hold exists; unique codes are the
    importer's `check`; constraints over columns stand as bounds in the form, and the database has
    the last word.
    """

    instance: Any
    _meta: Any
    _get_validation_exclusions: Callable[[], set[str]]
    _update_errors: Callable[[ValidationError], None]

    def _post_clean(self) -> None:
        exclude = self._get_validation_exclusions()
        fields = self.instance._meta.fields
        exclude |= {field.name for field in fields if field.is_relation}
        self.instance = construct_instance(self, self.instance, self._meta.fields)  # type: ignore[arg-type]
        try:
            self.instance.clean_fields(exclude=exclude)
        except ValidationError as fault:
            self._update_errors(fault)


def store_records(forms: Sequence[Any], request: HttpRequest) -> list[Any]:
    """New records together, changed ones one by one, untouched ones not at all."""
    records = [form.prepare() for form in forms]
    known = [record for record in records if record.pk is not None]
    stored = _as_stored(known)
    create_together([record for record in records if record.pk is None], request)
    for record in known:
        if _values_of(record) != stored[record.pk]:
            record.save()
    return records


def _as_stored(records: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for start in range(0, len(records), BATCH):
        part = [record.pk for record in records[start : start + BATCH]]
        rows = type(records[0])._default_manager.in_bulk(part)
        found |= {pk: _values_of(row) for pk, row in rows.items()}
    return found


def _values_of(record: Model) -> list[Any]:
    return [field.value_from_object(record) for field in record._meta.concrete_fields]


def rows_in(rows: QuerySet[Any], name: str, values: Iterable[Any]) -> Iterator[Any]:
    """The rows whose `name` is one of the values, asked in parts: a database takes only so many."""
    wanted = list(values)
    for start in range(0, len(wanted), BATCH):
        yield from rows.filter(**{f"{name}__in": wanted[start : start + BATCH]})


def create_together(rows: Sequence[Model], request: HttpRequest) -> None:
    if rows:
        model = type(rows[0])
        bulk_create_with_history(rows, model, batch_size=BATCH, default_user=request.user)


def keep_one_each(
    model: type[Model],
    wanted: Sequence[tuple[Model, dict[str, Any]]],
    *,
    owner: str,
    flag: str,
    request: HttpRequest,
) -> None:
    """The main contact (default address, default account) of each record, as the sheet says it.

    Values that the sheet leaves empty stay; a record without any value gets no row.
    """
    ids = [record.pk for record, _values in wanted]
    rows = model._default_manager.filter(**{flag: True})
    present = {getattr(row, f"{owner}_id"): row for row in rows_in(rows, owner, ids)}
    new = []
    for record, values in wanted:
        said = {name: value for name, value in values.items() if value}
        row = present.get(record.pk)
        if row is None and said:
            new.append(model(**{owner: record, flag: True}, **said))
        elif row is not None and any(getattr(row, name) != said[name] for name in said):
            for name, value in said.items():
                setattr(row, name, value)
            row.save()
    create_together(new, request)


def sheet_for_editing(
    headings: Sequence[Heading],
    records: Iterable[Any],
    *,
    values: Callable[[Any], dict[str, Any]],
    name: str,
) -> HttpResponse:
    """A sheet whose headings the import knows, every record a row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    bold = Font(bold=True)
    cells = [WriteOnlyCell(sheet, value=str(one.label)) for one in headings]
    for cell in cells:
        cell.font = bold
    sheet.append(cells)
    for record in records:
        row = values(record)
        sheet.append([_cell(sheet, row.get(one.name)) for one in headings])
    written = io.BytesIO()
    book.save(written)
    return attachment(written.getvalue(), f"{name}.xlsx", content_type=XLSX)


def with_sheet(actions: list[dict[str, Any]], url_name: str) -> list[dict[str, Any]]:
    """Beside the import stands the sheet that it takes back."""
    if not actions:
        return actions
    action = {"label": _("Sheet for editing"), "url": reverse(url_name), "icon": "download"}
    return [*actions, action]


def _cell(sheet: Any, value: Any) -> Any:
    """Numbers as numbers; texts marked as text, so that no formula and no lost zero comes of it."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        value = _("Yes") if value else _("No")
    if isinstance(value, Decimal | int):
        return value
    cell = WriteOnlyCell(sheet, value=str(value))
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
