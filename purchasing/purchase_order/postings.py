"""What the stock ledger is told of an order: what is expected, and what is expected no more."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from inventory.stock.ledger import Stock
from inventory.stock.queries import left_of_claims


def expected_goods(body: Any, lines: list[Any]) -> Iterable[Stock]:
    """What the supplier promised comes to the warehouse's receiving bin, line by line."""
    return [_expected(body, line, line.open_quantity) for line in lines if line.open_quantity > 0]


def no_longer_expected(body: Any, lines: list[Any]) -> Iterable[Stock]:
    """The part of each line that was closed (or, negative, reopened) by this very step."""
    return [_expected(body, line, -line.closed_now) for line in lines if line.closed_now != 0]


def difference_to_open(body: Any, lines: list[Any]) -> Iterable[Stock]:
    """What brings the ledger's expectation of each line back to what the line has open.

    A receipt takes no more from a claim than it still holds; so after one beyond the ordered
    quantity, the reversal of another gives back more than is open.
    """
    claimed = left_of_claims(body.head_id)
    gaps = [(line, line.open_quantity - claimed.get(line.line_no, Decimal(0))) for line in lines]
    return [_expected(body, line, gap) for line, gap in gaps if gap]


def _expected(body: Any, line: Any, quantity: Decimal) -> Stock:
    return Stock(
        line_no=line.line_no,
        item_id=line.item_id,
        bin_id=body.receiving_bin_id,
        phase="expected",
        quantity=quantity,
        cause="purchase_order",
        claim_document=body.head_id,
        claim_line=line.line_no,
        due_on=line.promised_on or line.contract_on,
    )
