"""A daily paper as a spreadsheet: one sheet for each of its tables."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from orders.daily_papers.tables import COUNT, DAY, MONEY, PERCENT, QUANTITY, TEXT, Block
from ui.sheet_writer import SheetColumn, SheetPart, workbook

FORMATS = {
    MONEY: "#,##0.00",
    QUANTITY: "#,##0.####",
    COUNT: "0",
    DAY: "yyyy-mm-dd",
    PERCENT: "0.0",
}
WIDTHS = {TEXT: 20, MONEY: 15}


def book_of(blocks: Iterable[Block], above: Sequence[str]) -> bytes:
    return workbook([_part(block, above) for block in blocks])


def _part(block: Block, above: Sequence[str]) -> SheetPart:
    columns = [
        SheetColumn(str(c.label), FORMATS.get(c.kind, ""), WIDTHS.get(c.kind, 12))
        for c in block.columns
    ]
    rows = [[_plain(value) for value in block.values(row)] for row in block.rows]
    totals: list[Any] = [_plain(value) for value in block.sums]
    if any(value is not None for value in totals) and totals[0] is None:
        totals[0] = gettext("Total")
    return SheetPart(
        str(block.title), columns, rows, above=[*above, str(block.title)], totals=totals
    )


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, Decimal | int | date) else str(value)
