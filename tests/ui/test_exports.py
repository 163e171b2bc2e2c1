"""Sheets: equal to the screen, real numbers, text that stays text."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from openpyxl import load_workbook

from tests.ui.permission_list import PermissionTable
from ui import exports, sheet_writer
from ui.columns import Column, DateColumn, MoneyColumn
from ui.periods import Span
from ui.tables import Table

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]
URL = "/permissions/"


def cells(response: Any) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(response.content))
    return list(book.active.iter_rows(values_only=True))


class Papers(Table):
    number = Column("单号")
    invoice = Column("发票号")
    on = DateColumn("日期")
    total = MoneyColumn("金额", footer="sum")

    class Meta(Table.Meta):
        pass


PAPERS = [
    {
        "number": "=1+1",
        "invoice": "25442000000123456789",
        "on": date(2026, 7, 1),
        "total": Decimal("1234.50"),
    },
    {"number": "+86 0757", "invoice": "", "on": None, "total": Decimal("-0.10")},
]


def test_the_sheet_equals_the_screen(as_boss: Client) -> None:
    screen = as_boss.get(URL, {"text": "user", "sort": "codename"}).context["table"]
    headings = [one.header for one in screen.columns]
    codes = [row.record.codename for row in screen.paginated_rows]

    rows = cells(as_boss.get(URL, {"export": "xlsx"}))

    assert rows[0][0] == "权限"
    assert "user" in rows[1][0]
    assert list(rows[2]) == headings
    assert [row[1] for row in rows[3:-1]] == codes
    assert rows[-1][3] == sum(row[3] for row in rows[3:-1])


def test_all_rows_are_exported_not_the_page(as_boss: Client) -> None:
    count = Permission.objects.count()

    assert len(cells(as_boss.get(URL, {"export": "xlsx", "rows": "20"}))) == count + 4


@pytest.mark.parametrize("form", ["repeated", "joined"])
def test_ticked_rows_alone_are_exported(as_boss: Client, form: str) -> None:
    ids = list(Permission.objects.values_list("pk", flat=True)[:2])
    ticked: Any = ids if form == "repeated" else ",".join(map(str, ids))

    rows = cells(as_boss.get(URL, {"export": "xlsx", "ids": ticked}))

    assert len(rows) == 2 + 4


def test_chosen_columns_are_the_columns_of_the_sheet(as_boss: Client) -> None:
    as_boss.post("/columns/permission_list/", {"column": ["codename", "app"]})

    assert cells(as_boss.get(URL, {"export": "xlsx"}))[2] == ("Code", "App")


@pytest.mark.usefixtures("only_the_boss_sees_prices")
def test_hidden_prices_are_not_in_the_sheet(as_clerk: Client) -> None:
    rows = cells(as_clerk.get(URL, {"export": "xlsx"}))

    assert "Cost" not in rows[2]


def test_plain_columns_come_straight_from_the_database(
    as_boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_boss.post("/columns/permission_list/", {"column": ["codename", "app", "content_type_id"]})

    def loud(*args: Any) -> None:
        raise AssertionError("a record was made where its values are enough")

    monkeypatch.setattr(Permission, "from_db", loud)
    assert len(cells(as_boss.get(URL, {"export": "xlsx"}))) > 4


def test_too_long_a_list_is_refused_by_a_sentence(
    as_boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 3)

    response = as_boss.get(URL, {"export": "xlsx"}, follow=True)

    assert "3" in str(next(iter(response.context["messages"])))
    assert "export" not in response.request["QUERY_STRING"]


def test_numbers_and_dates_are_real_and_codes_are_text() -> None:
    rows = cells(exports.export_xlsx(Papers(PAPERS), filename="x.xlsx"))

    assert rows[3][1] == "25442000000123456789"
    assert rows[3][2].date() == date(2026, 7, 1)
    assert rows[3][3] == pytest.approx(1234.5)
    assert rows[-1][3] == pytest.approx(1234.4)


def test_what_begins_like_a_formula_is_text() -> None:
    response = exports.export_xlsx(Papers(PAPERS), filename="x.xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).active

    assert sheet["A4"].value == "=1+1"
    assert sheet["A4"].data_type == "s"
    assert sheet["A4"].quotePrefix
    raw = zipfile.ZipFile(io.BytesIO(response.content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in raw


def test_what_is_said_again_and_again_is_written_as_it_was_the_first_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheet_writer, "MOST_KNOWN", 2)
    said = ["=1+1", "<b>", "=1+1", "plain", "<b>", "plain", "=1+1"]
    data = [
        {"number": text, "invoice": "甲", "on": date(2026, 7, 1), "total": Decimal(1)}
        for text in said
    ]

    response = exports.export_xlsx(Papers(data), filename="x.xlsx")

    sheet = load_workbook(io.BytesIO(response.content)).active
    written = [sheet.cell(row, 1) for row in range(4, 4 + len(said))]
    assert [cell.value for cell in written] == said
    assert [bool(cell.quotePrefix) for cell in written] == [text[0] == "=" for text in said]


def written(columns: list[sheet_writer.SheetColumn], rows: list[Any], **more: Any) -> Any:
    part = sheet_writer.SheetPart("x", columns, rows, **more)
    return load_workbook(io.BytesIO(sheet_writer.workbook([part]))).active


@pytest.mark.parametrize("piece", [1, 2, 500])
def test_equal_values_of_other_kinds_are_written_each_in_its_own_way(
    piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_writer, "PIECE", piece)
    values = [True, 1, Decimal(1), "1", None, 1, False, 0, date(2026, 7, 1), "", "=", "1"]

    sheet = written([sheet_writer.SheetColumn("x")], [[value] for value in values], totals=[2])

    found = [sheet.cell(row, 1) for row in range(2, 2 + len(values))]
    kinds = "".join("." if cell.value is None else cell.data_type for cell in found)
    assert kinds == "snns.nsnn.ss"
    assert found[10].quotePrefix
    assert sheet.cell(2 + len(values), 1).value == 2
    assert sheet.cell(2 + len(values), 1).font.b


def test_a_row_with_more_cells_than_columns_is_refused() -> None:
    columns = [sheet_writer.SheetColumn("x")]

    with pytest.raises(ValueError, match="zip"):
        written(columns, [["a"], ["a", "b"]])
    with pytest.raises(ValueError, match="zip"):
        written(columns, [["a", "b"]])


@pytest.mark.parametrize("text", ["\x0bx", "\x00", "𠮷", "x" * 40_000, "<b>&amp;</b>", "\ud800"])
def test_odd_text_does_not_break_a_sheet(text: str) -> None:
    data = [{"number": text, "invoice": "", "on": None, "total": Decimal(0)}]

    assert cells(exports.export_xlsx(Papers(data), filename="x.xlsx"))


def test_numbers_too_long_for_a_sheet_become_text() -> None:
    data = [{"number": "a", "invoice": "", "on": None, "total": Decimal("12345678901234567.89")}]

    assert cells(exports.export_xlsx(Papers(data), filename="x.xlsx"))[3][3] == (
        "12345678901234567.89"
    )


def test_the_file_is_called_after_title_and_days() -> None:
    july = Span(date(2026, 7, 1), date(2026, 7, 31))
    today = date(2026, 11, 24)

    assert exports.file_name("进货单", july, today=today) == "进货单_2026-07-01_2026-07-31.xlsx"
    assert exports.file_name("进货单", None, today=today) == "进货单_2026-11-24.xlsx"
    assert exports.file_name('a/b\\c:"\r\n', None, today=today).startswith("a b c")


def test_the_name_survives_the_header(as_boss: Client) -> None:
    header = as_boss.get(URL, {"export": "xlsx"})["Content-Disposition"]

    assert header.startswith("attachment")
    assert "%E6%9D%83%E9%99%90" in header


def test_markup_of_computed_columns_is_left_out() -> None:
    table = PermissionTable(Permission.objects.filter(codename="add_user"))
    rows = cells(exports.export_xlsx(table, filename="x.xlsx"))

    assert "<" not in "".join(str(cell) for cell in rows[3])
