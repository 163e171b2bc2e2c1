"""What a settlement says to the ledgers; pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from finance.cash.ledger import Cash
from finance.parties.ledger import Payable, Receivable, Settles
from finance.settlement.models import Kind
from finance.settlement.pairing import Part, pair

MONEY_LINE, DISCOUNT_LINE, RECEIVABLE_LINE = 9001, 9002, 9003
Entry = Payable | Receivable | Settles | Cash


def money_and_debts(body: Any, lines: Sequence[Any]) -> list[Entry]:
    """Money and discount lower what is owed and settle the chosen debts, after the prepayments."""
    if body.kind == Kind.SET_OFF:
        return list(_both_sides(body, lines))
    return [*_moved(body), *_settled(body, lines)]


def _moved(body: Any) -> Iterator[Entry]:
    party = body.head.party_id
    if body.money:
        yield Payable(party, -body.money, None, MONEY_LINE)
        yield Cash(body.account_id, -body.money, MONEY_LINE, party_id=party)
    if body.discount:
        yield Payable(party, -body.discount, None, DISCOUNT_LINE)


def _settled(body: Any, lines: Sequence[Any]) -> Iterator[Settles]:
    debts = [_part(line) for line in lines if line.is_debt]
    credits = [_part(line) for line in lines if not line.is_debt]
    if body.discount:
        credits.append(Part(body.discount, line=DISCOUNT_LINE))
    if body.money > 0:
        credits.append(Part(body.money, line=MONEY_LINE))
    elif body.money:
        debts.append(Part(-body.money, line=MONEY_LINE))
    return pair(debts, credits)


def _both_sides(body: Any, lines: Sequence[Any]) -> Iterator[Entry]:
    """Each side is lowered by the same sum, and what lowers it settles the debts of that side."""
    sides = (("payable", Payable, MONEY_LINE), ("receivable", Receivable, RECEIVABLE_LINE))
    for side, entry, line_no in sides:
        own = [line for line in lines if line.open_item.side == side]
        total = sum(line.amount for line in own)
        yield entry(body.head.party_id, -total, None, line_no)
        yield from pair([_part(line) for line in own], [Part(total, line=line_no)])


def _part(line: Any) -> Part:
    return Part(line.amount, item=line.open_item_id)
