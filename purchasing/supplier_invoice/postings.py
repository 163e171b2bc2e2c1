"""What a settled difference says to the ledgers: the debt, and the cost of goods still here."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from finance.parties import queries as debts
from finance.parties.ledger import Payable, Settles
from inventory.stock.ledger import Stock
from purchasing.supplier_invoice.models import Settled

NONE = Decimal(0)
CAUSE = "price_difference"


def differences(body: Any, lines: list[Any]) -> list[Any]:
    """Posted when matched or settled; the lines say already what goes where."""
    open_debts = _open_debts({line.receipt_line.body_id for line in lines if line.debt < 0})
    return entries_of(body, lines, open_debts)


def entries_of(
    body: Any, lines: list[Any], open_debts: dict[int, list[tuple[int, Decimal]]]
) -> list[Any]:
    """`open_debts`: by receipt its open items and what is left of each; pure."""
    entries: list[Any] = [_revalued(line) for line in lines if line.stock_cost]
    numbers = count(1)
    by_receipt: dict[int, list[Any]] = defaultdict(list)
    for line in lines:
        by_receipt[line.receipt_line.body_id].append(line)
    for receipt_id, own in sorted(by_receipt.items()):
        debt = sum((line.debt for line in own), NONE)
        if debt:
            number = next(numbers)
            entries.append(_owed(body, own[0], debt, number))
            entries += _settling(-debt, number, open_debts.get(receipt_id, []))
        if body.settled_by == Settled.DEBIT_NOTE:
            entries += _debit_note(body, own, numbers)
    return entries


def _revalued(line: Any) -> Stock:
    return Stock(
        line_no=line.line_no,
        item_id=line.item_id,
        bin_id=line.receipt_line.bin_id,
        phase="on_hand",
        quantity=NONE,
        amount=line.stock_cost,
        cause=CAUSE,
    )


def _owed(body: Any, line: Any, amount: Decimal, number: int) -> Payable:
    return Payable(
        party_id=body.head.party_id,
        amount=amount,
        due_on=_due(line) if amount > 0 else None,
        line_no=number,
        description=f"{line.receipt_line.body.head.number} {body.invoice_number}",
    )


def _due(line: Any) -> date:
    """As the receipt itself is due."""
    head = line.receipt_line.body.head
    due: date = head.date + timedelta(days=head.party.credit_days)
    return due


def _settling(
    credit: Decimal, number: int, items: Iterable[tuple[int, Decimal]]
) -> Iterable[Settles]:
    """A lower price pays off what is still open of the receipt; the rest stays as a credit."""
    for item_id, left in items:
        if credit <= 0:
            return
        part = min(credit, left)
        yield Settles(part, debit_item=item_id, credit_line=number)
        credit -= part


def _debit_note(body: Any, lines: list[Any], numbers: Iterable[int]) -> list[Any]:
    """The invoice asks for more, the note takes it back: both stand in the supplier's account."""
    more = sum((max(line.gross - line.covered_gross, NONE) for line in lines), NONE)
    if not more:
        return []
    asked, taken_back = next(iter(numbers)), next(iter(numbers))
    return [
        _owed(body, lines[0], more, asked),
        _owed(body, lines[0], -more, taken_back),
        Settles(more, debit_line=asked, credit_line=taken_back),
    ]


def _open_debts(receipt_ids: set[int]) -> dict[int, list[tuple[int, Decimal]]]:
    found: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    if receipt_ids:
        items = debts.unsettled("payable").filter(
            document_id__in=receipt_ids, amount__gt=0, reverses=None, reversed_by=None
        )
        for item in items.order_by("id"):
            found[item.document_id].append((item.pk, item.amount - item.allocated))
    return found
