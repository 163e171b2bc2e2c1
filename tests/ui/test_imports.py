"""Spreadsheets: what is read, what is refused, and that every fault is named at once."""

import tracemalloc
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.contrib.contenttypes.models import ContentType

from tests.ui.workbooks import MAIN, book, raw_book, sheet_xml, upload
from ui.forms import DateField, DecimalField, Form, LookupField
from ui.imports import (
    Heading,
    Sheet,
    UnfitSheet,
    read_pasted,
    read_sheet,
    template_xlsx,
    validate_rows,
)

HEADINGS = (
    Heading("code", "编码", required=True, synonyms=("商品编码", "Item code")),
    Heading("name", "品名", required=True),
    Heading("price", "单价"),
    Heading("made_on", "日期"),
    Heading("active", "在用"),
    Heading("kind", "种类"),
)


class Row(Form):
    code = forms.CharField(max_length=20)
    name = forms.CharField(max_length=40)
    price = DecimalField(places=6, required=False)
    made_on = DateField(required=False)
    active = forms.BooleanField(required=False)
    kind = forms.ChoiceField(choices=[("", "—"), ("raw", "原料"), ("done", "成品")], required=False)


def rows_of(data: bytes, name: str = "items.xlsx") -> list[list[str]]:
    return read_sheet(upload(data, name)).rows


def checked(rows: list[list[str]], **options: Any) -> tuple[list[Any], list[tuple[int, str]]]:
    made, faults = validate_rows(Sheet(rows), Row, HEADINGS, **options)
    return made, [(fault.row, fault.column) for fault in faults]


# --- reading -------------------------------------------------------------------------------------


def test_cells_are_read_as_one_would_type_them() -> None:
    cells = ["LS-1 ", 10086, 0.1, 1234.5, date(2026, 7, 1), True, None, "００１"]

    assert rows_of(book([cells])) == [
        ["LS-1", "10086", "0.1", "1234.5", "2026-07-01", "1", "", "００１"]
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_files_are_read_in_the_encodings_of_the_trade(encoding: str, separator: str) -> None:
    text = f"编码{separator}品名\r\nLS-1{separator}螺丝\r\n\r\n"

    assert rows_of(text.encode(encoding), "a.csv") == [["编码", "品名"], ["LS-1", "螺丝"]]


def test_pasted_cells_are_read() -> None:
    assert read_pasted('编码\t品名\nLS-1\t"两\n行"\n').rows[1] == ["LS-1", "两\n行"]


def test_hidden_sheets_are_not_what_is_read() -> None:
    assert rows_of(book([["编码"], ["LS-1"]], hidden_first=True)) == [["编码"], ["LS-1"]]


def test_a_long_number_that_the_spreadsheet_rounded_is_a_fault() -> None:
    sheet = read_sheet(upload(book([["编码"], [25442000000123456789]])))

    assert [(fault.row, fault.column) for fault in sheet.faults] == [(2, "A")]


def test_merged_cells_and_error_cells_are_faults() -> None:
    merged = read_sheet(upload(book([["a"], ["b"], ["c"], ["d"]], merged=["A2:A3"])))
    cells = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2" t="e"><v>#DIV/0!</v></c></row>'
    )
    broken = read_sheet(upload(raw_book(sheet_xml(cells))))

    assert "A2:A3" in merged.faults[0].reason
    assert broken.faults[0].row == 2


# --- refusing ------------------------------------------------------------------------------------


def refusal(data: bytes, name: str = "items.xlsx") -> str:
    with pytest.raises(UnfitSheet) as caught:
        read_sheet(upload(data, name))
    return str(caught.value)


def test_a_formula_is_refused_and_its_cell_is_named() -> None:
    assert "B2" in refusal(book([["a", "b"], ["x", "=1+1"]]))


def test_a_formula_in_a_text_file_is_a_fault() -> None:
    assert read_pasted('编码,品名\n"=HYPERLINK(""x"")",b\n').faults[0].row == 2


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused(name: str) -> None:
    assert ".xlsx" in refusal(raw_book(sheet_xml(""), extra={name: b"x"}))


def test_a_macro_book_is_refused_by_its_name() -> None:
    assert refusal(book([["a"]]), "items.xlsm")


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    bomb = raw_book(b"<worksheet>" + b" " * (48 * 1024 * 1024) + b"</worksheet>")
    assert len(bomb) < 100_000

    tracemalloc.start()
    sentence = refusal(bomb)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "50" in sentence
    assert peak < 20 * 1024 * 1024


def test_a_bomb_in_another_part_is_refused_too() -> None:
    assert refusal(raw_book(sheet_xml(""), extra={"xl/media/a.bin": b"\0" * (60 * 1024 * 1024)}))


def test_a_lie_about_the_size_is_noticed() -> None:
    """A header that says one byte where millions come."""
    good = bytearray(raw_book(sheet_xml("x" * 100_000)))
    place = good.rfind(b"PK\x01\x02", 0, good.rfind(b"xl/worksheets/sheet1.xml"))
    good[place + 24 : place + 28] = (1).to_bytes(4, "little")

    assert refusal(bytes(good))


def test_an_entity_bomb_is_refused() -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    workbook = f'{bomb}<workbook xmlns="{MAIN}"><sheets/></workbook>'.encode()
    made = raw_book(sheet_xml(""))

    assert refusal(_replaced(made, "xl/workbook.xml", workbook))


def _replaced(data: bytes, name: str, content: bytes) -> bytes:
    import io
    import zipfile

    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return written.getvalue()


def test_sixty_thousand_rows_are_refused_by_a_sentence() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 60_001))

    assert "60000" in refusal(raw_book(sheet_xml(rows)))
    assert "50000" in refusal(("a,b\n" * 60_001).encode(), "a.csv")


def test_one_cell_far_away_does_not_fill_the_memory() -> None:
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    far = near + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

    assert refusal(raw_book(sheet_xml(far)))


def test_two_hundred_and_one_columns_are_refused() -> None:
    assert "200" in refusal(book([["x"] * 201]))
    assert "200" in refusal((",".join(["x"] * 201)).encode(), "a.csv")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.xlsx"),
        (b"   \n", "a.csv"),
        (b"PK\x03\x04 nothing", "a.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls"),
        (b"%PDF-1.7", "a.xlsx"),
        (b"\x89PNG\r\n\x1a\n", "a.csv"),
        (b"a\0b,c", "a.csv"),
        (b"\xff\xfe\x00\xd8", "a.csv"),
        (b"\x81\x30\xff\xff\xff", "a.csv"),
        (b",,,\n,,\n", "a.csv"),
    ],
)
def test_what_is_no_sheet_is_refused(data: bytes, name: str) -> None:
    assert refusal(data, name)


def test_too_big_a_file_is_refused_unread() -> None:
    file = upload(b"a,b\n")
    file.size = 21 * 1024 * 1024

    with pytest.raises(UnfitSheet, match="20"):
        read_sheet(file)


# --- checking ------------------------------------------------------------------------------------


def test_good_rows_become_valid_forms() -> None:
    made, faults = checked(
        [
            ["品名", "编码*", "单价", "日期", "在用", "种类"],
            ["螺丝", "LS-1", "1,234.5", "2026/7/1", "是", "成品"],
            ["螺母", "LM-1", "", "", "", ""],
        ]
    )

    assert not faults
    assert made[0].cleaned_data == {
        "code": "LS-1",
        "name": "螺丝",
        "price": Decimal("1234.5"),
        "made_on": date(2026, 7, 1),
        "active": True,
        "kind": "done",
    }


def test_headings_may_be_synonyms_in_either_language_below_a_title() -> None:
    made, faults = checked([["商品"], ["筛选"], ["ITEM CODE", "品 名"], ["LS-1", "螺丝"]])

    assert not faults
    assert made[0].cleaned_data["code"] == "LS-1"


def test_wrong_headings_are_all_named() -> None:
    _made, faults = checked([["编码", "编码", "颜色"], ["1", "2", "3"]])

    assert faults == [(1, "编码"), (1, "颜色"), (1, "品名")]


def test_every_fault_is_named_by_row_and_column() -> None:
    _made, faults = checked(
        [
            ["编码", "品名", "单价", "日期", "在用", "种类"],
            ["LS-1", "螺丝", "十", "2026-02-30", "maybe", "别的"],
            ["", "螺母", "NaN", "", "", ""],
            ["", "", "", "", "", ""],
            ["LS-1", "螺丝", "", "", "", ""],
        ],
        key="code",
    )

    assert faults == [
        (2, "在用"),
        (2, "单价"),
        (2, "日期"),
        (2, "种类"),
        (3, "编码"),
        (3, "单价"),
        (5, "编码"),
    ]


def test_a_sheet_of_headings_alone_says_so() -> None:
    assert checked([["编码", "品名"]])[1] == [(0, "")]


def test_look_ups_of_a_sheet_cost_a_fixed_number_of_queries(
    db: None, kinds: Any, django_assert_num_queries: Any
) -> None:
    class WithKind(Form):
        kind = LookupField("kind_of_record", ContentType.objects.all())

    rows = [["种类"], *[["group"]] * 50, ["没有"]]
    headings = [Heading("kind", "种类", required=True)]

    with django_assert_num_queries(2):
        made, faults = validate_rows(Sheet(rows), WithKind, headings)

    assert [fault.row for fault in faults] == [52]
    assert made[0].cleaned_data["kind"].model == "group"


def test_the_template_can_be_read_back() -> None:
    data = template_xlsx(HEADINGS, [("LS-1", "螺丝", Decimal("2.5"))])

    assert rows_of(data)[0][:2] == ["编码*", "品名*"]
    assert checked(rows_of(data))[1] == []
