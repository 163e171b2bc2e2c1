"""The other side's sheet: columns by their headings, signs, openings, totals; faults in words."""

from decimal import Decimal

import pytest

from finance.statement.reading import Reading, read
from ui.sheets import UnfitSheet, read_pasted, read_sheet

D = Decimal


def reading(text: str, *, side: str = "payable", mirrored: bool = False) -> Reading:
    """Columns with | between, as one would paste them."""
    lines = [line.strip() for line in text.strip().splitlines()]
    pasted = "\n".join(line.replace("|", "\t") for line in lines)
    return read(read_pasted(pasted), side=side, mirrored=mirrored)


def amounts(found: Reading) -> list[Decimal]:
    assert not found.faults, found.faults
    return [row.amount for row in found.rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("日期|单号|金额\n2026-07-01|S1|100", ["100"]),
        ("送货日期|送货单号|价税合计|备注\n2026/7/1|S1|1,100.50|", ["1100.50"]),
        ("日期|摘要|借方|贷方|余额\n2026-07-01|送货|100||100\n2026-07-02|款||60|40",
         ["100", "-60"]),
        ("日期|单号|应收金额|已收金额\n2026-07-01|S1|100|\n2026-07-02|S2||40", ["100", "-40"]),
        ("日期|单号|金额|已付款|余额\n2026-07-01|S1|100||\n2026-07-02|||30|", ["100", "-30"]),
        # One column of amounts: what speaks of a payment or a return lowers the debt.
        ("日期|摘要|金额\n2026-07-01|送货|100\n2026-07-03|退货|20\n2026-07-05|收到货款汇款|50",
         ["100", "-20", "-50"]),
        ("日期|摘要|金额\n2026-07-03|退货|-20", ["-20"]),
        ("日期|单号|金额\n2026-07-01|S1|（20.00）", ["-20"]),
        ("日期|单号|金额\n2026-07-01|S1|¥1，000元", ["1000"]),
        # Of two columns that say the same the better one is taken, never both.
        ("日期|单号|金额|税额|价税合计\n2026-07-01|S1|100|13|113", ["113"]),
        ("日期|单号|应收款|借方\n2026-07-01|S1|100|100", ["100"]),
        # Our own print, filled in and sent back.
        ("日期|单号|应付增加|已付(收)|优惠|余额\n2026-07-02|JS1||95|5|0", ["-100"]),
        # The headings need not be in the first row; totals and repeated headings are no rows.
        ("红星五金厂对账单\n2026年7月\n日期|单号|金额\n2026-07-01|S1|100\n日期|单号|金额\n合计||100",
         ["100"]),
    ],
)  # fmt: skip
def test_amounts_are_signed_as_ours_are(text: str, expected: list[str]) -> None:
    assert amounts(reading(text)) == [D(amount) for amount in expected]


BOOKS = "日期|摘要|借方|贷方\n2026-07-01|货|100|\n2026-07-02|款||60"


def test_debit_and_credit_depend_on_whose_books_they_are() -> None:
    assert amounts(reading(BOOKS)) == [100, -60]
    assert amounts(reading(BOOKS, mirrored=True)) == [-100, 60]
    assert amounts(reading(BOOKS, side="receivable")) == [-100, 60]


def test_opening_and_closing_rows_are_states_not_lines() -> None:
    found = reading(
        "日期|摘要|借方|贷方|余额\n|期初余额|||250.00\n2026-07-01|上月退货|||\n"
        "2026-07-01|货|100||350\n|本期合计|100||\n|期末余额|||350.00"
    )

    assert (found.opening, found.closing) == (D(250), D(350))
    assert amounts(found) == [100]
    assert found.left_out == [3], "a row without an amount is told, not swallowed"


def test_several_numbers_of_one_row_are_kept_together() -> None:
    (row,) = reading("日期|送货单号|发票号|金额\n2026-07-01|S1|F9|100").rows

    assert row.number == "S1 F9"


def test_every_fault_is_told_with_its_row() -> None:
    found = reading("日期|单号|金额\n七月一日|S1|100\n2026-07-02|S2|一百\n2026-07-03|S3|1.005")

    assert [(fault.row, fault.column) for fault in found.faults] == [
        (2, "单据日期"),
        (3, "金额"),
        (4, "金额"),
    ]
    assert all(fault.reason for fault in found.faults)


@pytest.mark.parametrize("text", ["甲|乙\n1|2", "日期|单号\n2026-07-01|S1", "金额\n100"])
def test_a_sheet_without_headings_that_tell_is_refused_in_words(text: str) -> None:
    (fault,) = reading(text).faults

    assert "日期, 单号, 金额" in fault.reason


def test_a_sheet_of_headings_alone_is_refused() -> None:
    (fault,) = reading("日期|单号|金额").faults

    assert fault.row == 0


def test_a_formula_pasted_as_a_cell_is_a_fault() -> None:
    found = reading("日期|单号|金额\n2026-07-01|S1|=1+1")

    assert any(fault.row == 2 for fault in found.faults)


def test_too_many_rows_are_refused() -> None:
    text = "日期|单号|金额\n" + "\n".join(f"2026-07-01|S{n}|1" for n in range(5001))

    assert "5000" in reading(text).faults[-1].reason


def test_what_is_no_sheet_is_refused_by_its_content() -> None:
    import io

    with pytest.raises(UnfitSheet):
        read_sheet(io.BytesIO(b"%PDF-1.4 nothing"))
