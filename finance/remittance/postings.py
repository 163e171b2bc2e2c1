"""What a remittance says to the ledgers: `entries_of` is pure, `money_in_books` looks first.

Every line is one credit. For an order it is kept for that order, after it has settled what the
order's deliveries left open; for an old debt it settles that debt, and bears the debt's order.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from finance.cash.ledger import Cash
from finance.parties.funds import MONEY, TRANSFER, Item, free_credits
from finance.parties.ledger import Receivable, Settles
from finance.parties.models import OpenItem, Side
from finance.parties.queries import unsettled
from finance.remittance.figures import named, surplus_of
from finance.remittance.models import Kind

SURPLUS_LINE, TRANSFER_LINE, REFUND_LINE = 9001, 9002, 9003
Entry = Receivable | Settles | Cash


@dataclass(frozen=True)
class Books:
    """What the books hold: by order its open debts, and the customer's own money."""

    debts: dict[int, list[Item]] = field(default_factory=dict)
    free: Sequence[Item] = ()


def money_in_books(body: Any, lines: Sequence[Any]) -> list[Entry]:
    orders = {line.order_id for line in lines if line.order_id}
    free = () if body.kind == Kind.RECEIPT else free_credits(body.head.party_id)
    named_items = {line.open_item_id for line in lines if line.open_item_id}
    return list(entries_of(body, lines, Books(debts_of_orders(orders, but=named_items), free)))


def debts_of_orders(order_ids: Iterable[int], *, but: Iterable[int] = ()) -> dict[int, list[Item]]:
    """By order: what its deliveries left open, oldest first; `but` those that a line names."""
    debts = unsettled(Side.RECEIVABLE).filter(
        for_document__in=set(order_ids), amount__gt=0, reverses=None, reversed_by=None
    )
    rows = debts.exclude(pk__in=set(but)).order_by("on_date", "id")
    found: dict[int, list[Item]] = {}
    for pk, order, amount, allocated in rows.values_list(
        "id", "for_document_id", "amount", "allocated"
    ):
        found.setdefault(order, []).append((pk, amount - allocated))
    return found


def entries_of(body: Any, lines: Sequence[Any], books: Books) -> Iterator[Entry]:
    if body.kind == Kind.REFUND:
        yield from _refund(body, books)
        return
    if body.kind == Kind.RECEIPT:
        yield Cash(body.account_id, body.money, SURPLUS_LINE, party_id=body.head.party_id)
    else:
        yield from _taken(body, named(lines), line_no=TRANSFER_LINE, books=books)
    for line in lines:
        yield from _line(body, line, books)
    surplus = surplus_of(body, lines)
    if surplus:
        yield Receivable(body.head.party_id, -surplus, None, SURPLUS_LINE)


def _refund(body: Any, books: Books) -> Iterator[Entry]:
    yield from _taken(body, body.money, line_no=REFUND_LINE, books=books)
    yield Cash(body.account_id, -body.money, REFUND_LINE, party_id=body.head.party_id)


def _taken(body: Any, amount: Decimal, *, line_no: int, books: Books) -> Iterator[Entry]:
    """Out of the customer's own money, the oldest first."""
    cause = TRANSFER if line_no == TRANSFER_LINE else ""
    yield Receivable(body.head.party_id, amount, None, line_no, cause=cause)
    for credit, part in shared(amount, books.free):
        yield Settles(part, debit_line=line_no, credit_item=credit)


def _line(body: Any, line: Any, books: Books) -> Iterator[Entry]:
    item: OpenItem | None = line.open_item
    order = line.order_id if item is None else item.for_document_id
    yield Receivable(
        body.head.party_id,
        -line.amount,
        None,
        line.line_no,
        for_document=order,
        cause=MONEY if order else "",
    )
    debts = books.debts.get(order, []) if item is None else [(item.pk, line.amount)]
    for debt, part in shared(line.amount, debts):
        yield Settles(part, debit_item=debt, credit_line=line.line_no)


def shared(amount: Decimal, items: Iterable[Item]) -> Iterator[Item]:
    """So much of each item until the amount is used up."""
    for pk, rest in items:
        part = min(rest, amount)
        if part <= 0:
            return
        yield pk, part
        amount -= part
