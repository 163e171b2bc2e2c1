"""Writes a table to a spreadsheet: same columns, order and rights as on the screen."""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from tempfile import TemporaryFile
from types import NoneType
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_tables2.utils import signature

from ui import prepared
from ui import rows as drawn
from ui.columns import Column
from ui.later import Work
from ui.long_reads import Named
from ui.paths import field_at, known_path
from ui.periods import Span
from ui.punctuation import clauses
from ui.sheet_writer import SheetColumn, SheetPart, workbook, write_workbook
from ui.tables import Table
from ui.totals import measure

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Half of what a sheet holds.
MOST_ROWS = 500_000
# Longer lists are written later, by a worker (`ui.later`).
ROWS_AT_ONCE = 5_000
CHUNK = 2_000
WATCHED = 500
READY = frozenset({str, int, Decimal, date, datetime, NoneType})
Take = Callable[[Any], Any]


def export_xlsx(
    table: Table,
    *,
    filename: str,
    chips: Sequence[str] = (),
    title: str = "",
    work: Work | None = None,
) -> HttpResponse | FileResponse:
    """The whole filtered result, not the page; on top the title and the conditions in words.

    `work` is told how far it is, and the sheet then goes through a file, not through the memory.
    """
    columns = [bound for bound in table.columns if not bound.column.exclude_from_export]
    found = measure(table, table.data.data)
    rows = _values(table, columns, in_pieces=work is not None)
    totals = _totals(columns, found.sums, table.total_label(_("Total"))) if found.sums else ()
    first = SheetPart(
        title,
        [_sheet_column(bound) for bound in columns],
        rows if work is None else _watched(rows, work, total=found.count),
        above=[title, clauses(chips)],
        totals=totals,
    )
    more = [_more(name, rows) for name, rows in getattr(table, "more_sheets", tuple)()]
    if work is None:
        return attachment(workbook([first, *more]), filename, content_type=XLSX)
    written = write_workbook([first, *more], TemporaryFile())  # noqa: SIM115  (closed by the answer)
    return FileResponse(written, as_attachment=True, filename=filename, content_type=XLSX)


def _watched(rows: Iterable[Any], work: Work, *, total: int) -> Iterator[Any]:
    """Says every so many rows how far it is, and stops when it is asked to."""
    work.note(0, total)
    for number, row in enumerate(rows, start=1):
        if number % WATCHED == 0:
            work.note(number)
        yield row
    work.note(total)


def _sheet_column(bound: Any) -> SheetColumn:
    column = bound.column
    return SheetColumn(
        str(bound.header), getattr(column, "sheet_format", ""), getattr(column, "sheet_width", 16)
    )


def _more(name: str, rows: Iterable[Sequence[Any]]) -> SheetPart:
    """A further sheet of a table (`more_sheets`): its name and its rows, headings first."""
    found = iter(rows)
    headings = next(found, ())
    return SheetPart(str(name), [SheetColumn(str(one)) for one in headings], found)


def _totals(columns: Sequence[Any], totals: dict[str, Decimal], label: str) -> list[Any]:
    """Under their columns; the word stands in the first cell that is free."""
    row: list[Any] = [totals.get(bound.name) for bound in columns]
    if None in row:
        row[row.index(None)] = label
    return row


def _values(table: Table, columns: Sequence[Any], *, in_pieces: bool) -> Iterator[Iterable[Any]]:
    """Straight from the database where every column is one; else record by record."""
    data = table.data.data
    if not isinstance(data, QuerySet):
        return _told(data, [_take(table, bound) for bound in columns])
    plain = [_plain(table, bound, data) for bound in columns]
    if all(one is not None for one in plain):
        return _straight(data, [one for one in plain if one is not None], in_pieces=in_pieces)
    takes = [
        _take(table, bound) if one is None else _attribute(*one)
        for bound, one in zip(columns, plain, strict=True)
    ]
    return _told(_records(data, in_pieces=in_pieces), takes)


def _told(records: Iterable[Any], takes: Sequence[Take]) -> Iterator[Iterable[Any]]:
    return ([take(record) for take in takes] for record in records)


def _straight(
    data: "QuerySet[Any]", plain: list[tuple[str, Take | None]], *, in_pieces: bool
) -> Iterator[Iterable[Any]]:
    paths = [path for path, _ in plain]
    turns = [(number, turn) for number, (_, turn) in enumerate(plain) if turn is not None]
    # prefetch_related brings nothing to values_list but queries.
    for values in _rows(data.prefetch_related(None), paths, in_pieces=in_pieces):
        if not turns:
            yield values
            continue
        row = list(values)
        for number, turn in turns:
            row[number] = turn(row[number])
        yield row


def _rows(data: "QuerySet[Any]", paths: list[str], *, in_pieces: bool) -> Iterator[Any]:
    if not (in_pieces and _has_ids(data)):
        yield from data.values_list(*paths).iterator(chunk_size=CHUNK)
        return
    for piece in _pieces(data):
        found = {pk: values for pk, *values in piece.rows.values_list("pk", *paths)}
        yield from (found[pk] for pk in piece.ids if pk in found)


def _records(data: "QuerySet[Any]", *, in_pieces: bool) -> Iterator[Any]:
    if not (in_pieces and _has_ids(data)):
        yield from data.iterator(chunk_size=CHUNK)
        return
    named = Named(data)
    for piece in _pieces(named.without_joins(data)):
        records = prepared.fetched(piece.rows)
        named.attach(records)
        found = {record.pk: record for record in records}
        yield from (found[pk] for pk in piece.ids if pk in found)


class _Piece(NamedTuple):
    ids: list[Any]
    rows: "QuerySet[Any]"


def _has_ids(data: "QuerySet[Any]") -> bool:
    """Whether each row is one record, once."""
    query = data.query
    return data._fields is None and not (  # type: ignore[attr-defined]
        query.distinct or query.combinator or query.is_sliced
    )


def _pieces(data: "QuerySet[Any]") -> Iterator[_Piece]:
    """First all ids in their order, then so many rows at a time.

    One long read would keep everybody who writes from SQLite until the sheet is finished.
    """
    ids = list(data.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        yield _Piece(some, data.order_by().filter(pk__in=some))


def _plain(table: Table, bound: Any, data: "QuerySet[Any]") -> tuple[str, Take | None] | None:
    """The database path of a column, and what makes its value fit; None where Python computes."""
    column = bound.column
    own = [f"render_{bound.name}", f"value_{bound.name}"]
    if any(hasattr(table, name) for name in own) or not _shows_the_value(column):
        return None
    path = known_path(data, bound.accessor)
    field = field_at(data.model, path) if path else None
    # `party` is a whole record, `party_id` a plain number.
    if not path or (field is not None and field.is_relation and path.endswith(field.name)):
        return None
    if field is not None and getattr(field, "choices", None):
        words = dict(field.flatchoices)
        return path, lambda value: words.get(value, value)
    if type(column).value is Column.value:
        return path, None
    return path, lambda value: None if value is None else column.value(value)


def _shows_the_value(column: Any) -> bool:
    """Columns of ours whose `value` needs nothing but the value; others draw themselves."""
    if not isinstance(column, Column):
        return False
    arguments, catch_all = signature(column.value)
    if type(column).value is Column.value:
        return type(column).render is Column.render
    return not catch_all and set(arguments) <= {"value"}


def _attribute(path: str, turn: Take | None) -> Take:
    """A value of the database read off its record; a gap on the way is an empty cell."""
    read = attrgetter(path.replace("__", "."))

    def take(record: Any) -> Any:
        try:
            value = read(record)
        except AttributeError:
            return None
        return value if turn is None else turn(value)

    return take


def _take(table: Table, bound: Any) -> Take:
    """A computed cell as a value for the sheet, without markup."""
    draw = drawn.value_taker(table, bound)

    def take(record: Any) -> Any:
        value = draw(record)
        if type(value) in READY:
            return value
        if isinstance(value, SafeString):
            return strip_tags(value)
        return str(value) if isinstance(value, Promise) else value

    return take


def file_name(title: str, period: Span | None, *, today: date) -> str:
    """进货单_2026-07-01_2026-07-31.xlsx: the title and the days it covers, else the day made."""
    days = [f"{day:%Y-%m-%d}" for day in period or () if day] or [f"{today:%Y-%m-%d}"]
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", title).strip()
    return f"{'_'.join([name, *dict.fromkeys(days)])}.xlsx"


def attachment(data: bytes, filename: str, *, content_type: str) -> HttpResponse:
    response = FileResponse(
        io.BytesIO(data), as_attachment=True, filename=filename, content_type=content_type
    )
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = response["Content-Disposition"]
    return answer
