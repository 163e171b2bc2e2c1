"""The other side's sheet as signed rows: what is no line is left out and said, never guessed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.parties.models import Side
from finance.statement.headings import Columns, bare, find
from ui.sheets import Fault, Sheet
from ui.text import normalise, parse_date, parse_decimal

NONE = Decimal(0)
MOST_ROWS = 5000
MOST_AMOUNT = Decimal(10) ** 12
BLANK_AMOUNTS = {"", "-", "—", "–", "/", "无"}
STATE = "(余额|结余|结存|欠款|结转|欠|数|金额)?"
OPENING = re.compile(
    f"(期初|上期|上月|承前|承前页|前期|年初|往期){STATE}|opening(balance)?|broughtforward"
)
CLOSING = re.compile(f"(期末|本期末|月末){STATE}|本期(余额|结余|欠款)|closing(balance)?")
TOTAL = re.compile(r".{0,6}(合计|小计|总计|累计)|(sub|grand)?total")
# In a sheet with one column of amounts these words say that the line lowers what is owed.
LOWERS = re.compile(
    r"付款|收款|回款|汇款|转账|退货|退回|折让|优惠|冲销|payment|paid|return|discount|refund",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TheirRow:
    """One line: + raises what is owed, − lowers it, in both their books and ours."""

    row_no: int
    amount: Decimal
    on_date: date | None = None
    number: str = ""
    summary: str = ""


@dataclass
class Reading:
    """What was read; `left_out` are rows with no amount, `faults` what must be corrected first."""

    rows: list[TheirRow] = field(default_factory=list)
    opening: Decimal | None = None
    closing: Decimal | None = None
    left_out: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(sheet: Sheet, *, side: str, mirrored: bool = False) -> Reading:
    """`mirrored`: their sheet speaks of our books, so that debit and credit change places."""
    columns = find([[normalise(cell) for cell in row] for row in sheet.rows])
    if columns is None:
        reason = _(
            "No row of headings was found. One row must name the date or number and the amount, "
            "such as 日期, 单号, 金额."
        )
        return Reading(faults=[Fault(0, "", reason)])
    reader = _Reader(columns, _raising(side, mirrored))
    reading = Reading(faults=[each for each in sheet.faults if each.row > columns.row + 1])
    for number, row in _below(sheet, columns):
        reader.take(number, row, reading)
    if not reading.rows and not reading.faults and reading.opening is None:
        reading.faults.append(Fault(0, "", _("There is no row below the headings.")))
    if len(reading.rows) > MOST_ROWS:
        words = {"rows": len(reading.rows), "most": MOST_ROWS}
        reason = _("The sheet has %(rows)s rows; at most %(most)s are taken. Split it.") % words
        reading.faults.append(Fault(0, "", reason))
    return reading


def _raising(side: str, mirrored: bool) -> str:
    """A supplier books what we owe him as debit, a customer what he owes us as credit."""
    debit = (side == Side.PAYABLE) != mirrored
    return "debit" if debit else "credit"


def _below(sheet: Sheet, columns: Columns) -> Iterator[tuple[int, list[str]]]:
    """The rows under the headings; headings that a page break repeats are no row."""
    headings = [bare(cell) for cell in sheet.rows[columns.row]]
    for number, row in enumerate(sheet.rows[columns.row + 1 :], start=columns.row + 2):
        cells = [normalise(cell) for cell in row]
        if any(cells) and [bare(cell) for cell in cells] != headings:
            yield number, cells


@dataclass(frozen=True)
class _Reader:
    columns: Columns
    raising: str

    def take(self, number: int, row: Sequence[str], reading: Reading) -> None:
        words = [bare(cell) for cell in row if cell][:4]
        if any(OPENING.fullmatch(word) for word in words):
            reading.opening = self._state(number, row, reading)
        elif any(CLOSING.fullmatch(word) for word in words):
            reading.closing = self._state(number, row, reading)
        elif not any(TOTAL.fullmatch(word) for word in words):
            self._line(number, row, reading)

    def _line(self, number: int, row: Sequence[str], reading: Reading) -> None:
        summary = self.columns.cell(row, "summary")
        amount = self._amount(number, row, reading)
        if amount is None:
            return
        if not amount:
            reading.left_out.append(number)
            return
        on_date = self._date(number, row, reading)
        cells = [text for text in self.columns.cells(row, "number") if text]
        text = " ".join(dict.fromkeys(cells))
        reading.rows.append(TheirRow(number, amount, on_date, text[:200], summary[:200]))

    def _state(self, number: int, row: Sequence[str], reading: Reading) -> Decimal | None:
        """An opening or closing stands in the balance column, or where the amounts stand."""
        if self.columns.cell(row, "balance"):
            return self._number(number, row, "balance", reading)
        return self._amount(number, row, reading)

    def _amount(self, number: int, row: Sequence[str], reading: Reading) -> Decimal | None:
        """Signed; None if a cell cannot be read, which is noted."""
        lowering = "credit" if self.raising == "debit" else "debit"
        plus, minus = self._first("plus", self.raising), self._first("minus", lowering)
        single = not plus and self.columns.has("amount")
        raising = ["amount"] if single else plus
        read = [self._number(number, row, meaning, reading) for meaning in raising]
        taken = [
            self._number(number, row, meaning, reading) for meaning in (*minus, *self._first("off"))
        ]
        if None in read or None in taken:
            return None
        raised = sum((amount for amount in read if amount), NONE)
        lowered = sum((amount for amount in taken if amount), NONE)
        if single and not minus and raised > 0 and self._lowers(row):
            return -raised
        return raised - lowered

    def _first(self, *meanings: str) -> list[str]:
        """The best column of those that mean the same; to add them up would count twice."""
        return [meaning for meaning in meanings if self.columns.has(meaning)][:1]

    def _lowers(self, row: Sequence[str]) -> bool:
        return bool(LOWERS.search(" ".join(self.columns.cells(row, "summary"))))

    def _number(
        self, number: int, row: Sequence[str], meaning: str, reading: Reading
    ) -> Decimal | None:
        text = self.columns.cell(row, meaning)
        negative = re.fullmatch(r"[(（](.+)[)）]", text)
        bare_text = re.sub(r"元|RMB|CNY", "", negative[1] if negative else text).strip()
        if bare_text in BLANK_AMOUNTS:
            return NONE
        try:
            amount = parse_decimal(bare_text, places=2)
        except ValueError as fault:
            reading.faults.append(Fault(number, _heading(meaning), str(fault)))
            return None
        if abs(amount) >= MOST_AMOUNT:
            reading.faults.append(Fault(number, _heading(meaning), _("This number is too long.")))
            return None
        return -amount if negative else amount

    def _date(self, number: int, row: Sequence[str], reading: Reading) -> date | None:
        text = self.columns.cell(row, "date")
        if not text:
            return None
        try:
            return parse_date(text.split(" ")[0])
        except ValueError as fault:
            reading.faults.append(Fault(number, _heading("date"), str(fault)))
            return None


def _heading(meaning: str) -> str:
    return {
        "date": _("Document date"),
        "balance": _("Balance"),
        "amount": _("Amount"),
        "plus": _("Increase"),
        "minus": _("Decrease"),
        "off": _("Settlement discount"),
        "debit": _("Debit"),
        "credit": _("Credit"),
    }[meaning]
