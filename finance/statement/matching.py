"""A statement against the sheet that the other side sent: loaded, compared, reconciled."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from finance.statement import comparison
from finance.statement.comparison import Pair, Row
from finance.statement.models import Statement, StatementLine, SupplierRow, SupplierSheet

NONE = Decimal(0)


@dataclass(frozen=True)
class Found:
    """Line by line; the openings and the lines together explain the two closings to the cent."""

    sheet: SupplierSheet
    ours: dict[int, StatementLine]
    theirs: dict[int, SupplierRow]
    pairs: list[Pair]
    our_opening: Decimal
    our_closing: Decimal

    @property
    def their_opening(self) -> Decimal:
        return self.sheet.opening

    @property
    def their_closing(self) -> Decimal:
        """What their opening and their lines come to."""
        return self.their_opening + sum((row.amount for row in self.theirs.values()), NONE)

    @property
    def opening_difference(self) -> Decimal:
        return self.our_opening - self.their_opening

    @property
    def difference(self) -> Decimal:
        """Our closing less theirs: the opening's difference and what every pair adds."""
        return self.opening_difference + comparison.difference_of(self.pairs)

    @property
    def is_clean(self) -> bool:
        found = {pair.kind for pair in self.pairs}
        return not self.opening_difference and found <= {comparison.MATCHED}

    @property
    def does_not_add_up(self) -> bool:
        """Their own sheet states a closing that its lines do not come to."""
        stated = self.sheet.closing
        return stated is not None and stated != self.their_closing

    def count(self, kind: str) -> int:
        return sum(pair.kind == kind for pair in self.pairs)


def compared(body: Statement) -> Found | None:
    """None while the other side has sent nothing: three queries at most."""
    sheet = SupplierSheet.objects.filter(pk=body.pk).select_related("read_by").first()
    if sheet is None:
        return None
    lines = [line for line in body.lines.all() if not line.is_opening]
    rows = list(sheet.rows.order_by("row_no"))
    return Found(
        sheet,
        {line.pk: line for line in lines},
        {row.pk: row for row in rows},
        comparison.compare(_ours(lines), _theirs(rows)),
        body.opening,
        body.closing,
    )


def _ours(lines: Sequence[StatementLine]) -> list[Row]:
    return [
        Row(
            line.pk,
            line.amount,
            line.on_date,
            comparison.numbers_of(line.document.number, line.delivery_note, line.invoice_no),
        )
        for line in lines
    ]


def _theirs(rows: Sequence[SupplierRow]) -> list[Row]:
    return [Row(row.pk, row.amount, row.on_date, comparison.numbers_of(row.number)) for row in rows]
