"""(k) Many rows in and out: 50,000 lines of a workbook read, checked, stored; 100,000 written."""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import transaction
from django.http import HttpRequest, QueryDict
from openpyxl import Workbook

from benchmarks.by_hand import one, rows
from benchmarks.measuring import Bench, EndStatesDiffer, Result, measure
from masterdata.models import Unit
from masterdata.roles import Role

LINES = 50_000
READER = Role.DEPUTY_GENERAL_MANAGER
TURNS = 3
NAMES = ("code", "name", "unit", "specification", "barcode", "list_price", "safety_stock")


class Undone(Exception):
    """Takes back what an import stored, so that it can be done again."""


@measure("k", "sheets")
def sheets(bench: Bench) -> Iterator[Result]:
    yield from _imports(bench)
    yield from _exports(bench)


def _imports(bench: Bench) -> Iterator[Result]:
    """Through the doors of the page: read, checked by the form of the screen, stored together."""
    lines = 50 if bench.small else LINES
    book = _book(lines)
    turns = [_imported(bench, book, lines) for _turn in range(1 if bench.small else TURNS)]
    words = f"import of {lines:,} items from xlsx"
    for number, part in enumerate(("read", "checked", "stored")):
        took = tuple(turn[number] for turn in turns)
        yield Result(f"k{number + 1}", f"{words}: {part}", took, unit="s")


def _book(lines: int) -> bytes:
    unit = Unit.objects.order_by("pk").values_list("code", flat=True)[0]
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(NAMES)
    for n in range(lines):
        sheet.append((f"IMP{n:06}", f"导入件{n}", unit, f"{n}×3", f"77{n:09}", n % 900 + 0.5, 10))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _imported(bench: Bench, book: bytes, lines: int) -> tuple[float, float, float]:
    from masterdata.item_sheet import IMPORTER
    from ui.imports import read_sheet

    request = _request(bench, Role.ADMINISTRATOR)
    began = time.perf_counter()
    sheet = read_sheet(_File(book))
    read = time.perf_counter()
    made, faults = IMPORTER.checked(sheet, request)
    checked = time.perf_counter()
    if faults or len(made) != lines:
        raise EndStatesDiffer(f"the import found faults: {faults[:3]}")
    stored = checked
    try:
        with transaction.atomic():
            IMPORTER.save(made, request)
            stored = time.perf_counter()
            found = one("SELECT COUNT(*) FROM masterdata_item WHERE code LIKE 'IMP%%'", ())
            raise Undone
    except Undone:
        pass
    if found != lines:
        raise EndStatesDiffer(f"{found} of {lines} items were stored")
    return read - began, checked - read, stored - checked


class _File(io.BytesIO):
    name = "items.xlsx"

    @property
    def size(self) -> int:
        return len(self.getvalue())


def _request(bench: Bench, role: Role) -> Any:
    request: Any = HttpRequest()
    request.user = bench.person(role)
    return request


# --- out -----------------------------------------------------------------------------------------


def _exports(bench: Bench) -> Iterator[Result]:
    """Every order with the columns that a person sees, and on the second sheet every line of them,
    as the worker writes what is longer than 5,000 rows; the floor is the head's columns alone by
    `values_list`, written by the same writer.

    What is wanted is told of 100,000 rows, so the same runs are told that way too.
    """
    lines = one(
        "SELECT COUNT(*) FROM orders_customerorderline l"
        " JOIN documents_document d ON d.id = l.body_id WHERE d.type = %s",
        ["customer_order"],
    )
    count = one("SELECT COUNT(*) FROM documents_document WHERE type = %s", ["customer_order"])
    times = 1 if bench.small else TURNS
    ours = tuple(_seconds(lambda: _written(bench, count)) for _turn in range(times))
    floor = tuple(_seconds(lambda: _bare(count)) for _turn in range(times))
    yield Result(
        "k4",
        f"export of {count:,} orders with {lines:,} lines",
        ours,
        floor,
        unit="s",
        note="floor: nine plain columns of the orders through the same writer",
    )
    hundred_thousand = 100_000 / (count + lines)
    yield Result(
        "k5",
        "the same for 100,000 rows of both sheets",
        tuple(each * hundred_thousand for each in ours),
        unit="s",
        goal=6,
    )


def _seconds(act: Any) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _written(bench: Bench, count: int) -> None:
    from documents.pages import pages_of
    from documents.pages.lists import filter_of, listed, table_of
    from ui.exports import export_xlsx
    from ui.sheets import read_sheet

    pages, request = pages_of("customer_order"), _request(bench, READER)
    query = QueryDict("view=all")
    found = listed(pages, user=request.user)
    conditions = filter_of(pages)(query, queryset=found, request=request)
    table = table_of(pages)(conditions.qs)
    answer = export_xlsx(table, filename="x.xlsx", title="x", work=_Worker())
    written = b"".join(answer)
    if bench.small and len(read_sheet(_File(written)).rows) < count:
        raise EndStatesDiffer("the sheet lacks rows")


class _Worker:
    """Carries out what was put off, and tells nobody how far it is."""

    def note(self, done: int, total: int | None = None) -> None:
        pass

    def once(self, _part: str, act: Callable[[], Any]) -> Any:
        return act()

    def snapshot(self) -> AbstractContextManager[Any]:
        return nullcontext()


def _bare(count: int) -> None:
    from ui.sheet_writer import SheetColumn, SheetPart, workbook

    names = ("number", "date", "state", "total", "remark", "version", "type", "id", "party_id")
    found = rows(
        f"SELECT {', '.join(names)} FROM documents_document WHERE type = %s", ["customer_order"]
    )
    if len(found) != count:
        raise EndStatesDiffer("the bare query found other rows")
    workbook([SheetPart("x", [SheetColumn(name) for name in names], found)])
