"""What the order's steps say to the books; computed from body and lines, reversed by the kernel."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from finance.parties import funds
from finance.parties.entry import Receivable, Settles
from inventory.stock.ledger import Stock

OWN_OUT, FOR_ORDER, ORDER_OUT, OWN_BACK = 9001, 9002, 9003, 9004
FORFEITED = "forfeit"


def planned(body: Any, lines: list[Any]) -> Iterator[Stock]:
    """What the step before it planned to reserve (+) or to give up (−), bin by bin."""
    by_number = {line.line_no: line for line in lines}
    for part in body.allotment:
        line = by_number[part["line"]]
        yield Stock(
            line_no=line.line_no,
            item_id=line.item_id,
            bin_id=part["bin"],
            phase="reserved",
            quantity=Decimal(part["quantity"]),
            cause="customer_order",
            claim_document=body.head_id,
            claim_line=line.line_no,
            due_on=line.wanted_on or body.wanted_on,
        )


def set_off(body: Any, lines: list[Any]) -> Iterator[Receivable | Settles]:
    """The customer's own old money becomes money for this order (冲平)."""
    wanted: Decimal = body.credit_used
    if not wanted:
        return
    party = body.head.party_id
    yield Receivable(party, wanted, None, line_no=OWN_OUT, cause=funds.TRANSFER)
    for item, amount in _taken(funds.free_credits(party), wanted):
        yield Settles(amount, credit_item=item, debit_line=OWN_OUT)
    yield Receivable(
        party,
        -wanted,
        None,
        line_no=FOR_ORDER,
        for_document=body.head_id,
        cause=funds.MONEY,
    )


def money_freed(body: Any, lines: list[Any]) -> Iterator[Receivable | Settles]:
    """What is left of the order's money becomes the customer's own; forfeited, it is the firm's."""
    kept = funds.credits_for([body.head_id]).get(body.head_id, [])
    left = funds.total(kept)
    if not left:
        return
    party = body.head.party_id
    yield Receivable(
        party, left, None, line_no=ORDER_OUT, for_document=body.head_id, cause=funds.MONEY
    )
    for item, amount in kept:
        yield Settles(amount, credit_item=item, debit_line=ORDER_OUT)
    if body.money_after_cancel != FORFEITED:
        yield Receivable(party, -left, None, line_no=OWN_BACK, cause=funds.TRANSFER)


def cancelled(body: Any, lines: list[Any]) -> Iterable[Any]:
    return [*planned(body, lines), *money_freed(body, lines)]


def _taken(items: Iterable[funds.Item], wanted: Decimal) -> Iterator[funds.Item]:
    """So much of the oldest credits as makes up the sum; refused where they do not reach."""
    left = wanted
    for item, rest in items:
        amount = min(rest, left)
        if amount > 0:
            yield item, amount
        left -= amount
    if left > 0:
        raise Refused(
            _(
                "The customer's own money is %(left)s less than was set off. Reject the order; the"
                " billing clerk prices it anew."
            )
            % {"left": left}
        )
